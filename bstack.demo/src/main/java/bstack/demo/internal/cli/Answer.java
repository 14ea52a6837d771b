package bstack.demo.internal.cli;

import bstack.demo.internal.files.Spool;
import bstack.demo.internal.files.Spool.SpoolException;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/**
 * What a reading command prints: it is gathered while the file is open and printed when the file is closed again, so
 * that nobody who wants to write waits for a reader that pauses, a pager or {@code xargs}.
 *
 * <p>Where there is no room to gather it, it is printed at once, and the file stays open for so long.
 */
final class Answer implements Closeable {
    private static final int BUFFER = 1 << 16;

    private final Spool spool;
    private boolean printed;

    /**
     * Prepares the output.
     *
     * @param spool where it is gathered
     */
    Answer(Spool spool) {
        this.spool = spool;
    }

    /** What is to be printed. */
    @FunctionalInterface
    interface Content {
        /** Writes it; may be called again after a call that failed, and then writes the same. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Gathers the content, while the file is open; what is wrong with the content shows before anything is printed.
     *
     * @param out where it goes at once if it cannot be gathered
     */
    void gather(Content content, OutputStream out) throws IOException {
        try {
            OutputStream buffer = new BufferedOutputStream(spool, BUFFER);
            content.writeTo(buffer);
            buffer.flush();
        } catch (SpoolException e) {
            // What was printed cannot be taken back: so it is read once more before that.
            content.writeTo(OutputStream.nullOutputStream());
            content.writeTo(out);
            printed = true;
        }
    }

    /** Prints what was gathered, when the file is closed. */
    void print(OutputStream out) throws IOException {
        if (!printed) {
            spool.copyTo(out);
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
