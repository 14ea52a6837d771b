package bstack.demo.internal.store;

import java.io.IOException;
import java.io.OutputStream;

/** Passes on a range of what is written to it. */
final class RangeOutput extends OutputStream {
    private final OutputStream out;
    private final long from;
    private final long to;
    private long at;

    /**
     * Passes on the bytes from one place to another.
     *
     * @param from how many bytes are left out at first
     * @param to how many are not left out, with those
     */
    RangeOutput(OutputStream out, long from, long to) {
        this.out = out;
        this.from = from;
        this.to = to;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b});
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        long first = Math.max(at, from);
        long last = Math.min(at + length, to);
        if (first < last) {
            out.write(bytes, offset + (int) (first - at), (int) (last - first));
        }
        at += length;
    }
}
