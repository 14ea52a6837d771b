package bstack.alloc.ghosttree.internal.recovery;

import bstack.alloc.ghosttree.internal.format.GhostTreeLayout;
import bstack.alloc.ghosttree.internal.format.ZeroScan;
import bstack.alloc.ghosttree.internal.index.BlockTable;
import bstack.alloc.ghosttree.internal.index.NodeRecord;
import bstack.core.BStack;
import bstack.spi.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lenient reading of the tree in the file: it visits every block that can be reached once, and notes every flaw
 * instead of stopping at it.
 *
 * <p>Every set of the original is flushed before the next, and it writes a changed subtree from its leaves upwards. A
 * crash can therefore leave
 * <ul>
 *   <li>a node that two parents point to, heights and balances that do not fit, keys out of order: the new subtree seen
 *       through the old parents;
 *   <li>a node that is blank: the seam of two blocks that were being merged when a heap was opened, see {@link Seams};
 *   <li>a node of size 0: such a seam after the original has opened the file again, and built a tree with it. It comes
 *       before all others. Its bytes are lost, and may be within a free block, or in one that was handed out;
 *   <li>nodes that nothing points to any more; whether such bytes are free cannot be known, so they stay as they are.
 * </ul>
 * Those flaws are mendable, for every block that is reached was free. A pointer to where no block can be, a size that
 * does not fit, blocks that overlap, a cycle, a path longer than a height can count, bytes in a free block that are not
 * zero: no crash leaves those, the blocks found may be live, and the flaw is not mendable.
 *
 * <p>Bounded: a block is visited once, a path has at most 255 nodes, at most 1,000 flaws are kept.
 */
public final class TreeSurvey {
    private static final int MOST_FLAWS = 1000;
    private static final int MOST_REPAIRS = 16;

    private final BStack stack;
    private final long end;
    private final NodeRecord node;
    private final BlockTable blocks = new BlockTable();
    /** Where pointers led to zeros; and from where they pointed. */
    private final BlockTable blank = new BlockTable();
    /** The same of pointers that a flipped bit may have changed. */
    private final BlockTable suspect = new BlockTable();
    /** Nodes of size 0. */
    private final BlockTable sizeless = new BlockTable();
    /** Whether there are flaws besides pointers to zeros and the heights above those. */
    private boolean rebuilding;

    private int repairs;
    private final AddressSet visited = new AddressSet();
    private final long[] path = new long[GhostTreeLayout.MAX_DEPTH];
    private final List<Finding> findings = new ArrayList<>();

    private @Nullable Finding damage;
    private long lastSize;
    private long lastStart;

    private TreeSurvey(BStack stack, long end) {
        this.stack = stack;
        this.end = end;
        node = new NodeRecord(stack);
    }

    /**
     * Reads the tree.
     *
     * @param end where the arena ends
     * @param contents whether the bytes after the nodes are to be looked at, which means reading all free blocks
     */
    public static TreeSurvey of(BStack stack, long end, boolean contents) throws IOException {
        return of(stack, end, contents, false);
    }

    /** Reads the tree before it is mended: the root pointer is doubted as well. */
    public static TreeSurvey forOpening(BStack stack, long end) throws IOException {
        return of(stack, end, true, true);
    }

    private static TreeSurvey of(BStack stack, long end, boolean contents, boolean doubtRoot) throws IOException {
        TreeSurvey survey = new TreeSurvey(stack, end);
        long root = NodeRecord.readRoot(stack);
        survey.walk(root, GhostTreeLayout.ROOT_OFFSET, 0);
        if (doubtRoot) {
            survey.suspect(root, GhostTreeLayout.ROOT_OFFSET);
        }
        survey.lookForOverlaps();
        survey.judgePointers();
        if (contents) {
            survey.lookForContents();
        }
        return survey;
    }

    /** {@return the blocks that were reached, each once} */
    public BlockTable blocks() {
        return blocks;
    }

    /** {@return the nodes of size 0 that were reached} */
    BlockTable sizeless() {
        return sizeless;
    }

    /** {@return the flaws, in the order in which they were met, the first 1,000 of them} */
    public List<Finding> findings() {
        return findings;
    }

    /** {@return the first flaw that is not mendable, or null} */
    public @Nullable Finding damage() {
        return damage;
    }

    /** Visits a subtree, and returns its height. */
    private int walk(long start, long pointer, int depth) throws IOException {
        if (start == GhostTreeLayout.NULL) {
            return 0;
        }
        if (!GhostTreeLayout.isBlockStart(start, end)) {
            damaged(
                    pointer,
                    "0 or the start of a block in [%d, %d)".formatted(GhostTreeLayout.ARENA_START, end),
                    Long.toUnsignedString(start));
            return 0;
        }
        if (depth == path.length) {
            damaged(pointer, "a path of at most " + path.length + " free blocks", "a longer one");
            return 0;
        }
        if (!visited.add(start)) {
            revisited(start, pointer, depth);
            return 0;
        }
        node.read(start);
        if (node.isBlank()) {
            mendable(start, "a free block, for offset " + pointer + " points here", "zeros");
            blank.append(start, pointer);
            return 0;
        }
        long size = node.size();
        if (size == 0) {
            mendable(start, "a free block, for offset " + pointer + " points here", "a node of size 0");
            sizeless.append(start, GhostTreeLayout.NODE_LENGTH);
            path[depth] = start;
            return children(start, size, depth + 1);
        }
        if (!GhostTreeLayout.isBlockSize(start, size, end)) {
            damaged(
                    start,
                    "a size that is a multiple of %d and at most %d".formatted(GhostTreeLayout.UNIT, end - start),
                    Long.toUnsignedString(size));
            return 0;
        }
        blocks.append(start, size);
        path[depth] = start;
        return children(start, size, depth + 1);
    }

