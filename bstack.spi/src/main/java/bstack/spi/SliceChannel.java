package bstack.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;

/**
 * A channel over one slice, of the slice's fixed size.
 *
 * <p>It has no lock, because that would deadlock between a thread that waits in here to write and another whose
 * transaction uses the same channel. So it is for one thread at a time.
 */
final class SliceChannel implements SeekableByteChannel {
    private final BStackSlice slice;
    private long position;
    private boolean closed;

    SliceChannel(BStackSlice slice) {
        this.slice = slice;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        checkOpen();
        if (dst.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only");
        }
        if (position >= slice.length()) {
            return -1;
        }
        int n = slice.readAtMost(position, dst);
        position += n;
        return n;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        checkOpen();
        if (!src.hasRemaining()) {
            return 0;
        }
        if (position >= slice.length()) {
            // Returning 0 would be allowed, and would let the usual loop "while something remains" run for ever.
            throw new IndexOutOfBoundsException(
                    "%d bytes at %d are not within the slice of %d bytes: a channel never grows its slice, reallocate it first"
                            .formatted(src.remaining(), position, slice.length()));
        }
        int n = (int) Math.min(src.remaining(), slice.length() - position);
        int limit = src.limit();
        src.limit(src.position() + n);
        try {
            slice.write(position, src);
        } finally {
            src.limit(limit);
        }
        position += n;
        return n;
    }

    @Override
    public long position() throws IOException {
        checkOpen();
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws IOException {
        checkOpen();
        if (newPosition < 0) {
            throw new IllegalArgumentException("position " + newPosition + " is before the slice");
        }
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws IOException {
        checkOpen();
        return slice.length();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
        checkOpen();
        if (size < 0) {
            throw new IllegalArgumentException("a size of " + size);
        }
        if (size < slice.length()) {
            throw new UnsupportedOperationException(
                    "a channel cannot cut its slice of %d bytes to %d: reallocate it".formatted(slice.length(), size));
        }
        position = Math.min(position, size);
        return this;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void checkOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }
}
