package bstack.core.internal.recovery;

import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A buffer over a part of the file that moves where it is needed, so that a scan takes constant memory. */
final class Window {
    private static final int SIZE = 1 << 16;

    private final Storage storage;
    private final ByteBuffer buffer;
    private long start;

    Window(Storage storage) throws IOException {
        this.storage = storage;
        this.buffer = ByteBuffer.allocate((int) Math.min(SIZE, Math.max(storage.size(), 1)))
                .order(ByteOrder.LITTLE_ENDIAN)
                .limit(0);
    }

    /** {@return {@code count} bytes at a position, or as many as there are; valid until the next call} */
    ByteBuffer at(long position, int count) throws IOException {
        if (position < start || position + count > start + buffer.limit()) {
            buffer.clear();
            start = position;
            storage.read(position, buffer);
            buffer.flip();
        }
        int from = (int) (position - start);
        return buffer.slice(from, Math.min(count, buffer.limit() - from)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** {@return as many bytes as are at hand at a position, at most {@code limit}} */
    ByteBuffer some(long position, long limit) throws IOException {
        return at(position, (int) Math.min(limit, buffer.capacity()));
    }
}
