package bstack.core.internal.storage;

import java.nio.ByteBuffer;

/** Buffers outside of the heap, or in it where the JVM allows no more of the others. */
public final class NativeBuffers {
    private NativeBuffers() {}

    /**
     * {@return a new buffer; one in the heap costs a write an extra copy, and is better than none}
     *
     * @param size in bytes
     * @throws OutOfMemoryError if there is no memory of either kind
     */
    public static ByteBuffer allocate(int size) {
        try {
            return ByteBuffer.allocateDirect(size);
        } catch (OutOfMemoryError limited) {
            return ByteBuffer.allocate(size);
        }
    }
}
