package bstack.demo.internal.files;

import bstack.demo.internal.store.ValueSource;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Values from files and streams, of any size.
 *
 * <p>A small value is read at once, so that no transaction waits for a slow source. A large value is read in parts
 * inside the transaction. From a stream, whose length nobody knows, it goes to a {@link Spool} first.
 */
public final class Sources {
    /** Up to this size a file is read at once. */
    private static final int SMALL_FILE = 1 << 20;

    private Sources() {}

    /** A value source that may have a spool, which closing it gives back. */
    public interface Prepared extends ValueSource, Closeable {}

    /**
     * {@return the content of a file, of a pipe or device also}
     *
     * @param store the file beside which the content of a pipe or device is kept, if it is large
     */
    public static Prepared ofFile(Path file, Path store) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            if (Files.isRegularFile(file) && Files.size(file) > SMALL_FILE) {
                return inFile(file, Files.size(file));
            }
            return ofStream(in, store);
        }
    }

    /**
     * {@return all that a stream still gives; the stream is read to its end before this returns}
     *
     * @param store the file beside which it is kept, if it is large
     */
    public static Prepared ofStream(InputStream in, Path store) throws IOException {
        Spool spool = new Spool(store);
        try {
            in.transferTo(spool);
            return inSpool(spool);
        } catch (IOException | RuntimeException | Error e) {
            try (spool) {
                throw e;
            }
        }
    }

    /** {@return a value in memory} */
    public static Prepared ofBytes(byte[] value) {
        return new Prepared() {
            @Override
            public long length() {
                return value.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(value);
            }

            @Override
            public void close() {}
        };
    }

    /**
     * {@return the path with these bytes}
     *
     * @throws IllegalArgumentException if no path can have them
     */
    public static Path path(byte[] bytes) {
        return FileNames.path(bytes);
    }

    private static Prepared inSpool(Spool spool) {
        return new Prepared() {
            @Override
            public long length() {
                return spool.length();
            }

            @Override
            public InputStream open() {
                return spool.content();
            }

            @Override
            public void close() throws IOException {
                spool.close();
            }
        };
    }

    private static Prepared inFile(Path file, long length) {
        return new Prepared() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file);
            }

            @Override
            public void close() {}
        };
    }
}
