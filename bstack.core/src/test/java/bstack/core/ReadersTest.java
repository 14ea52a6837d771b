package bstack.core;

import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A read that others overtake: the test holds it up in its middle. */
final class ReadersTest {
    private final HookedStorage storage = new HookedStorage();

    /** Holds up the first read that it meets. */
    private static final class HeldRead implements HookedStorage.Hook {
        private final AtomicBoolean used = new AtomicBoolean();
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        @Override
        public void before(HookedStorage.Call call, long position, int count) throws IOException {
            if (call == HookedStorage.Call.READ && used.compareAndSet(false, true)) {
                arrived.countDown();
                await(released);
            }
        }

        static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private Tasks.Started<byte[]> startRead(BStack stack, HeldRead held) {
        storage.hook(held);
        Tasks.Started<byte[]> read = Tasks.start(() -> stack.get(0, 4));
        HeldRead.await(held.arrived);
        return read;
    }

    @Test
    void a_read_that_a_close_overtakes_says_that_the_stack_is_closed() throws IOException {
        BStack stack = BStack.open(storage);
        stack.push(of(0, 0, 0, 0));
        HeldRead held = new HeldRead();
        Tasks.Started<byte[]> read = startRead(stack, held);
        stack.close();
        held.released.countDown();
        assertEquals(IllegalStateException.class, read.failure().getClass());
        assertThrows(IllegalStateException.class, () -> stack.get(0, 1));
    }

    @Test
    void a_read_that_a_failure_of_the_medium_overtakes_says_so() throws IOException {
        try (BStack stack = BStack.open(storage)) {
            stack.push(of(0, 0, 0, 0));
            HeldRead held = new HeldRead();
            Tasks.Started<byte[]> read = startRead(stack, held);
            storage.hook((call, position, count) -> {
                throw new IOException("cut");
            });
            assertThrows(BStackFailedException.class, () -> stack.set(0, of(1)));
            held.released.countDown();
            assertEquals(BStackFailedException.class, read.failure().getClass());
            storage.hook(HookedStorage.Hook.NONE);
        }
    }

    @Test
    void reads_and_length_beside_a_checkpoint_wait_for_the_truncation_and_succeed() throws IOException {
        try (BStack stack = BStack.open(storage)) {
            stack.push(of(0, 1, 2, 3));
            CountDownLatch truncating = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            storage.hook((call, position, count) -> {
                if (call == HookedStorage.Call.RESIZE) {
                    truncating.countDown();
                    HeldRead.await(goOn);
                }
            });
            Tasks.Started<Void> checkpoint = Tasks.start(() -> {
                stack.checkpoint();
                return null;
            });
            HeldRead.await(truncating);
            try {
                assertEquals(4L, Tasks.call(stack::length));
                Tasks.Started<byte[]> read = Tasks.start(() -> stack.get(1, 3)).awaitBlocked();
                Tasks.Started<byte[]> tail = Tasks.start(() -> stack.peek(2)).awaitBlocked();
                goOn.countDown();
                assertArrayEquals(of(1, 2), read.await());
                assertArrayEquals(of(2, 3), tail.await());
            } finally {
                goOn.countDown();
            }
            checkpoint.await();
        }
    }
}
