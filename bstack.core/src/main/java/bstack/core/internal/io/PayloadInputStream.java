package bstack.core.internal.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A stream that reads a stack's payload; what is after its end at the time of a read is end of file. */
public final class PayloadInputStream extends InputStream {
    private final PayloadAccess payload;
    private long position;

    /**
     * Creates the stream.
     *
     * @param payload what to read
     * @param position where to begin, not negative
     */
    public PayloadInputStream(PayloadAccess payload, long position) {
        this.payload = payload;
        this.position = position;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] dst, int from, int count) throws IOException {
        Objects.checkFromIndexSize(from, count, dst.length);
        if (count == 0) {
            return 0;
        }
        int n = Reads.atMost(payload, position, ByteBuffer.wrap(dst, from, count));
        position += Math.max(n, 0);
        return n;
    }

    @Override
    public long skip(long n) throws IOException {
        long skipped = Math.max(0, Math.min(payload.length() - position, n));
        position += skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.max(0, Math.min(payload.length() - position, Integer.MAX_VALUE));
    }
}
