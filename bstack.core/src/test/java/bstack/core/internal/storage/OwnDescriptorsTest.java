package bstack.core.internal.storage;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.core.BStack;
import bstack.core.BStackLockedException;
import bstack.core.BStackOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel lists of the files that this JVM has locked. The channels of these tests stand for another copy's. */
@EnabledOnOs(OS.LINUX)
final class OwnDescriptorsTest {
    private static final int REFUSALS = 4;

    @TempDir
    Path directory;

    private Path stack;
    private Object key;

    @BeforeEach
    void create() throws IOException {
        stack = directory.resolve("x.bstack");
        BStack.open(stack).close();
        key = FileKeys.ofRegularFile(stack);
    }

    @AfterEach
    void forget() {
        System.clearProperty(OwnDescriptors.ANNOUNCEMENT);
    }

    private FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, READ, WRITE);
    }

    private void assertRefused(BStackOptions.Access access) {
        BStackOptions options = BStackOptions.defaults().access(access);
        for (int i = 0; i < REFUSALS; i++) {
            BStackLockedException e = assertThrows(BStackLockedException.class, () -> BStack.open(stack, options));
            assertTrue(e.heldByThisJvm());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_lock_of_a_channel_is_found_while_it_is_held(boolean shared) throws IOException {
        Path link = Files.createLink(directory.resolve("y"), stack);
        int expected = shared ? OwnDescriptors.SHARED : OwnDescriptors.EXCLUSIVE;
        try (FileChannel channel = open(link)) {
            assertEquals(OwnDescriptors.NONE, OwnDescriptors.byChannels(key));
            assertFalse(OwnDescriptors.exclude(stack, false));
            FileLock lock = channel.lock(0, 1, shared);
            assertEquals(expected, OwnDescriptors.byChannels(key));
            assertTrue(OwnDescriptors.exclude(stack, false));
            assertEquals(!shared, OwnDescriptors.exclude(stack, true));
            assertEquals(OwnDescriptors.NONE, OwnDescriptors.beside(stack));
            lock.release();
            assertEquals(OwnDescriptors.NONE, OwnDescriptors.byChannels(key));
        }
    }

    @Test
    void a_lock_of_another_file_is_not_taken_for_it() throws IOException {
        try (FileChannel other = open(Files.createFile(directory.resolve("y")));
                FileLock lock = other.lock()) {
            assertTrue(lock.isValid());
            assertEquals(OwnDescriptors.NONE, OwnDescriptors.byChannels(key));
            assertFalse(OwnDescriptors.exclude(stack, false));
        }
    }

    @Test
    void a_lock_file_is_found_in_any_folder_and_when_its_lock_or_its_name_is_gone() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path beside = Files.createFile(
                elsewhere.resolve(LockBeside.fileFor(stack).getFileName().toString()));
        try (FileChannel channel = open(beside)) {
            FileLock lock = channel.lock(LockBeside.SESSION, 1, true);
            assertEquals(OwnDescriptors.SHARED, OwnDescriptors.beside(stack));
            lock.release();
            assertEquals(OwnDescriptors.EXCLUSIVE, OwnDescriptors.beside(stack));
            Files.delete(beside);
            assertEquals(OwnDescriptors.EXCLUSIVE, OwnDescriptors.beside(stack));
        }
        assertEquals(OwnDescriptors.NONE, OwnDescriptors.beside(stack));
    }

    @Test
    void a_lock_file_of_another_name_is_not_taken_for_it() throws IOException {
        Path beside = LockBeside.fileFor(stack);
        for (String name : new String[] {"z" + beside.getFileName(), beside.getFileName() + "z"}) {
            try (FileChannel channel = open(Files.createFile(directory.resolve(name)))) {
                assertTrue(channel.isOpen());
                assertEquals(OwnDescriptors.NONE, OwnDescriptors.beside(stack));
            }
        }
    }

    @Test
    void a_native_open_that_is_refused_leaves_the_locks_of_a_copy() throws IOException {
        assumeTrue(NativeAccess.isAvailable());
        Path beside = Files.createFile(LockBeside.fileFor(stack));
        try (FileChannel data = open(stack);
                FileChannel channel = open(beside)) {
            assertTrue(data.lock(0, 1, true).isValid());
            assertTrue(channel.lock(LockBeside.SESSION, 1, true).isValid());
            assertRefused(BStackOptions.Access.NATIVE);
            assertEquals(OwnDescriptors.SHARED, OwnDescriptors.byChannels(key));
            assertEquals(OwnDescriptors.SHARED, OwnDescriptors.beside(stack));
        }
    }

    @Test
    void a_reader_without_a_lock_file_keeps_its_lock_when_a_native_open_is_refused() throws IOException {
        assumeTrue(NativeAccess.isAvailable());
        OwnDescriptors.announceUnguarded();
        OwnDescriptors.announcePortable();
        try (FileChannel data = open(stack)) {
            assertTrue(data.lock(0, Long.MAX_VALUE, true).isValid());
            assertRefused(BStackOptions.Access.NATIVE);
            assertEquals(OwnDescriptors.SHARED, OwnDescriptors.byChannels(key));
        }
        BStack.open(stack).close();
    }
}
