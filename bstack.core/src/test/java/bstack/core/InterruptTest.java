package bstack.core;

import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Interrupts, which neither fail nor lose an operation, by whatever access. */
@ParameterizedClass
@MethodSource("bstack.core.Accesses#available")
final class InterruptTest {
    private final BStackOptions options;

    @TempDir
    Path directory;

    InterruptTest(BStackOptions.Access access) {
        this.options = Medium.TIGHT.access(access);
    }

    private static <T> Tasks.Started<T> start(boolean virtual, Callable<T> work) {
        return virtual ? Tasks.startVirtual(work) : Tasks.start(work);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void every_operation_of_an_interrupted_thread_completes_and_its_flag_stays_set(boolean virtual) throws IOException {
        Path path = directory.resolve("x.bstack");
        start(virtual, () -> {
                    Thread.currentThread().interrupt();
                    try (BStack stack = BStack.open(path, options)) {
                        stack.push(of(1, 2, 3));
                        stack.push(new byte[50_000]);
                        stack.set(0, of(4));
                        stack.set(100, new byte[40_000]);
                        stack.pop(50_000);
                        stack.transact(() -> stack.push(of(5)));
                        assertArrayEquals(of(4, 2, 3, 5), stack.peek(0));
                        stack.getInto(0, ByteBuffer.allocateDirect(4));
                        assertThrows(BStackLockedException.class, () -> BStack.open(path, options));
                        stack.checkpoint();
                        assertTrue(Thread.currentThread().isInterrupted());
                    }
                    try (BStack reader = BStack.openReadOnly(path)) {
                        assertArrayEquals(of(4, 2, 3, 5), reader.peek(0));
                    }
                    assertTrue(Thread.currentThread().isInterrupted());
                    return null;
                })
                .await();
        assertArrayEquals(Bytes.fileAtRest(of(4, 2, 3, 5)), Files.readAllBytes(path));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_thread_that_waits_for_a_flush_goes_on_waiting_and_keeps_its_flag(boolean virtual) throws IOException {
        HookedStorage storage = new HookedStorage();
        try (BStack stack = BStack.open(storage)) {
            stack.push(of(0));
            HeldFlush flush = new HeldFlush();
            storage.hook(flush);
            Tasks.Started<Long> leader = Tasks.start(() -> stack.push(of(1)));
            flush.awaitHeld();
            Tasks.Started<Boolean> follower = start(virtual, () -> {
                        stack.push(of(2));
                        return Thread.currentThread().isInterrupted();
                    })
                    .awaitBlocked();
            Tasks.Started<Boolean> reader = start(virtual, () -> {
                        stack.compareAndSet(0, of(5), of(6));
                        return Thread.currentThread().isInterrupted();
                    })
                    .awaitBlocked();
            follower.thread().interrupt();
            reader.thread().interrupt();
            follower.awaitBlocked();
            reader.awaitBlocked();
            flush.releaseAll();
            assertEquals(1L, leader.await());
            assertTrue(follower.await());
            assertTrue(reader.await());
            assertArrayEquals(of(0, 1, 2), stack.peek(0));
        }
    }

    @Test
    void a_thread_that_waits_to_write_keeps_its_flag() throws IOException {
        try (BStack stack = BStack.open(directory.resolve("x.bstack"), options)) {
            Tasks.Started<Boolean> other = stack.transact(() -> {
                Tasks.Started<Boolean> waiting = Tasks.start(() -> {
                            stack.push(of(2));
                            return Thread.currentThread().isInterrupted();
                        })
                        .awaitBlocked();
                waiting.thread().interrupt();
                stack.push(of(1));
                return waiting;
            });
            assertTrue(other.await());
            assertArrayEquals(of(1, 2), stack.peek(0));
        }
    }
}
