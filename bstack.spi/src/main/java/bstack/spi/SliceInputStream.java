package bstack.spi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A stream of one slice's bytes, from its start to its end. */
final class SliceInputStream extends InputStream {
    private final BStackSlice slice;
    private long position;
    private long marked;

    SliceInputStream(BStackSlice slice) {
        this.slice = slice;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] dst, int offset, int n) throws IOException {
        Objects.checkFromIndexSize(offset, n, dst.length);
        if (n == 0) {
            return 0;
        }
        if (position == slice.length()) {
            return -1;
        }
        int read = slice.readAtMost(position, ByteBuffer.wrap(dst, offset, n));
        position += read;
        return read;
    }

    @Override
    public long skip(long n) {
        long skipped = Math.max(0, Math.min(n, slice.length() - position));
        position += skipped;
        return skipped;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, slice.length() - position);
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    @Override
    public void mark(int readLimit) {
        marked = position;
    }

    @Override
    public void reset() {
        position = marked;
    }
}
