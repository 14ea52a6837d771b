package bstack.core.internal.journal;

import bstack.core.internal.format.Frame;
import bstack.core.internal.storage.NativeBuffers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Native memory in which frames are encoded. A commit gets its buffer before it changes anything. So if memory is
 * short, that commit fails, and the flush that follows needs no memory. One buffer is kept for the next commit.
 * Thread-safe.
 */
public final class FrameBuffers {
    private static final int LEAST = 1 << 12;
    private static final int MOST_KEPT = 1 << 20;
    /** The largest frame; its ranges are a part of it, so their number is small enough as well. */
    static final int MOST = Integer.MAX_VALUE - Frame.ALIGNMENT;

    private @Nullable ByteBuffer kept;

    /**
     * {@return a buffer, little-endian}
     *
     * @param size how many bytes it must hold
     * @throws IllegalArgumentException if no buffer is so large
     */
    public ByteBuffer take(long size) {
        synchronized (this) {
            ByteBuffer b = kept;
            if (b != null && b.capacity() >= size) {
                kept = null;
                return b;
            }
        }
        return allocate(size, LEAST);
    }

    /**
     * {@return the same buffer, or a larger one in its place}
     *
     * @param size how many bytes it must hold
     * @throws IllegalArgumentException if no buffer is so large
     */
    public ByteBuffer enlarge(ByteBuffer present, long size) {
        return present.capacity() >= size ? present : allocate(size, Math.min(2L * present.capacity(), MOST_KEPT));
    }

    /** Takes back a buffer that is not used any more. Cannot fail. */
    public synchronized void giveBack(ByteBuffer buffer) {
        if (buffer.capacity() <= MOST_KEPT && (kept == null || kept.capacity() < buffer.capacity())) {
            kept = buffer;
        }
    }

    private static ByteBuffer allocate(long size, long least) {
        if (size > MOST) {
            throw new IllegalArgumentException(
                    "the transaction needs a frame of up to %d bytes, and the largest has %d: split it"
                            .formatted(size, MOST));
        }
        return NativeBuffers.allocate((int) Math.max(size, least)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
