package bstack.alloc.ghosttree.internal.index;

import bstack.alloc.ghosttree.internal.format.GhostTreeLayout;
import bstack.core.BStack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A reusable view of one node of the tree in the file: read one, look at its fields, read the next.
 *
 * <p>The bytes that this version does not know are ignored when read and zero when written. Not thread-safe.
 */
public final class NodeRecord {
    private final BStack stack;
    private final ByteBuffer bytes =
            ByteBuffer.allocate(GhostTreeLayout.NODE_LENGTH).order(ByteOrder.LITTLE_ENDIAN);

    public NodeRecord(BStack stack) {
        this.stack = stack;
    }

    /** Reads the node of the block at {@code start}, which must be within the payload. */
    public void read(long start) throws IOException {
        stack.getInto(start, bytes.clear());
    }

    /** Makes this the node that {@code index} has in a slot. */
    void take(FreeIndex index, int slot) {
        AvlTree tree = index.bySize();
        bytes.clear()
                .putLong(GhostTreeLayout.NODE_SIZE, index.size(slot))
                .putLong(GhostTreeLayout.NODE_BALANCE, 0)
                .put(GhostTreeLayout.NODE_BALANCE, (byte) tree.balance(slot))
                .put(GhostTreeLayout.NODE_HEIGHT, (byte) tree.height(slot))
                .putLong(GhostTreeLayout.NODE_LEFT, index.pointer(tree.left(slot)))
                .putLong(GhostTreeLayout.NODE_RIGHT, index.pointer(tree.right(slot)));
    }

    /** Writes the node to the block at {@code start}. */
    void write(long start) throws IOException {
        stack.set(start, bytes.clear());
    }

    /** {@return whether the fields that this version knows are those that {@code index} has in a slot} */
    boolean agrees(FreeIndex index, int slot) {
        AvlTree tree = index.bySize();
        return size() == index.size(slot)
                && balance() == tree.balance(slot)
                && height() == tree.height(slot)
                && left() == index.pointer(tree.left(slot))
                && right() == index.pointer(tree.right(slot));
    }

    public long size() {
        return bytes.getLong(GhostTreeLayout.NODE_SIZE);
    }

    public int balance() {
        return bytes.get(GhostTreeLayout.NODE_BALANCE);
    }

    public int height() {
        return Byte.toUnsignedInt(bytes.get(GhostTreeLayout.NODE_HEIGHT));
    }

    public long left() {
        return bytes.getLong(GhostTreeLayout.NODE_LEFT);
    }

    public long right() {
        return bytes.getLong(GhostTreeLayout.NODE_RIGHT);
    }

    /** {@return whether every byte is zero, the unknown ones too} */
    public boolean isBlank() {
        for (int i = 0; i < GhostTreeLayout.NODE_LENGTH; i += Long.BYTES) {
            if (bytes.getLong(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** {@return the root pointer in the file} */
    public static long readRoot(BStack stack) throws IOException {
        ByteBuffer root = ByteBuffer.allocate(GhostTreeLayout.POINTER).order(ByteOrder.LITTLE_ENDIAN);
        stack.getInto(GhostTreeLayout.ROOT_OFFSET, root);
        return root.getLong(0);
    }

    /** Writes the root pointer. */
    static void writeRoot(BStack stack, long root) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(GhostTreeLayout.POINTER).order(ByteOrder.LITTLE_ENDIAN);
        stack.set(GhostTreeLayout.ROOT_OFFSET, bytes.putLong(0, root));
    }
}
