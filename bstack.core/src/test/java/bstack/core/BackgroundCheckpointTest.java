package bstack.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A checkpoint whose flush takes long, or fails: commits go on beside it, and none is lost by it. */
final class BackgroundCheckpointTest {
    /** A frame area of 16 KiB has room for so many commits of a few bytes, half of them before a checkpoint begins. */
    private static final int FRAMES = 32;

    private final AtomicInteger started = new AtomicInteger();
    private final HookedStorage storage = new HookedStorage();
    private volatile CountDownLatch end = new CountDownLatch(1);
    private volatile IOException failure;
    private volatile Consumer<IOException> whenFailed;
    private BStack stack;
    private int commits;

    /** A flush that ends when the test says so. */
    private final class SlowFlush implements Storage.Flush {
        @Override
        public boolean isDone() {
            return end.getCount() == 0;
        }

        @Override
        public void await() throws IOException {
            boolean interrupted = false;
            while (end.getCount() > 0) {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (failure != null) {
                throw failure;
            }
        }
    }

    @BeforeEach
    void open() throws IOException {
        storage.background(told -> {
            started.incrementAndGet();
            whenFailed = told;
            return new SlowFlush();
        });
        stack = BStack.open(storage, Medium.TIGHT);
        stack.push(new byte[100]);
        commits = 1;
    }

    private void commit(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            stack.set(commits % 100, new byte[] {(byte) commits});
            commits++;
        }
    }

    private static Tasks.Started<Void> started(Action action) {
        return Tasks.start(() -> {
            action.run();
            return null;
        });
    }

    /** What another thread does. */
    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    private void assertNothingIsLost(byte[] expected) throws IOException {
        try (BStack again = BStack.open(HookedStorage.of(storage.bytes()), Medium.TIGHT)) {
            assertArrayEquals(expected, again.peek(0));
        }
    }

    @Test
    void commits_go_on_while_a_checkpoint_is_flushed() throws IOException {
        commit(FRAMES - commits);
        assertEquals(1, started.get(), "one at a time");
        assertNothingIsLost(stack.peek(0));
        end.countDown();
        commit(10 * FRAMES);
        assertTrue(started.get() > 10, started.toString());
        assertNothingIsLost(stack.peek(0));
        stack.close();
    }

    @Test
    void a_commit_for_which_there_is_no_room_waits_until_the_flush_has_ended() throws IOException {
        commit(FRAMES - commits);
        Tasks.Started<Void> committing = started(() -> commit(1)).awaitBlocked();
        assertFalse(committing.isDone(), "it has not waited");
        end.countDown();
        committing.await();
        assertEquals(FRAMES + 1, commits);
        assertEquals(1, started.get());
        stack.close();
    }

    @Test
    void what_would_be_replayed_after_a_crash_holds_the_frames_written_during_the_flush() throws IOException {
        end.countDown();
        commit(FRAMES / 2 - 1);
        end = new CountDownLatch(1);
        commit(5);
        assertEquals(1, started.get());
        byte[] during = stack.peek(0);
        assertNothingIsLost(during);
        end.countDown();
        commit(1);
        try (BStack again = BStack.openReadOnly(HookedStorage.of(storage.bytes()))) {
            assertEquals(5 + 1, again.recovery().commits());
            assertArrayEquals(stack.peek(0), again.peek(0));
        }
        stack.close();
    }

    /** What is done when the flush has failed, and nobody knows yet. */
    @FunctionalInterface
    private interface Attempt {
        void run(BStack stack) throws IOException;
    }

    private void assertFails(Attempt attempt, Class<? extends IOException> expected) throws IOException {
        commit(FRAMES / 2 + 3);
        assertEquals(1, started.get());
        byte[] acknowledged = stack.peek(0);
        failure = new IOException("injected");
        end.countDown();
        assertThrows(expected, () -> attempt.run(stack));
        stack.close();
        assertNothingIsLost(acknowledged);
    }

    @Test
    void a_flush_that_fails_fails_the_next_commit() throws IOException {
        assertFails(s -> s.set(0, new byte[1]), BStackFailedException.class);
    }

    @Test
    void a_flush_that_fails_fails_a_large_push() throws IOException {
        assertFails(s -> s.push(new byte[5_000]), BStackFailedException.class);
    }

    @Test
    void a_flush_that_fails_fails_a_large_overwrite() throws IOException {
        assertFails(
                s -> s.transact(() -> {
                    s.push(new byte[5_000]);
                    s.set(0, new byte[5_000]);
                }),
                BStackFailedException.class);
    }

    @Test
    void a_flush_that_fails_fails_a_checkpoint() throws IOException {
        assertFails(BStack::checkpoint, BStackFailedException.class);
    }

    @Test
    void a_flush_that_fails_fails_the_close_which_writes_no_more() throws IOException {
        assertFails(
                s -> {
                    storage.hook((call, position, count) -> assertTrue(
                            call == HookedStorage.Call.CLOSE || call == HookedStorage.Call.READ, call.toString()));
                    s.close();
                },
                IOException.class);
    }

    @Test
    void a_flush_that_fails_ends_everything_at_once_reads_included() throws IOException {
        commit(FRAMES / 2 + 3);
        byte[] acknowledged = stack.peek(0);
        failure = new IOException("injected");
        whenFailed.accept(failure);
        end.countDown();
        assertThrows(BStackFailedException.class, () -> stack.get(0, 1));
        assertThrows(BStackFailedException.class, stack::length);
        BStackFailedException e = assertThrows(BStackFailedException.class, () -> stack.transact(() -> stack.length()));
        assertEquals(failure, e.getCause());
        assertThrows(BStackFailedException.class, () -> commit(1));
        storage.hook((call, position, count) ->
                assertTrue(call == HookedStorage.Call.CLOSE || call == HookedStorage.Call.READ, call.toString()));
        stack.close();
        assertNothingIsLost(acknowledged);
    }

    @Test
    void a_failed_stack_is_closed_only_when_the_flush_has_ended() throws IOException {
        commit(FRAMES / 2 + 3);
        storage.hook((call, position, count) -> {
            if (call == HookedStorage.Call.WRITE_DURABLY) {
                throw new IOException("injected");
            }
        });
        assertThrows(BStackFailedException.class, () -> commit(1));
        storage.hook(HookedStorage.Hook.NONE);
        Tasks.Started<Void> closing = started(stack::close).awaitBlocked();
        assertFalse(storage.isClosed());
        end.countDown();
        closing.await();
        assertTrue(storage.isClosed());
    }
}