    private int children(long start, long size, int depth) throws IOException {
        int height = node.height();
        int balance = node.balance();
        long left = node.left();
        long right = node.right();
        int blanks = blank.count();
        int leftHeight = walk(left, start + GhostTreeLayout.NODE_LEFT, depth);
        if (size == 0 && lastSize > 0) {
            damaged(start, "a size, after the block of %d bytes at %d".formatted(lastSize, lastStart), "size 0");
        } else if (size < lastSize || size == lastSize && start <= lastStart) {
            rebuilding = true;
            suspect(left, start + GhostTreeLayout.NODE_LEFT);
            mendable(
                    start,
                    "a key (size, offset) above (%d, %d)".formatted(lastSize, lastStart),
                    "(%d, %d)".formatted(size, start));
        }
        lastSize = size;
        lastStart = start;
        int rightHeight = walk(right, start + GhostTreeLayout.NODE_RIGHT, depth);
        int trueHeight = 1 + Math.max(leftHeight, rightHeight);
        int trueBalance = rightHeight - leftHeight;
        if (height != trueHeight || balance != trueBalance) {
            rebuilding |= blank.count() == blanks;
            suspect(left, start + GhostTreeLayout.NODE_LEFT);
            suspect(right, start + GhostTreeLayout.NODE_RIGHT);
            mendable(
                    start + GhostTreeLayout.NODE_BALANCE,
                    "balance %d and height %d".formatted(trueBalance, trueHeight),
                    "balance %d and height %d".formatted(balance, height));
        } else if (Math.abs(balance) > 1) {
            mendable(start + GhostTreeLayout.NODE_BALANCE, "a balance of -1, 0 or 1", Integer.toString(balance));
        }
        return trueHeight;
    }

    private void revisited(long start, long pointer, int depth) {
        for (int i = 0; i < depth; i++) {
            if (path[i] == start) {
                damaged(pointer, "a tree", "a cycle back to the block at " + start);
                return;
            }
        }
        suspect(start, pointer);
        rebuilding = true;
        mendable(pointer, "a block that nothing else points to", "the block at " + start + ", which has a parent");
    }

    private void judgePointers() throws IOException {
        rebuilding |= sizeless.count() > 0;
        Seams seams = new Seams(stack, end, blocks, blocks.byAddress(), visited);
        for (int i = 0; i < blank.count(); i++) {
            long start = blank.start(i);
            if (!seams.isSeam(start, rebuilding)) {
                damaged(blank.size(i), "the start of a free block", start + ", where zeros are");
            }
        }
        for (int i = 0; damage == null && i < suspect.count(); i++) {
            if (isRepaired(seams, suspect.size(i), suspect.start(i))) {
                seams = new Seams(stack, end, blocks, blocks.byAddress(), visited);
            }
        }
    }

    /** Follows a pointer to where it led before one of its bits changed; {@return whether that is known} */
    private boolean isRepaired(Seams seams, long pointer, long start) throws IOException {
        long before = repairs < MOST_REPAIRS ? seams.beforeAFlip(pointer, start) : GhostTreeLayout.NULL;
        if (before == GhostTreeLayout.NULL) {
            return false;
        }
        repairs++;
        mendable(pointer, before + ", a free block that nothing points to and that fits here", Long.toString(start));
        lastSize = 0;
        lastStart = 0;
        walk(before, pointer, 0);
        return true;
    }

    private void suspect(long start, long pointer) {
        if (start != GhostTreeLayout.NULL) {
            suspect.append(start, pointer);
        }
    }

    private void lookForOverlaps() {
        int[] order = blocks.byAddress();
        for (int i = 1; i < order.length; i++) {
            if (blocks.end(order[i - 1]) > blocks.start(order[i])) {
                damaged(
                        blocks.start(order[i]),
                        "no free block before offset " + blocks.end(order[i - 1]) + ", where the block at "
                                + blocks.start(order[i - 1]) + " ends",
                        "a free block of " + blocks.size(order[i]) + " bytes");
            }
        }
    }

    private void lookForContents() throws IOException {
        int[] sizelessOrder = sizeless.byAddress();
        for (int slot : blocks.byAddress()) {
            long from = blocks.start(slot) + GhostTreeLayout.NODE_LENGTH;
            long at = firstTouched(from, blocks.end(slot), sizelessOrder);
            if (at >= 0) {
                damaged(
                        at,
                        "zeros in the free block [%d, %d)".formatted(blocks.start(slot), blocks.end(slot)),
                        "0x%02x".formatted(stack.get(at, at + 1)[0]));
            }
        }
    }

    /** {@return the first byte that is neither zero nor in a node of size 0, or −1} */
    private long firstTouched(long from, long to, int[] sizelessOrder) throws IOException {
        long at = ZeroScan.firstNonZero(stack, from, to);
        while (at >= 0 && sizeless.count() > 0) {
            long unit = GhostTreeLayout.blockOf(at);
            int node = sizeless.lastBefore(unit + 1, sizelessOrder);
            if (node < 0 || sizeless.start(node) != unit) {
                return at;
            }
            at = ZeroScan.firstNonZero(stack, sizeless.end(node), to);
        }
        return at;
    }

    private void damaged(long offset, String expected, String found) {
        Finding finding = new Finding(offset, expected, found);
        if (damage == null) {
            damage = finding;
        }
        note(finding);
    }

    private void mendable(long offset, String expected, String found) {
        note(new Finding(offset, expected, found));
    }

    private void note(Finding finding) {
        if (findings.size() < MOST_FLAWS) {
            findings.add(finding);
        }
    }
}
