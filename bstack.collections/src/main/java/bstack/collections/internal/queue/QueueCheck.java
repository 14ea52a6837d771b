package bstack.collections.internal.queue;

import bstack.collections.DamageListener;
import bstack.collections.internal.page.Damage;
import bstack.collections.internal.page.Page;
import bstack.collections.internal.root.Structure;
import bstack.collections.internal.tree.ByteRange;
import bstack.collections.internal.tree.DamageSink;
import bstack.collections.internal.tree.LeafRun;
import bstack.collections.internal.tree.Tree;
import bstack.collections.internal.tree.TreeHeader;
import bstack.core.BStackCorruptException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks a queue: its tree, and if that is sound, the numbers of its elements, each leaf in a view of its own or in what
 * the caller runs in.
 */
public final class QueueCheck {
    private final Structure structure;
    private final Tree tree;
    private final DamageSink sink;
    private boolean sound = true;

    private QueueCheck(Structure structure, DamageSink sink) {
        this.structure = structure;
        this.tree = structure.tree();
        this.sink = sink;
    }

    /** Tells a listener what is unsound in a queue. */
    public static void run(Structure structure, DamageListener listener) throws IOException {
        new QueueCheck(structure, structure.sink(listener)).run();
    }

    private void run() throws IOException {
        tree.verify(damage -> {
            sound = false;
            sink.found(damage);
        });
        ByteRange left = sound ? ByteRange.all() : null;
        while (left != null) {
            Step step = step(left);
            for (BStackCorruptException damage : step.damage()) {
                sink.found(damage);
            }
            left = step.rest();
        }
    }

    /** What was found in one view. */
    private record Step(
            List<BStackCorruptException> damage, @Nullable ByteRange rest) {}

    private Step step(ByteRange range) throws IOException {
        try {
            return structure.directory().heap().stack().view(() -> {
                long next = tree.read(TreeHeader::sequence);
                LeafRun run = tree.ascending(range);
                return run == null ? new Step(List.of(), null) : new Step(wrongNumbers(run, next), run.rest());
            });
        } catch (BStackCorruptException e) {
            // Damaged since the tree was checked.
            return new Step(List.of(e), null);
        }
    }

    private List<BStackCorruptException> wrongNumbers(LeafRun run, long next) {
        List<BStackCorruptException> wrong = new ArrayList<>();
        Page leaf = run.leaf();
        for (int i = run.from(); i < run.to(); i++) {
            byte[] key = leaf.key(i);
            if (key.length != Long.BYTES || Long.compareUnsigned(NumberCodec.number(key), next) >= 0) {
                wrong.add(Damage.ofNoKey(
                        structure.directory().heap(),
                        leaf.start(),
                        "elements with numbers of %d bytes, below %d".formatted(Long.BYTES, next),
                        "one with the key " + Damage.key(key)));
            }
        }
        return wrong;
    }
}
