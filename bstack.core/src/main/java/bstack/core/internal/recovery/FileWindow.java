package bstack.core.internal.recovery;

import bstack.core.Storage;
import bstack.core.internal.format.FrameSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A buffer over a part of the file that moves where it is needed, so that a scan takes constant memory. It reads little
 * at first, and more and more as long as it moves forward without a gap.
 */
final class FileWindow implements FrameSource {
    private static final int FIRST = 1 << 10;
    private static final int LARGEST = 1 << 16;
    private static final int GROWTH = 4;

    private final Storage storage;
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private long start;

    FileWindow(Storage storage) {
        this.storage = storage;
    }

    @Override
    public ByteBuffer at(long position, int count) throws IOException {
        if (position < start || position + count > start + buffer.limit()) {
            move(position, count);
        }
        return slice(position, count);
    }

    @Override
    public ByteBuffer some(long position, long limit) throws IOException {
        if (position < start || position >= start + buffer.limit()) {
            move(position, (int) Math.min(limit, LARGEST));
        }
        return slice(position, limit);
    }

    private ByteBuffer slice(long position, long count) {
        int from = (int) (position - start);
        return buffer.slice(from, (int) Math.min(count, buffer.limit() - from)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void move(long position, int least) throws IOException {
        boolean onward = position >= start && position <= start + buffer.limit();
        int size = Math.max(
                least, onward ? (int) Math.max(FIRST, Math.min((long) GROWTH * buffer.limit(), LARGEST)) : FIRST);
        buffer = buffer.capacity() >= size ? buffer.clear().limit(size) : ByteBuffer.allocate(size);
        start = position;
        storage.read(position, buffer);
        buffer.flip();
    }
}
