package bstack.demo.internal.cli;

import java.io.IOException;
import java.io.OutputStream;

/** Passes on what is written to it, and shows how far that has come. */
final class CountingOutput extends OutputStream {
    private final OutputStream out;
    private final Progress progress;
    private final long expected;
    private long written;

    /**
     * Passes on bytes.
     *
     * @param expected how many there will be
     */
    CountingOutput(OutputStream out, Progress progress, long expected) {
        this.out = out;
        this.progress = progress;
        this.expected = expected;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b});
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        written += length;
        progress.update(() -> progress.of(written, expected));
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
