package bstack.alloc.ghosttree.internal.recovery;

import bstack.alloc.ghosttree.internal.format.GhostTreeLayout;
import bstack.alloc.ghosttree.internal.format.ZeroScan;
import bstack.alloc.ghosttree.internal.index.BlockTable;
import bstack.alloc.ghosttree.internal.index.FreeIndex;
import bstack.alloc.ghosttree.internal.index.NodeRecord;
import bstack.alloc.ghosttree.internal.index.TreeReader;
import bstack.core.BStack;
import java.io.IOException;

/**
 * The judgement of the pointers that a {@link TreeSurvey} has found to lead to zeros, or to a block that has another
 * parent: did an interrupted operation of the original leave them, or are they damage?
 *
 * <p>The original merges at opening: it zeroes the node of each block that continues its neighbour, in address order,
 * and then builds the tree anew. A real seam therefore is where a free block ends, with nothing in between but the
 * zeros of other seams; or within a block whose node has been written with its new size already. The block before may
 * have been reached through another seam only; its node is still there. A pointer to any other zeros is damage: what it
 * led to must not be lost in silence. Where a seam may be, or a block has two parents, a flipped bit could be the cause
 * as well; if the block is found that the pointer then led to, with nothing else pointing to it, it is taken.
 */
public final class Seams {
    private final BStack stack;
    private final long end;
    private final BlockTable blocks;
    private final int[] order;
    private final AddressSet reached;
    private final NodeRecord node;

    /**
     * Prepares.
     *
     * @param end where the arena ends
     * @param blocks the free blocks that were reached
     * @param order their slots by address
     * @param reached where the survey has been
     */
    Seams(BStack stack, long end, BlockTable blocks, int[] order, AddressSet reached) {
        this.stack = stack;
        this.end = end;
        this.blocks = blocks;
        this.order = order;
        this.reached = reached;
        node = new NodeRecord(stack);
    }

    /**
     * {@return whether zeros that a pointer leads to can be a seam}
     *
     * @param start where it leads
     * @param rebuilding whether the tree shows that the original had begun to build it anew
     */
    boolean isSeam(long start, boolean rebuilding) throws IOException {
        int slot = blocks.lastBefore(start, order);
        long reachedEnd = slot < 0 ? GhostTreeLayout.ARENA_START : blocks.end(slot);
        if (reachedEnd > start) {
            return rebuilding;
        }
        for (long at = start - GhostTreeLayout.UNIT; at >= reachedEnd; at -= GhostTreeLayout.UNIT) {
            node.read(at);
            if (!node.isBlank()) {
                return isNode(at);
            }
        }
        return slot >= 0;
    }

    /** {@return the block that a pointer led to before one of its bits changed, or null (0)} */
    long beforeAFlip(long pointer, long start) throws IOException {
        long parent = pointer == GhostTreeLayout.ROOT_OFFSET ? GhostTreeLayout.NULL : GhostTreeLayout.blockOf(pointer);
        boolean left = pointer - parent == GhostTreeLayout.NODE_LEFT;
        long parentSize = 0;
        int height = 0;
        if (parent != GhostTreeLayout.NULL) {
            node.read(parent);
            parentSize = node.size();
            int lower = left ? Math.max(0, node.balance()) : Math.max(0, -node.balance());
            height = node.height() - 1 - lower;
        }
        long before = GhostTreeLayout.NULL;
        int greatest = 0;
        for (int bit = GhostTreeLayout.UNIT_SHIFT; bit < Long.SIZE; bit++) {
            long other = start ^ 1L << bit;
            if (!GhostTreeLayout.isBlockStart(other, end) || reached.contains(other)) {
                continue;
            }
            node.read(other);
            boolean fits = parent == GhostTreeLayout.NULL
                    || node.height() == height && left == isBefore(node.size(), other, parentSize, parent);
            int otherHeight = node.height();
            if (fits
                    && otherHeight > greatest
                    && isNode(other)
                    && isApart(other, node.size())
                    && isTreeAbove(other, parent, start)) {
                greatest = otherHeight;
                before = other;
            }
        }
        return before;
    }

    /**
     * {@return whether the root pointer of a sound tree is one bit apart from a block that may be the real root, above
     * it}
     *
     * <p>Looked at with a few reads at each opening, for nothing else shows that a part of the tree is missing.
     */
    public static boolean isRootBelow(BStack stack, long end, BlockTable blocks, int[] order) throws IOException {
        long root = NodeRecord.readRoot(stack);
        return root != GhostTreeLayout.NULL
                && new Seams(stack, end, blocks, order, new AddressSet()).beforeAFlip(GhostTreeLayout.ROOT_OFFSET, root)
                        != GhostTreeLayout.NULL;
    }

    private static boolean isBefore(long size, long start, long otherSize, long other) {
        return size != otherSize ? size < otherSize : start < other;
    }

    /** {@return whether the record just read can be the node of a free block} */
    private boolean isNode(long start) {
        return GhostTreeLayout.isBlockSize(start, node.size(), end)
                && node.height() > 0
                && Math.abs(node.balance()) <= 1
                && isPointer(node.left())
                && isPointer(node.right());
    }

    private boolean isPointer(long start) {
        return start == GhostTreeLayout.NULL || GhostTreeLayout.isBlockStart(start, end);
    }

    /** {@return whether a block is the root of a sound tree and, in place of the real root, has that below it} */
    private boolean isTreeAbove(long start, long parent, long below) throws IOException {
        if (ZeroScan.firstNonZero(stack, start + GhostTreeLayout.NODE_LENGTH, start + node.size()) >= 0) {
            return false;
        }
        FreeIndex tree = TreeReader.read(stack, start, end);
        node.read(below);
        boolean any = parent != GhostTreeLayout.NULL || node.isBlank();
        for (int slot = 0; tree != null && !any && slot < tree.blocks().count(); slot++) {
            any = tree.start(slot) == below;
        }
        return tree != null && any;
    }

    private boolean isApart(long start, long size) {
        int slot = blocks.lastBefore(start + size, order);
        return slot < 0 || blocks.end(slot) <= start;
    }
}
