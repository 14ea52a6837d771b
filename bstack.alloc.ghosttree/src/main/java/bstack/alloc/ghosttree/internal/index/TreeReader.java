package bstack.alloc.ghosttree.internal.index;

import bstack.alloc.ghosttree.internal.format.GhostTreeLayout;
import bstack.core.BStack;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A strict reading of the tree in the file: one pass, in order, straight into the arrays of a {@link FreeIndex}.
 *
 * <p>It accepts nothing that a finished operation does not leave: each start and size fits the arena, keys ascend,
 * every height and balance follows from the children, no balance is beyond ±1. Because keys ascend and hold the
 * address, no block comes twice; because a child's height must be below its parent's, no cycle is entered and the depth
 * is bounded. Whether blocks overlap is not looked at here.
 */
public final class TreeReader {
    private static final int NONE = AvlTree.NONE;
    private static final int UNSOUND = -2;

    private final long end;
    private final NodeRecord node;
    private final FreeIndex index = new FreeIndex();
    private final BlockTable blocks = index.blocks();
    private final AvlTree tree = index.bySize();

    private long lastSize;
    private long lastStart;

    private TreeReader(BStack stack, long end) {
        this.end = end;
        node = new NodeRecord(stack);
    }

    /**
     * Reads the tree.
     *
     * @param end where the arena ends
     * @return the index, its tree by address not yet built; null if the tree is not as it should be
     */
    public static @Nullable FreeIndex read(BStack stack, long end) throws IOException {
        return read(stack, NodeRecord.readRoot(stack), end);
    }

    /** Reads the tree below some block, as {@link #read(BStack, long)} does. */
    public static @Nullable FreeIndex read(BStack stack, long start, long end) throws IOException {
        TreeReader reader = new TreeReader(stack, end);
        int root = reader.read(start, GhostTreeLayout.MAX_DEPTH);
        if (root == UNSOUND) {
            return null;
        }
        reader.tree.placeRoot(root);
        reader.index.countRows();
        return reader.index;
    }

    /** Reads a subtree, and returns the slot of its root. */
    private int read(long start, int greatestHeight) throws IOException {
        if (start == GhostTreeLayout.NULL) {
            return NONE;
        }
        if (!GhostTreeLayout.isBlockStart(start, end)) {
            return UNSOUND;
        }
        node.read(start);
        long size = node.size();
        int height = node.height();
        int balance = node.balance();
        long rightStart = node.right();
        if (!GhostTreeLayout.isBlockSize(start, size, end) || height > greatestHeight || Math.abs(balance) > 1) {
            return UNSOUND;
        }
        int slot = blocks.append(start, size);
        int left = read(node.left(), height - 1);
        if (left == UNSOUND || size < lastSize || size == lastSize && start <= lastStart) {
            return UNSOUND;
        }
        lastSize = size;
        lastStart = start;
        int right = read(rightStart, height - 1);
        if (right == UNSOUND) {
            return UNSOUND;
        }
        int leftHeight = tree.height(left);
        int rightHeight = tree.height(right);
        if (height != 1 + Math.max(leftHeight, rightHeight) || balance != rightHeight - leftHeight) {
            return UNSOUND;
        }
        tree.place(slot, left, right, height, balance);
        return slot;
    }
}
