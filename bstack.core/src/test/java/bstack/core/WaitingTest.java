package bstack.core;

import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What waits for a transaction body that does not end: it can be told to give up. */
final class WaitingTest {
    private static final Duration SOON = Duration.ofMillis(20);

    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS), "nobody goes on");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Tasks.Started<Void> holdUp(BStack stack) throws IOException {
        Tasks.Started<Void> body = Tasks.start(() -> {
            Thread.currentThread().setName("the holder");
            stack.transact(() -> {
                running.countDown();
                await(goOn);
                stack.push(of(9));
            });
            return null;
        });
        await(running);
        return body;
    }

    @Test
    void a_write_gives_up_after_the_writers_timeout_and_has_changed_nothing() throws IOException {
        try (BStack stack =
                BStack.open(Storage.memory(), BStackOptions.defaults().writerTimeout(SOON))) {
            stack.push(of(1, 2));
            Tasks.Started<Void> body = holdUp(stack);
            WriterTimeoutException refused = assertThrows(WriterTimeoutException.class, () -> stack.push(of(3)));
            assertTrue(refused.getMessage().contains("the holder"), refused.getMessage());
            assertThrows(WriterTimeoutException.class, () -> stack.transact(() -> 1));
            assertThrows(WriterTimeoutException.class, stack::checkpoint);
            assertArrayEquals(of(1, 2), stack.peek(0));
            goOn.countDown();
            body.await();
            stack.push(of(3));
            assertArrayEquals(of(1, 2, 9, 3), stack.peek(0));
        }
    }

    @Test
    void two_stacks_used_in_opposite_order_do_not_wait_for_each_other_for_ever() throws IOException {
        BStackOptions options = BStackOptions.defaults().writerTimeout(SOON);
        try (BStack one = BStack.open(Storage.memory(), options);
                BStack two = BStack.open(Storage.memory(), options)) {
            CountDownLatch both = new CountDownLatch(2);
            Tasks.Started<Void> first = Tasks.start(() -> inOrder(one, two, both));
            Tasks.Started<Void> second = Tasks.start(() -> inOrder(two, one, both));
            Throwable a = first.failure();
            Throwable b = second.failure();
            assertTrue(a instanceof WriterTimeoutException || b instanceof WriterTimeoutException, a + ", " + b);
            one.push(of(1));
            two.push(of(1));
        }
    }

    private static Void inOrder(BStack outer, BStack inner, CountDownLatch both) throws IOException {
        outer.transact(() -> {
            both.countDown();
            await(both);
            inner.push(of(5));
        });
        return null;
    }

    @Test
    void a_close_gives_up_while_a_body_runs_and_leaves_the_stack_open() throws IOException {
        BStack stack = BStack.open(Storage.memory());
        Tasks.Started<Void> body = holdUp(stack);
        assertFalse(stack.close(Duration.ZERO));
        assertFalse(stack.close(SOON));
        assertEquals(0, stack.length());
        goOn.countDown();
        body.await();
        assertEquals(1, stack.length());
        assertTrue(stack.close(Duration.ofDays(1)));
        assertTrue(stack.close(Duration.ZERO), "closed already");
        assertThrows(IllegalStateException.class, stack::length);
    }

    @Test
    void an_interrupt_does_not_end_the_wait_for_a_body_and_the_flag_stays_set() throws IOException {
        try (BStack stack = BStack.open(Storage.memory())) {
            Tasks.Started<Void> body = holdUp(stack);
            Tasks.Started<Boolean> push = Tasks.start(() -> {
                Thread.currentThread().interrupt();
                stack.push(of(4));
                return Thread.interrupted();
            });
            push.awaitBlocked();
            goOn.countDown();
            body.await();
            assertTrue(push.await());
            assertArrayEquals(of(9, 4), stack.peek(0));
        }
    }

    @Test
    void a_stack_that_its_own_storage_uses_in_the_course_of_a_write_is_refused_and_does_not_hang() throws IOException {
        HookedStorage storage = new HookedStorage();
        BStack[] stack = new BStack[1];
        stack[0] = BStack.open(storage);
        stack[0].push(of(1));
        storage.hook((call, position, count) -> {
            if (call == HookedStorage.Call.RESIZE) {
                stack[0].push(of(2));
            }
        });
        assertThrows(BStackFailedException.class, stack[0]::checkpoint);
        storage.hook(HookedStorage.Hook.NONE);
        stack[0].close();
        try (BStack again = BStack.open(storage.survivor())) {
            assertArrayEquals(of(1), again.peek(0));
        }
    }

    @Test
    void negative_timeouts_are_refused() {
        BStackOptions options = BStackOptions.defaults();
        assertThrows(IllegalArgumentException.class, () -> options.writerTimeout(Duration.ofNanos(-1)));
        assertThrows(IllegalArgumentException.class, () -> options.lockTimeout(Duration.ofNanos(-1)));
    }
}
