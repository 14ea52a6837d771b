package bstack.collections.internal.tree;

import bstack.collections.internal.page.Damage;
import bstack.collections.internal.page.Page;
import bstack.collections.internal.page.PageFile;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a tree that may be damaged, a leaf at a time, each in a view of its own or in what the caller runs in: it
 * checks pages, values and the numbers of the header, and holds one leaf at a time.
 */
final class TreeCheck {
    private final Tree tree;
    private final PageFile file;
    private final Values values;
    private final BStack stack;
    private final DamageSink sink;

    /** The leaves of the tree, once they have been searched for. */
    private @Nullable LostLeaves lost;

    /** Whether all pages were sound so far. */
    private boolean complete = true;

    private long pages;
    private long entries;
    private long valueBytes;

    /** Creates a check that tells what is unsound. */
    TreeCheck(Tree tree, PageFile file, DamageSink sink) {
        this.tree = tree;
        this.file = file;
        this.values = new Values(file);
        this.stack = file.heap().stack();
        this.sink = sink;
    }

    /** Checks everything; tells the numbers at the end, if all pages are known. */
    void run() throws IOException {
        scan(null, true);
        checkNumbers();
    }

    /**
     * Shows the entries of all sound leaves, whose values have not been checked, those below damaged pages too; tells what
     * pages and numbers are unsound.
     */
    void salvage(RunVisitor visitor) throws IOException {
        scan(visitor, false);
        checkNumbers();
    }

    /** What was found in one view. */
    private record Step(Salvage salvage, List<BStackCorruptException> values) {}

    private void scan(@Nullable RunVisitor visitor, boolean withValues) throws IOException {
        ByteRange left = ByteRange.all();
        while (left != null) {
            Step step = step(left, withValues);
            Salvage salvage = step.salvage();
            BStackCorruptException thrown = salvage.thrown();
            if (thrown != null) {
                complete = false;
                sink.found(thrown);
                if (visitor != null && salvage.level() != 0) {
                    visitLost(left, salvage.rest(), visitor);
                }
            }
            for (BStackCorruptException damage : step.values()) {
                sink.found(damage);
            }
            LeafRun run = salvage.run();
            if (run != null) {
                count(run);
                if (visitor != null) {
                    visitor.visit(run);
                }
            }
            pages += salvage.pages();
            left = salvage.rest();
        }
    }

    /** Shows the leaves that are found in the heap although nothing sound names them. */
    private void visitLost(ByteRange from, @Nullable ByteRange rest, RunVisitor visitor) throws IOException {
        LostLeaves found = lost;
        if (found == null) {
            found = LostLeaves.of(file, number());
            lost = found;
        }
        found.visit(new ByteRange(from.low(), rest == null ? from.high() : rest.low()), visitor, sink);
    }

    /** {@return the number that the pages of the tree have} */
    private int number() throws IOException {
        try {
            return tree.id() != 0
                    ? (int) tree.id()
                    : stack.view(() -> tree.header().tree());
        } catch (BStackCorruptException e) {
            // Pages of no tree: nothing is found.
            return 0;
        }
    }

    private Step step(ByteRange range, boolean withValues) throws IOException {
        try {
            return stack.view(() -> {
                Salvage salvage = Salvage.step(file, tree.header(), range);
                LeafRun run = salvage.run();
                return new Step(salvage, run == null || !withValues ? List.of() : damagedValues(run));
            });
        } catch (BStackCorruptException e) {
            // The header, or what names it.
            return new Step(new Salvage(null, e, null, 0, -1), List.of());
        }
    }

    private List<BStackCorruptException> damagedValues(LeafRun run) throws IOException {
        List<BStackCorruptException> damaged = new ArrayList<>();
        for (int i = run.from(); i < run.to(); i++) {
            try {
                values.check(run.leaf(), i);
            } catch (BStackCorruptException e) {
                damaged.add(e);
            }
        }
        return damaged;
    }

    private void count(LeafRun run) {
        Page leaf = run.leaf();
        entries += run.to() - run.from();
        for (int i = run.from(); i < run.to(); i++) {
            valueBytes += Values.ownBytes(leaf, i);
        }
    }

    /** Numbers that do not fit may be those of several states: then everything is counted once more in one view. */
    private void checkNumbers() throws IOException {
        if (!complete) {
            return;
        }
        List<BStackCorruptException> wrong;
        try {
            wrong = stack.view(() -> {
                if (wrongNumbers(tree.header()).isEmpty()) {
                    return List.of();
                }
                TreeCheck again = new TreeCheck(tree, file, ignored -> {});
                again.scan(null, false);
                return again.complete ? again.wrongNumbers(tree.header()) : List.of();
            });
        } catch (BStackCorruptException e) {
            wrong = List.of(e);
        }
        for (BStackCorruptException damage : wrong) {
            sink.found(damage);
        }
    }

    private List<BStackCorruptException> wrongNumbers(TreeHeader header) {
        List<BStackCorruptException> wrong = new ArrayList<>();
        compare(wrong, header, "entries", header.entries(), entries);
        compare(wrong, header, "pages", header.pages(), pages);
        compare(wrong, header, "bytes in slices of values", header.valueBytes(), valueBytes);
        return wrong;
    }

    private void compare(
            List<BStackCorruptException> wrong, TreeHeader header, String what, long stated, long counted) {
        if (stated != counted) {
            wrong.add(Damage.ofNoKey(
                    file.heap(),
                    header.start(),
                    "the number of %s, which is %d".formatted(what, counted),
                    String.valueOf(stated)));
        }
    }
}
