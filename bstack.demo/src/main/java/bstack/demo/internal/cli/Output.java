package bstack.demo.internal.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Standard output, for lines of UTF-8 and for bytes; unlike a PrintStream it does not swallow a failed write. */
public final class Output extends OutputStream {
    private final OutputStream out;
    private boolean givenUp;

    /** Thrown when standard output does not take what is written to it. */
    static final class OutputException extends IOException {
        private static final long serialVersionUID = 1L;

        OutputException(IOException cause) {
            super("cannot write to standard output: " + cause.getMessage(), cause);
        }

        /** {@return whether the reader has gone, as head does when it has enough: nothing to complain about} */
        boolean isBrokenPipe() {
            return getMessage().contains("Broken pipe");
        }
    }

    Output(OutputStream out) {
        this.out = new BufferedOutputStream(out, 1 << 16);
    }

    /** Writes a line. */
    void line(String text) throws IOException {
        write((text + '\n').getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void write(int b) throws IOException {
        try {
            out.write(b);
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** Drops what has not been written, after a failure that has been reported; flushing says nothing then. */
    void giveUp() {
        givenUp = true;
    }

    @Override
    public void flush() throws IOException {
        if (givenUp) {
            return;
        }
        try {
            out.flush();
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }
}
