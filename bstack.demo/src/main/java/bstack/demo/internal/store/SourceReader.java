package bstack.demo.internal.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** Reads a source of a value to its end, which must be where the source has said. */
final class SourceReader implements Closeable {
    private final InputStream in;
    private final long length;
    private long read;

    /**
     * Opens the source.
     *
     * @throws SourceException if it fails
     */
    SourceReader(ValueSource source) throws SourceException {
        this.length = source.length();
        try {
            this.in = source.open();
        } catch (IOException e) {
            throw new SourceException(e);
        }
    }

    /**
     * Fills an array with the next bytes.
     *
     * @throws SourceException if the source fails or ends
     */
    void fill(byte[] part) throws SourceException {
        int got = read(part);
        read += got;
        if (got < part.length) {
            throw new SourceException(
                    "it ended after " + read + " of " + length + " bytes: it was changed while it was read");
        }
    }

    /**
     * Makes sure that this is the end.
     *
     * @throws SourceException if the source fails, or has more
     */
    void end() throws SourceException {
        if (read(new byte[1]) != 0) {
            throw new SourceException("it is longer than its " + length + " bytes: it was changed while it was read");
        }
    }

    private int read(byte[] bytes) throws SourceException {
        try {
            return in.readNBytes(bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new SourceException(e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
