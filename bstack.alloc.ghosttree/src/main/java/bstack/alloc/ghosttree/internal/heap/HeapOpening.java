package bstack.alloc.ghosttree.internal.heap;

import bstack.alloc.ghosttree.internal.format.GhostTreeLayout;
import bstack.alloc.ghosttree.internal.index.BlockTable;
import bstack.alloc.ghosttree.internal.index.FreeIndex;
import bstack.alloc.ghosttree.internal.index.FreeSpace;
import bstack.alloc.ghosttree.internal.index.TreeReader;
import bstack.alloc.ghosttree.internal.recovery.LengthCheck;
import bstack.alloc.ghosttree.internal.recovery.Recovery;
import bstack.alloc.ghosttree.internal.recovery.RecoveryPlan;
import bstack.alloc.ghosttree.internal.recovery.Seams;
import bstack.alloc.ghosttree.internal.recovery.TreeSurvey;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.spi.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * The opening of a heap: it makes a plan from what it finds, and carries out the plan in one transaction.
 *
 * <table>
 * <caption>What is done</caption>
 * <tr><th>payload</th><th>action</th></tr>
 * <tr><td>empty, or at most 48 bytes, all zero</td><td>formatted</td></tr>
 * <tr><td>no magic</td><td>reported as damaged</td></tr>
 * <tr><td>ends within a unit</td><td>the unit is filled up with zeros</td></tr>
 * <tr><td>neighbouring free blocks</td><td>merged; many: a new tree, few: exchanged one by one</td></tr>
 * <tr><td>a tree as {@link TreeSurvey} calls mendable</td><td>a new tree of the blocks that are reached</td></tr>
 * <tr><td>any other tree</td><td>reported as damaged</td></tr>
 * </table>
 *
 * <p>A sound tree without neighbours is not written. On a read-only stack all of it stays in memory.
 */
public final class HeapOpening {
    /** Thrown to take back what was done to find out what would be mended. */
    private static final class OnlyLooking extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OnlyLooking() {
            super("only looking", null, false, false);
        }
    }

    private final BStack stack;
    private final List<Finding> flaws = new ArrayList<>();
    private boolean looking;
    private FreeSpace free;

    private HeapOpening(BStack stack) {
        this.stack = stack;
        this.free = new FreeSpace(stack, new FreeIndex());
    }

    /**
     * Opens the heap on {@code stack}.
     *
     * @param rule keeps it from growing from then on
     * @return its operations
     * @throws BStackCorruptException if the payload is not a ghost-tree heap, or is damaged; nothing has changed
     * @throws IOException if the stack fails
     */
    public static HeapOperations open(BStack stack, GrowthRule rule) throws IOException {
        LengthCheck.run(stack);
        HeapOpening opening = new HeapOpening(stack);
        stack.mend(opening::run);
        return new HeapOperations(stack, opening.free, rule);
    }

    /**
     * {@return what {@link #open} would mend} Merging neighbours, which is how the format works, is not mending.
     *
     * @throws BStackCorruptException if it would report the heap as damaged
     * @throws IllegalStateException inside a transaction
     * @throws IOException if the stack fails
     */
    public static List<Finding> needsMending(BStack stack) throws IOException {
        if (stack.inTransaction()) {
            throw new IllegalStateException(stack.name() + ": look for what needs mending outside of transactions");
        }
        HeapOpening opening = new HeapOpening(stack);
        opening.looking = true;
        try {
            stack.mend(() -> {
                opening.run();
                throw new OnlyLooking();
            });
        } catch (OnlyLooking done) {
            return List.copyOf(opening.flaws);
        }
        throw new AssertionError("the body throws");
    }

    private void run() throws IOException {
        long length = stack.length();
        byte[] head = stack.get(0, Math.min(length, GhostTreeLayout.ARENA_START));
        if (PayloadKind.isBlank(length, head)) {
            format(length);
        } else if (PayloadKind.isHeap(length, head)) {
            recover(length);
        } else {
            throw notAHeap(head);
        }
    }

    private void format(long length) throws IOException {
        if (looking) {
            flaws.add(new Finding(0, "the header of a heap, which opening writes", length + " bytes, all zero"));
            return;
        }
        stack.extend(GhostTreeLayout.ARENA_START - length);
        stack.set(GhostTreeLayout.MAGIC_OFFSET, GhostTreeLayout.magic());
    }

    private void recover(long length) throws IOException {
        long end = GhostTreeLayout.paddedEnd(length);
        if (end > length) {
            stack.extend(end - length); // taken back by the rollback if the tree turns out to be damaged
            flaws.add(new Finding(
                    length,
                    "a payload of whole units, which opening fills up with %d zeros".formatted(end - length),
                    "its end"));
        }
        FreeIndex index = TreeReader.read(stack, end);
        if (index == null || !use(index, end)) {
            mendTree(end);
        }
    }

    /** Uses a tree that was read, merging neighbours. {@return false if blocks overlap, or some are missing} */
    private boolean use(FreeIndex index, long end) throws IOException {
        BlockTable blocks = index.blocks();
        int[] order = blocks.byAddress();
        if (!blocks.isDisjoint(order) || Seams.isRootBelow(stack, end, blocks, order)) {
            return false;
        }
        if (!looking) {
            index.byAddress().build(order);
            free = new Recovery(stack).apply(RecoveryPlan.of(blocks, order, true), index);
        }
        return true;
    }

    private void mendTree(long end) throws IOException {
        TreeSurvey survey = TreeSurvey.forOpening(stack, end);
        Finding damage = survey.damage();
        if (damage != null) {
            throw damaged(damage);
        }
        flaws.addAll(survey.findings());
        if (looking) {
            return;
        }
        BlockTable blocks = survey.blocks();
        Recovery recovery = new Recovery(stack);
        recovery.clearSizeless(survey);
        free = recovery.rebuild(RecoveryPlan.of(blocks, blocks.byAddress(), false));
        LoggerFactory.getLogger("bstack.alloc.ghosttree")
                .warn(
                        "{}: the tree of free blocks was left unfinished; made anew of its {} blocks; {} flaws, the first {}",
                        stack.name(),
                        blocks.count(),
                        survey.findings().size(),
                        survey.findings().get(0));
    }

    private BStackCorruptException notAHeap(byte[] head) throws IOException {
        int from = (int) Math.min(GhostTreeLayout.MAGIC_OFFSET, head.length);
        byte[] magic = Arrays.copyOfRange(head, from, Math.min(from + Long.BYTES, head.length));
        HexFormat hex = HexFormat.ofDelimiter(" ");
        return new BStackCorruptException(
                stack.name(),
                GhostTreeLayout.position(GhostTreeLayout.MAGIC_OFFSET),
                GhostTreeLayout.magicText() + " (is it another allocator's file? BStackAllocators.open finds out)",
                (magic.length == 0 ? "nothing" : hex.formatHex(magic))
                        + ", in a payload of %d bytes".formatted(stack.length()));
    }

    private BStackCorruptException damaged(Finding damage) {
        return new BStackCorruptException(
                stack.name(),
                GhostTreeLayout.position(damage.offset()),
                damage.expected(),
                damage.found() + " (nothing was changed; copy what is sound into a new file)");
    }
}
