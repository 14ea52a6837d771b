package bstack.demo.internal.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** A stream into a file whose exceptions name the file if a write fails, for example on a full disk. */
public final class NamedOutput extends OutputStream {
    private final Path path;
    private final OutputStream out;

    /**
     * Names a stream.
     *
     * @param path what failures call it
     * @param out where the bytes go; closed with this stream
     */
    public NamedOutput(Path path, OutputStream out) {
        this.path = path;
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b});
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
