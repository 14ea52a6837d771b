package bstack.alloc.ghosttree;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A heap's payload built by hand, block by block; the numbers are the format's, written out once more. */
final class HeapBytes {
    private final ByteBuffer bytes;

    /** A heap with an arena of {@code units} units of 32 bytes, each filled with 0xEE. */
    HeapBytes(int units) {
        bytes = ByteBuffer.allocate(Stacks.ARENA + 32 * units).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = Stacks.ARENA; i < bytes.capacity(); i++) {
            bytes.put(i, (byte) 0xEE);
        }
        bytes.put(32, new byte[] {'A', 'L', 'G', 'T', 0, 1, 0, 0});
    }

    /** A sound tree: 48 (32 bytes) and 208 (64) below 112 (64). */
    static HeapBytes sound() {
        return new HeapBytes(12)
                .root(112)
                .free(48, 32, 0, 1, 0, 0)
                .free(112, 64, 0, 2, 48, 208)
                .free(208, 64, 0, 1, 0, 0);
    }

    ByteBuffer bytes() {
        return bytes;
    }

    HeapBytes root(long start) {
        bytes.putLong(Stacks.ROOT, start);
        return this;
    }

    /** Makes a free block: zeros and a node. */
    HeapBytes free(int start, long size, int balance, int height, long left, long right) {
        for (int i = start; i < start + size && i < bytes.capacity(); i++) {
            bytes.put(i, (byte) 0);
        }
        return node(start, size, balance, height, left, right);
    }

    /** Writes a node, and nothing behind it. */
    HeapBytes node(int start, long size, int balance, int height, long left, long right) {
        bytes.putLong(start, size).put(start + 8, (byte) balance).put(start + 9, (byte) height);
        bytes.putLong(start + 16, left).putLong(start + 24, right);
        return this;
    }

    byte[] payload() {
        return bytes.array().clone();
    }
}
