package bstack.demo.internal.files;

import bstack.demo.internal.store.ValueSource;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Values from files and streams, of any size.
 *
 * <p>What is small is read at once, so that no transaction waits for a slow source. What is large is read piece by
 * piece inside the transaction; from a stream, whose length nobody knows, it goes to a temporary file first.
 */
public final class Sources {
    /** Up to this size a file is read at once. */
    private static final int SMALL_FILE = 1 << 20;
    /** Up to this size a stream is kept in memory. */
    private static final int SMALL_STREAM = 8 << 20;

    private Sources() {}

    /** A value source that may have a temporary file, which closing it deletes. */
    public interface Prepared extends ValueSource, Closeable {}

    /** {@return the content of a file, of a pipe or device also} */
    public static Prepared ofFile(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(SMALL_FILE + 1);
            if (head.length <= SMALL_FILE) {
                return inMemory(head);
            }
            if (Files.isRegularFile(file)) {
                return inFile(file, Files.size(file), false);
            }
            return spooled(new SequenceInputStream(new ByteArrayInputStream(head), in));
        }
    }

    /** {@return all that a stream still gives; the stream is read to its end before this returns} */
    public static Prepared ofStream(InputStream in) throws IOException {
        byte[] head = in.readNBytes(SMALL_STREAM + 1);
        return head.length <= SMALL_STREAM
                ? inMemory(head)
                : spooled(new SequenceInputStream(new ByteArrayInputStream(head), in));
    }

    private static Prepared spooled(InputStream in) throws IOException {
        Path spool = Files.createTempFile("bstack-", ".spool");
        try (OutputStream out = Files.newOutputStream(spool)) {
            in.transferTo(out);
        } catch (IOException e) {
            Files.deleteIfExists(spool);
            throw e;
        }
        return inFile(spool, Files.size(spool), true);
    }

    /** {@return a value in memory} */
    public static Prepared ofBytes(byte[] value) {
        return inMemory(value);
    }

    private static Prepared inMemory(byte[] value) {
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

    private static Prepared inFile(Path file, long length, boolean temporary) {
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
            public void close() throws IOException {
                if (temporary) {
                    Files.deleteIfExists(file);
                }
            }
        };
    }
}
