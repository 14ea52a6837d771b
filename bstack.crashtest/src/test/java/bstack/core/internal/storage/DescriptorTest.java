package bstack.core.internal.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.core.BStackOptions;
import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an open file holds of the system, and that it is given back once, and always. */
final class DescriptorTest {
    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void create() throws IOException {
        assumeTrue(NativeAccess.isAvailable(), "no system calls here");
        path = directory.resolve("x.bstack");
        StorageFiles.open(path, BStackOptions.Access.NATIVE, false, true).close();
    }

    private long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(this::isOurs).count();
        }
    }

    private boolean isOurs(Path descriptor) {
        try {
            return Files.isSameFile(descriptor, path);
        } catch (IOException e) {
            return false;
        }
    }

    private Descriptor locked() throws IOException {
        Descriptor file = new Descriptor();
        assertTrue(file.hold(FileKeys.ofRegularFile(path), false));
        assertTrue(file.open(PathBytes.of(path), Posix.O_RDWR, 0) >= 0);
        assertEquals(0, Posix.flock(file.fd(), Posix.LOCK_EX | Posix.LOCK_NB));
        return file;
    }

    @Test
    void closing_gives_back_descriptor_lock_and_entry_and_a_second_time_nothing() throws IOException {
        Descriptor file = locked();
        assertEquals(1, descriptors());
        assertEquals(0, file.close());
        assertEquals(0, descriptors());
        Descriptor next = locked();
        assertEquals(0, file.close());
        assertEquals(1, descriptors(), "the second close has closed what is another's");
        assertFalse(
                new Descriptor().hold(FileKeys.ofRegularFile(path), true),
                "the second close has given up another's hold");
        next.close();
    }

    @Test
    void a_close_that_fails_gives_everything_back_all_the_same() throws IOException {
        Descriptor file = locked();
        // Closed under its feet, as by a program that closes descriptors which are not its own.
        Posix.unlock(file.fd());
        Posix.close(file.fd());
        Storage storage = new PosixStorage("x", file);
        assertThrows(FileSystemException.class, storage::close);
        storage.close();
        locked().close();
    }

    @Test
    void closing_a_storage_gives_back_the_descriptor_of_its_flushes_as_well() throws IOException {
        Storage storage = new PosixStorage("x", locked());
        storage.reserve(1 << 16);
        storage.startSync(e -> {}).await();
        storage.write(0, ByteBuffer.allocate(1));
        assertEquals(2, descriptors());
        storage.close();
        assertEquals(0, descriptors());
        storage.close();
        locked().close();
    }

    @Test
    void an_open_that_is_refused_leaves_no_descriptor() throws IOException {
        Descriptor file = locked();
        for (boolean readOnly : new boolean[] {false, true}) {
            assertThrows(IOException.class, () -> PosixFiles.open(path, readOnly, true));
            assertThrows(IOException.class, () -> ChannelFiles.open(path, readOnly, true));
        }
        assertEquals(1, descriptors());
        file.close();
    }
}
