package bstack.core;

import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A file that is open already. */
@ParameterizedClass
@MethodSource("bstack.core.Accesses#available")
final class LockTest {
    private final BStackOptions.Access access;
    private final BStackOptions options;

    @TempDir
    Path directory;

    private Path path;

    LockTest(BStackOptions.Access access) {
        this.access = access;
        this.options = BStackOptions.defaults().access(access);
    }

    @BeforeEach
    void create() throws IOException {
        path = directory.resolve("x.bstack");
        try (BStack stack = BStack.open(path, options)) {
            stack.push(of(1));
        }
    }

    private void assertLocked(boolean byThisJvm) {
        BStackLockedException e = assertThrows(BStackLockedException.class, () -> BStack.open(path, options));
        assertEquals(byThisJvm, e.heldByThisJvm());
        assertTrue(e.getMessage().contains(path.toString()), e.getMessage());
    }

    @Test
    void a_second_open_in_this_jvm_is_refused_at_once_and_does_not_disturb_the_first() throws IOException {
        try (BStack stack = BStack.open(path, options)) {
            assertLocked(true);
            assertThrows(BStackLockedException.class, () -> BStack.openReadOnly(path));
            assertLocked(true);
            stack.push(of(2));
            assertArrayEquals(of(1, 2), stack.peek(0));
        }
        try (BStack again = BStack.open(path, options)) {
            assertEquals(2, again.length());
        }
    }

    @Test
    void another_name_of_the_same_file_is_the_same_file() throws IOException {
        Path other = Files.createLink(directory.resolve("y.bstack"), path);
        try (BStack stack = BStack.open(path, options)) {
            assertFalse(stack.isEmpty());
            assertThrows(BStackLockedException.class, () -> BStack.open(other, options));
        }
        BStack.open(other, options).close();
    }

    @Test
    void readers_share_a_file_and_exclude_a_writer() throws IOException {
        try (BStack one = BStack.openReadOnly(path)) {
            try (BStack two = BStack.openReadOnly(path)) {
                assertArrayEquals(of(1), one.peek(0));
                assertArrayEquals(of(1), two.peek(0));
                assertLocked(true);
            }
            assertLocked(true);
        }
        BStack.open(path, options).close();
    }

    @Test
    void an_open_that_fails_leaves_the_file_unlocked() throws IOException {
        byte[] good = Files.readAllBytes(path);
        Files.write(path, new byte[20]);
        assertThrows(BStackCorruptException.class, () -> BStack.open(path, options));
        assertThrows(BStackCorruptException.class, () -> BStack.openReadOnly(path));
        Files.write(path, good);
        BStack.open(path, options).close();
    }

    @Test
    void a_file_that_another_process_has_locked_is_refused() throws Exception {
        Process holder = access == BStackOptions.Access.NATIVE ? lockByFlock() : lockByChannel();
        try (BufferedReader said = holder.inputReader()) {
            assumeTrue("locked".equals(said.readLine()), "no other process can lock a file here");
            assertLocked(false);
            assertLocked(false);
        } finally {
            holder.getOutputStream().close();
            holder.waitFor();
        }
        BStack.open(path, options).close();
    }

    private Process lockByFlock() throws IOException {
        return new ProcessBuilder("flock", "-x", path.toString(), "sh", "-c", "echo locked; cat").start();
    }

    private Process lockByChannel() throws IOException {
        return new ProcessBuilder(JavaProgram.command(JavaProgram.QUICK, LockHolder.class, path.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void flock_of_another_process_is_excluded_as_long_as_a_native_stack_is_open() throws Exception {
        assumeTrue(access == BStackOptions.Access.NATIVE);
        assertEquals(0, tryFlock("-x"));
        try (BStack stack = BStack.open(path, options)) {
            assertThrows(BStackLockedException.class, () -> BStack.open(path, options));
            assertEquals(1, tryFlock("-s"));
            stack.push(of(1));
            stack.checkpoint();
            assertEquals(1, tryFlock("-s"));
        }
        assertEquals(0, tryFlock("-x"));
        try (BStack reader = BStack.openReadOnly(path)) {
            assertEquals(2, reader.length());
            assertEquals(0, tryFlock("-s"));
            assertEquals(1, tryFlock("-x"));
        }
    }

    private int tryFlock(String how) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder("flock", how, "-n", path.toString(), "true")
                    .start()
                    .waitFor();
        } catch (IOException e) {
            assumeTrue(false, "there is no flock(1) here");
            throw e;
        }
    }
}
