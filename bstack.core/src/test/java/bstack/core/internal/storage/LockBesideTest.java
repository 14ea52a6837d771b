package bstack.core.internal.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.core.BStack;
import bstack.core.BStackLockedException;
import bstack.core.BStackOptions;
import bstack.core.internal.storage.LockBeside.Outcome;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file that portable access locks, in every state in which another process can have left it. */
final class LockBesideTest {
    @TempDir
    Path directory;

    private Path stack;
    private Path file;
    private LockBeside lock;

    @BeforeEach
    void create() throws IOException {
        stack = directory.resolve("x.bstack");
        BStack.open(stack).close();
        file = LockBeside.fileFor(stack);
        assumeTrue(file != null, "no lock is needed beside a file here");
        lock = LockBeside.of(stack);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.toList();
        }
    }

    private boolean isLocked() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.lock(LockBeside.SESSION, 1, false).release();
            return false;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    @Test
    void it_is_empty_while_it_is_held_and_gone_afterwards() throws IOException {
        assertEquals(Outcome.TAKEN, lock.take(false));
        assertEquals(0, Files.size(file));
        assertTrue(isLocked());
        lock.release();
        assertFalse(Files.exists(file));
        lock.release();
        assertEquals(List.of(stack), files());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void one_that_a_killed_process_has_left_is_used(boolean shared) throws IOException {
        Files.createFile(file);
        Object inode = Files.getAttribute(file, "unix:ino");
        assertEquals(Outcome.TAKEN, lock.take(shared));
        assertEquals(inode, Files.getAttribute(file, "unix:ino"));
        lock.release();
        assertEquals(List.of(stack), files());
    }

    /** Killed between the two steps of giving it up: it is marked, and still there. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void one_that_is_marked_as_dead_but_was_not_removed_counts_again(boolean shared) throws IOException {
        for (int size : new int[] {1, 2, 777, 4096}) {
            Files.write(file, new byte[size]);
            assertEquals(Outcome.TAKEN, lock.take(shared));
            assertEquals(0, Files.size(file));
            assertTrue(isLocked());
            lock.release();
            assertEquals(List.of(stack), files());
        }
    }

    /** What is opened before it is removed, and locked afterwards, locks nothing. */
    @Test
    void one_that_was_removed_after_it_was_opened_is_seen_to_be_dead() throws IOException {
        assertEquals(Outcome.TAKEN, lock.take(false));
        try (FileChannel late = FileChannel.open(file, StandardOpenOption.READ)) {
            lock.release();
            assertEquals(1, late.size());
        }
        LockBeside next = LockBeside.of(stack);
        assertEquals(Outcome.TAKEN, next.take(false));
        assertEquals(0, Files.size(file));
        next.release();
    }

    @Test
    void another_kind_of_file_in_its_place_is_not_followed() throws IOException {
        Path elsewhere = Files.createFile(directory.resolve("elsewhere"));
        Files.createSymbolicLink(file, elsewhere);
        assertThrows(FileSystemException.class, () -> lock.take(false));
        BStackOptions portable = BStackOptions.defaults().access(BStackOptions.Access.FILE_CHANNEL);
        assertThrows(FileSystemException.class, () -> BStack.open(stack, portable));
        if (NativeAccess.isAvailable()) {
            BStack.open(stack).close();
        }
        Files.delete(file);
        Files.createDirectory(file);
        assertThrows(FileSystemException.class, () -> lock.take(false));
        Files.delete(file);
        BStack.open(stack, portable).close();
        assertEquals(0, Files.size(elsewhere));
    }

    /** A native open asks; were it to take the lock, two that open at the same time would refuse each other. */
    @Test
    void native_access_leaves_a_free_one_as_it_is() throws IOException {
        assumeTrue(NativeAccess.isAvailable());
        Files.createFile(file);
        try (BStack open = BStack.open(stack)) {
            assertTrue(Files.exists(file), open.name());
            assertFalse(isLocked());
        }
        assertTrue(Files.exists(file));
    }

    /** The lock on the file itself may be gone, and the one beside it must do. */
    @Test
    void it_is_respected_where_nothing_else_is_locked() throws IOException {
        try (FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock shared = channel.lock(LockBeside.SESSION, 1, true)) {
            assertTrue(shared.isValid());
            BStackLockedException e = assertThrows(BStackLockedException.class, () -> BStack.open(stack));
            assertTrue(e.heldByThisJvm());
        }
    }
}
