package bstack.core;

import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStackOptions.Access;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Opens that wait for a file that is in use. */
final class LockTimeoutTest {
    private static final Duration LONG = Duration.ofDays(10_000_000);

    @TempDir
    Path directory;

    private Path create(Access access) throws IOException {
        Accesses.assume(access);
        Path path = directory.resolve("x.bstack");
        try (BStack stack = BStack.open(path, BStackOptions.defaults().access(access))) {
            stack.push(new byte[Long.BYTES]);
        }
        return path;
    }

    @ParameterizedTest
    @MethodSource("bstack.core.Accesses#available")
    void an_open_waits_until_this_jvm_closes_the_file(Access access) throws IOException {
        Path path = create(access);
        BStackOptions patient = BStackOptions.defaults().access(access).lockTimeout(LONG);
        BStack stack = BStack.open(path, patient);
        Tasks.Started<BStack> writer =
                Tasks.start(() -> BStack.open(path, patient)).awaitBlocked();
        stack.set(0, of(9));
        stack.close();
        BStack next = writer.await();
        assertArrayEquals(of(9), next.get(0, 1));
        Tasks.Started<BStack> reader =
                Tasks.start(() -> BStack.openReadOnly(path, patient)).awaitBlocked();
        next.set(0, of(8));
        next.close();
        try (BStack last = reader.await()) {
            assertArrayEquals(of(8), last.get(0, 1));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_interrupt_ends_the_wait_and_the_flag_stays_set(boolean before) throws IOException {
        Path path = create(Access.NATIVE);
        AtomicBoolean flag = new AtomicBoolean();
        try (BStack stack = BStack.open(path)) {
            Tasks.Started<BStack> waiting = Tasks.start(() -> {
                if (before) {
                    Thread.currentThread().interrupt();
                }
                try {
                    return BStack.open(path, BStackOptions.defaults().lockTimeout(LONG));
                } finally {
                    flag.set(Thread.currentThread().isInterrupted());
                }
            });
            if (!before) {
                waiting.awaitBlocked().thread().interrupt();
            }
            assertInstanceOf(BStackLockedException.class, waiting.failure());
            assertTrue(flag.get());
            stack.set(0, of(1));
        }
        BStack.open(path).close();
    }

    @Test
    void an_interrupt_does_not_keep_a_free_file_from_being_opened() throws IOException {
        Path path = create(Access.NATIVE);
        long length = Tasks.call(() -> {
            Thread.currentThread().interrupt();
            try (BStack stack = BStack.open(path, BStackOptions.defaults().lockTimeout(LONG))) {
                return stack.length();
            }
        });
        assertEquals(Long.BYTES, length);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 30})
    void when_the_time_is_over_the_open_is_refused_and_leaves_nothing(long millis) throws IOException {
        Path path = create(Access.NATIVE);
        try (BStack stack = BStack.open(path)) {
            for (Access access : List.of(Access.NATIVE, Access.FILE_CHANNEL)) {
                BStackOptions options = BStackOptions.defaults().access(access).lockTimeout(Duration.ofMillis(millis));
                assertThrows(BStackLockedException.class, () -> BStack.open(path, options));
                assertThrows(BStackLockedException.class, () -> BStack.openReadOnly(path, options));
            }
            stack.set(0, of(1));
        }
        BStack.open(path).close();
    }

    @Test
    void a_missing_file_is_not_waited_for() {
        BStackOptions options = BStackOptions.defaults().lockTimeout(LONG).createsMissing(false);
        assertThrows(IOException.class, () -> BStack.open(directory.resolve("missing"), options));
        assertThrows(IOException.class, () -> BStack.openReadOnly(directory.resolve("missing"), options));
    }

    @Test
    void a_time_below_zero_is_refused() {
        BStackOptions options = BStackOptions.defaults();
        assertEquals(Duration.ZERO, options.lockTimeout());
        assertThrows(IllegalArgumentException.class, () -> options.lockTimeout(Duration.ofNanos(-1)));
        assertEquals(LONG, options.lockTimeout(LONG).lockTimeout());
    }

    /** Each counts while it has the file; two that had it at the same time would count the same. */
    @Test
    void processes_and_threads_with_either_access_take_turns_and_none_is_lost() throws Exception {
        Path path = create(Access.NATIVE);
        int times = 25;
        try (OtherJvm one = OtherJvm.start();
                OtherJvm two = OtherJvm.start()) {
            one.begin("count NATIVE %d %s".formatted(times, path));
            two.begin("count FILE_CHANNEL %d %s".formatted(times, path));
            assertEquals(
                    List.of(), Tasks.inParallel(4, n -> StackProgram.count(path, Access.values()[1 + n % 2], times)));
            assertEquals("done", one.answer());
            assertEquals("done", two.answer());
        }
        try (BStack stack = BStack.open(path)) {
            assertEquals(6 * times, ByteBuffer.wrap(stack.peek(0)).getLong());
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(path), left.toList());
        }
    }

    /** Who leaves a file that others read has it for himself for a moment. */
    @Test
    void readers_that_come_and_go_do_not_refuse_each_other() throws Exception {
        Path path = create(Access.NATIVE);
        int times = 150;
        try (OtherJvm one = OtherJvm.start();
                OtherJvm two = OtherJvm.start()) {
            one.begin("look FILE_CHANNEL %d %s".formatted(times, path));
            two.begin("look NATIVE %d %s".formatted(times, path));
            assertEquals(
                    List.of(), Tasks.inParallel(4, n -> StackProgram.look(path, Access.values()[1 + n % 2], times)));
            assertEquals("done", one.answer());
            assertEquals("done", two.answer());
        }
        BStack.open(path).close();
    }
}
