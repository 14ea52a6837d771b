package bstack.alloc.ghosttree.internal.tree;

import bstack.core.BStack;
import bstack.spi.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A lenient reading of the tree in the file: it visits every block that can be reached once, and notes every flaw
 * instead of stopping at it.
 *
 * <p>Every set of the original is flushed before the next, and it writes a changed subtree from its leaves upwards. A
 * crash can therefore leave
 * <ul>
 *   <li>a node that two parents point to, heights and balances that do not fit, keys out of order: the new subtree seen
 *       through the old parents;
 *   <li>a node that is blank: the seam of two blocks that were being merged when a heap was opened;
 *   <li>nodes that nothing points to any more; whether such bytes are free cannot be known, so they stay as they are.
 * </ul>
 * Those flaws are mendable, for every block that is reached was free. A pointer to where no block can be, a size that
 * does not fit, blocks that overlap, a cycle, a path longer than a height can count, bytes in a free block that are not
 * zero: no crash leaves those, the blocks found may be live, and the flaw is not mendable.
 *
 * <p>Bounded: a block is visited once, a path has at most 255 nodes, at most 1,000 flaws are kept.
 */
final class TreeSurvey {
    private static final int MOST_FLAWS = 1000;

    private final BStack stack;
    private final long end;
    private final NodeRecord node;
    private final BlockTable blocks = new BlockTable();
    private final AddressSet visited = new AddressSet();
    private final long[] path = new long[GhostTreeLayout.MAX_DEPTH];
    private final List<Finding> findings = new ArrayList<>();

    private Finding damage;
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
     * @param contents whether the bytes behind the nodes are to be looked at, which means reading all free blocks
     */
    static TreeSurvey of(BStack stack, long end, boolean contents) throws IOException {
        TreeSurvey survey = new TreeSurvey(stack, end);
        survey.walk(NodeRecord.readRoot(stack), GhostTreeLayout.ROOT_OFFSET, 0);
        survey.lookForOverlaps();
        if (contents) {
            survey.lookForContents();
        }
        return survey;
    }

    /** {@return the blocks that were reached, each once} */
    BlockTable blocks() {
        return blocks;
    }

    /** {@return the flaws, in the order in which they were met, the first 1,000 of them} */
    List<Finding> findings() {
        return findings;
    }

    /** {@return the first flaw that is not mendable, or null} */
    Finding damage() {
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
            return 0;
        }
        long size = node.size();
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
        long right = node.right();
        int leftHeight = walk(node.left(), start + GhostTreeLayout.NODE_LEFT, depth);
        if (size < lastSize || size == lastSize && start <= lastStart) {
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
        mendable(pointer, "a block that nothing else points to", "the block at " + start + ", which has a parent");
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
        for (int slot : blocks.byAddress()) {
            long at = ZeroScan.firstNonZero(stack, blocks.start(slot) + GhostTreeLayout.NODE_LENGTH, blocks.end(slot));
            if (at >= 0) {
                damaged(
                        at,
                        "zeros in the free block [%d, %d)".formatted(blocks.start(slot), blocks.end(slot)),
                        "0x%02x".formatted(stack.get(at, at + 1)[0]));
            }
        }
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
