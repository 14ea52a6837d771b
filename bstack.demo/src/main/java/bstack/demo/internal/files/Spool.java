package bstack.demo.internal.files;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are kept until they are wanted: in memory while they are few, else in a file beside the store.
 *
 * <p>The file loses its name as soon as it is open, where the system can do that, so that nothing is left of it however
 * the process ends; elsewhere it is removed when the process ends. Only its owner may read it.
 */
public final class Spool extends OutputStream {
    /** So many bytes are kept in memory. */
    private static final int IN_MEMORY = 8 << 20;

    /** Where the file is made; null if there may be none. */
    private final @Nullable Path folder;

    private ByteArrayOutputStream memory = new ByteArrayOutputStream();
    /** Where the bytes are once they are many. */
    private @Nullable SpoolFile file;

    private long length;

    private record SpoolFile(FileChannel channel, Closeable duty, Path folder) {}

    /** Thrown when the file of a spool cannot be created, written or read, as on a full disk. */
    public static final class SpoolException extends IOException {
        private static final long serialVersionUID = 1L;

        SpoolException(String message) {
            super(message);
        }

        SpoolException(Path folder, IOException cause) {
            super("cannot keep a temporary file in " + folder + ": " + reason(cause), cause);
        }

        private static String reason(IOException cause) {
            String reason = cause instanceof FileSystemException f ? f.getReason() : cause.getMessage();
            return reason == null ? cause.getClass().getSimpleName() : reason;
        }
    }

    /**
     * Prepares an empty spool.
     *
     * @param store the file beside which the spool's own file is created, if there has to be one; if its folder takes
     *     none, the system's folder for temporary files does
     */
    public Spool(Path store) throws IOException {
        this.folder = store.toRealPath().getParent();
    }

    private Spool() {
        this.folder = null;
    }

    /** {@return a spool without a file: more than fits into memory is a {@link SpoolException}} */
    public static Spool inMemory() {
        return new Spool();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b});
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        SpoolFile to = file;
        if (to == null && memory.size() + count <= IN_MEMORY) {
            memory.write(bytes, from, count);
        } else {
            if (to == null) {
                to = open();
                file = to;
                append(to, ByteBuffer.wrap(memory.toByteArray()));
                memory = new ByteArrayOutputStream(0);
            }
            append(to, ByteBuffer.wrap(bytes, from, count));
        }
        length += count;
    }

    private SpoolFile open() throws IOException {
        if (folder == null) {
            throw new SpoolException("more than " + IN_MEMORY + " bytes do not go into memory");
        }
        try {
            return open(folder);
        } catch (FileSystemException e) {
            // Another user's folder, say, with a store in it that others may write.
            Path other = Path.of(System.getProperty("java.io.tmpdir"));
            try {
                return open(other);
            } catch (FileSystemException second) {
                throw new SpoolException(other, second);
            }
        }
    }

    private static SpoolFile open(Path where) throws IOException {
        Path path = TemporaryFile.freshName(where);
        FileChannel[] opened = new FileChannel[1];
        Closeable duty = AtExit.begin(() -> {
            opened[0] = Private.newFile(path, StandardOpenOption.DELETE_ON_CLOSE);
            return () -> Files.deleteIfExists(path);
        });
        return new SpoolFile(opened[0], duty, where);
    }

    private static void append(SpoolFile to, ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                to.channel.write(bytes);
            }
        } catch (IOException e) {
            throw new SpoolException(to.folder, e);
        }
    }

    /** {@return how many bytes have been written} */
    public long length() {
        return length;
    }

    /** {@return the bytes, from the first on; none may be written after this} */
    public InputStream content() {
        SpoolFile from = file;
        return from == null ? new ByteArrayInputStream(memory.toByteArray()) : new FileContent(from);
    }

    /**
     * Copies the bytes, from the first on.
     *
     * @throws SpoolException if they cannot be read back; any other exception is the stream's
     */
    public void copyTo(OutputStream out) throws IOException {
        if (file == null) {
            memory.writeTo(out);
        } else {
            content().transferTo(out);
        }
    }

    /** Reads the file by positions, since it cannot be opened a second time. */
    private static final class FileContent extends InputStream {
        private final SpoolFile file;
        private long at;

        FileContent(SpoolFile file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            try {
                int got = file.channel.read(ByteBuffer.wrap(bytes, from, count), at);
                at += Math.max(0, got);
                return got;
            } catch (IOException e) {
                throw new SpoolException(file.folder, e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        memory = new ByteArrayOutputStream(0);
        if (file != null) {
            file.channel.close();
            file.duty.close();
        }
    }
}
