package bstack.demo.internal.cli;

import bstack.demo.internal.text.Json;
import bstack.demo.internal.text.Visible;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Standard output, for lines of UTF-8 and for bytes. Unlike a PrintStream it does not swallow a failed write. */
public final class Output extends OutputStream {
    private final OutputStream out;
    private final boolean keeps;
    private boolean givenUp;

    /** Thrown when standard output does not take what is written to it. */
    static final class OutputException extends IOException {
        private static final long serialVersionUID = 1L;

        OutputException(IOException cause) {
            super("cannot write to standard output: " + cause.getMessage(), cause);
        }

        /** {@return whether the reader has gone, as head does when it has enough: nothing to complain about} */
        boolean isBrokenPipe() {
            return String.valueOf(getMessage()).contains("Broken pipe");
        }
    }

    /**
     * Makes the output.
     *
     * @param out where the bytes go
     * @param keeps whether that is a file, which takes what it is given at once; a pipe waits for its reader
     */
    Output(OutputStream out, boolean keeps) {
        this.out = new BufferedOutputStream(out, 1 << 16);
        this.keeps = keeps;
    }

    /** {@return whether nothing that is written here has to wait for a reader} */
    boolean keeps() {
        return keeps;
    }

    /** Writes a line for people, {@linkplain Visible made visible}. */
    public void line(String text) throws IOException {
        write(encoded(text));
    }

    /** Writes a line of two columns with a tab between them, each {@linkplain Visible made visible}. */
    public void line(String first, String second) throws IOException {
        write((Visible.of(first) + '\t' + Visible.of(second) + '\n').getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a line of a picture as it is, with its colours; the caller has made visible what comes from outside. */
    public void drawn(String line) throws IOException {
        write((line + '\n').getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a line for programs. */
    public void line(Json json) throws IOException {
        write(encoded(json));
    }

    /** {@return a line for people, as it is written} */
    static byte[] encoded(String text) {
        return (Visible.of(text) + '\n').getBytes(StandardCharsets.UTF_8);
    }

    /** {@return a line for programs, as it is written} */
    static byte[] encoded(Json json) {
        return (json.toString() + '\n').getBytes(StandardCharsets.UTF_8);
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
