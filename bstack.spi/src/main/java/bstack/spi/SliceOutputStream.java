package bstack.spi;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A stream that writes over one slice from its start; each write is one operation of the stack. */
final class SliceOutputStream extends OutputStream {
    private final BStackSlice slice;
    private long position;

    SliceOutputStream(BStackSlice slice) {
        this.slice = slice;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] src, int offset, int n) throws IOException {
        Objects.checkFromIndexSize(offset, n, src.length);
        slice.write(position, ByteBuffer.wrap(src, offset, n));
        position += n;
    }
}
