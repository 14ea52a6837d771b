package bstack.core;

import static bstack.core.Bytes.assertPayload;
import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commits that nobody waits for, and what follows a commit, on a medium whose flush the test holds open. */
final class SubmitTest {
    /** After so many seconds a test that waits for something has failed; no test depends on it otherwise. */
    private static final long PATIENCE = 60;

    private HookedStorage storage = new HookedStorage();
    private final HeldFlush flush = new HeldFlush();
    private BStack stack;

    @BeforeEach
    void open() throws IOException {
        open(BStackOptions.defaults());
    }

    private void open(BStackOptions options) throws IOException {
        if (stack != null) {
            storage.hook(HookedStorage.Hook.NONE);
            stack.close();
            storage = new HookedStorage();
        }
        stack = BStack.open(storage, options);
        // The journal is attached by this.
        stack.push(of(0));
        stack.discard(1);
        storage.hook(flush);
    }

    @AfterEach
    void close() throws IOException {
        flush.releaseAll();
        stack.close();
    }

    @Test
    void it_returns_before_the_flush_and_later_transactions_see_it() throws IOException {
        Commit<Long> first = stack.submit(() -> stack.push(of(1)));
        flush.awaitHeld();
        Commit<Long> second = stack.submit(() -> stack.push(of(2)));
        assertEquals(0, first.result());
        assertEquals(1, second.result());
        assertFalse(first.isDurable());
        assertEquals(0, stack.length(), "a plain read sees what is not durable");
        flush.releaseAll();
        assertEquals(1, second.await());
        assertTrue(first.isDurable() && second.isDurable());
        assertPayload(of(1, 2), stack);
    }

    @Test
    void it_becomes_durable_without_anyone_asking() {
        flush.releaseAll();
        Commit<Long> commit = submitted(() -> stack.push(of(1)));
        until(commit::isDurable);
    }

    @Test
    void the_thread_of_the_stack_ends_when_nothing_is_outstanding() {
        flush.releaseAll();
        submitted(() -> stack.push(of(1)));
        until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().startsWith("bstack commits of " + storage.name())));
    }

    @Test
    void many_outstanding_share_a_few_flushes() throws IOException {
        int n = 1_000;
        List<Commit<Long>> all = new ArrayList<>();
        all.add(stack.submit(() -> stack.push(of(0))));
        flush.awaitHeld();
        for (int i = 1; i < n; i++) {
            int value = i;
            all.add(stack.submit(() -> stack.push(of(value))));
        }
        int before = flush.count();
        flush.releaseAll();
        for (int i = 0; i < n; i++) {
            assertEquals(i, all.get(i).await());
        }
        assertEquals(1, flush.count() - before);
        assertEquals(n, stack.length());
    }

    @Test
    void one_that_is_awaited_is_flushed_by_the_thread_that_waits_if_no_other_can() throws IOException {
        LinkedBlockingQueue<Runnable> neverRun = new LinkedBlockingQueue<>();
        open(BStackOptions.defaults().executor(neverRun::add));
        flush.releaseAll();
        Commit<Long> commit = stack.submit(() -> stack.push(of(1)));
        assertFalse(commit.isDurable());
        assertEquals(1, neverRun.size());
        commit.await();
        assertTrue(commit.isDurable());
        neverRun.remove().run();
        assertPayload(of(1), stack);
    }

    @Test
    void no_more_than_the_limit_are_outstanding_and_the_thread_that_waits_flushes() throws IOException {
        open(BStackOptions.defaults().maxSubmitted(3).executor(task -> {}));
        flush.releaseAll();
        List<Commit<Long>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(stack.submit(() -> stack.push(of(1))));
            assertTrue(all.stream().filter(c -> !c.isDurable()).count() <= 3);
        }
    }

    @Test
    void those_that_do_not_fit_into_one_frame_need_no_other_thread() throws IOException {
        open(BStackOptions.defaults().executor(task -> {}));
        flush.releaseAll();
        byte[] data = new byte[20_000];
        List<Commit<Long>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(stack.submit(() -> stack.push(data)));
        }
        for (Commit<Long> commit : all) {
            commit.await();
        }
        assertEquals(100L * data.length, stack.length());
    }

    @Test
    void an_executor_that_refuses_makes_submit_wait() throws IOException {
        open(BStackOptions.defaults().executor(task -> {
            throw new RejectedExecutionException("shut down");
        }));
        flush.releaseAll();
        Commit<Long> commit = stack.submit(() -> stack.push(of(1)));
        assertTrue(commit.isDurable());
        assertEquals(0, commit.toFuture().join());
    }

    @Test
    void a_body_that_throws_has_done_nothing() throws IOException {
        flush.releaseAll();
        IOException mine = new IOException("mine");
        List<String> told = new ArrayList<>();
        assertSame(
                mine,
                assertThrows(
                        IOException.class,
                        () -> stack.submit(() -> {
                            stack.push(of(1));
                            stack.onCommit(() -> told.add("never"));
                            stack.onRollback(() -> told.add("undone"));
                            throw mine;
                        })));
        assertEquals(List.of("undone"), told);
        assertEquals(0, stack.length());
        stack.push(of(2));
        assertPayload(of(2), stack);
    }

    @Test
    void one_without_a_change_is_durable_when_what_it_has_seen_is() throws IOException {
        assertTrue(stack.submit(() -> 5).isDurable());
        Commit<Long> change = stack.submit(() -> stack.push(of(1)));
        flush.awaitHeld();
        Commit<Long> look = stack.submit(() -> stack.length());
        assertEquals(1, look.result());
        assertFalse(look.isDurable());
        flush.releaseAll();
        look.await();
        assertTrue(change.isDurable());
    }

    @Test
    void large_data_are_durable_when_it_returns() throws IOException {
        flush.releaseAll();
        Commit<Long> commit = stack.submit(() -> stack.push(new byte[3 << 20]));
        assertTrue(commit.isDurable());
        assertEquals(3 << 20, stack.length());
    }

    @Test
    void it_is_not_possible_inside_a_transaction_and_neither_is_waiting() throws IOException {
        flush.releaseAll();
        Commit<Long> earlier = stack.submit(() -> stack.push(of(1)));
        stack.transact(() -> {
            assertThrows(IllegalStateException.class, () -> stack.submit(() -> 1));
            assertThrows(IllegalStateException.class, earlier::await);
        });
        assertThrows(IllegalStateException.class, () -> stack.submit(() -> stack.submit(() -> 1)));
    }

    @Test
    void a_failed_flush_fails_all() throws IOException {
        List<Object> told = Collections.synchronizedList(new ArrayList<>());
        Commit<Long> first = stack.submit(() -> {
            stack.onCommit(() -> told.add("onCommit"));
            return stack.push(of(1));
        });
        flush.awaitHeld();
        Commit<Long> second = stack.submit(() -> stack.push(of(2)));
        CompletableFuture<Long> future = first.toFuture();
        IOException cause = new IOException("the disk is gone");
        flush.failAll(cause);
        assertSame(
                cause, assertThrows(BStackFailedException.class, first::await).getCause());
        assertSame(
                cause, assertThrows(BStackFailedException.class, second::await).getCause());
        assertInstanceOf(
                BStackFailedException.class,
                assertThrows(
                                CompletionException.class,
                                () -> future.orTimeout(PATIENCE, TimeUnit.SECONDS)
                                        .join())
                        .getCause());
        assertFalse(first.isDurable() || second.isDurable());
        assertEquals(1, second.result());
        assertThrows(BStackFailedException.class, () -> stack.submit(() -> 1));
        assertEquals(List.of(), told);
        assertThrows(Exception.class, () -> second.toFuture().get(PATIENCE, TimeUnit.SECONDS));
    }

    @Test
    void a_close_waits_for_all_and_for_what_follows() throws IOException {
        List<Object> told = Collections.synchronizedList(new ArrayList<>());
        List<Commit<Long>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int value = i;
            all.add(stack.submit(() -> {
                stack.onCommit(() -> told.add(value));
                return stack.push(of(value));
            }));
        }
        CompletableFuture<Long> last = all.get(49).toFuture();
        flush.releaseAll();
        stack.close();
        assertTrue(all.stream().allMatch(Commit::isDurable));
        assertEquals(IntStream.range(0, 50).boxed().toList(), told);
        assertTrue(last.isDone());
        stack = BStack.open(storage.survivor());
        assertEquals(50, stack.length());
    }

    @Test
    void a_close_runs_what_follows_if_the_executor_does_not() throws IOException {
        open(BStackOptions.defaults().executor(task -> {}));
        flush.releaseAll();
        List<Object> told = new ArrayList<>();
        Commit<Long> commit = stack.submit(() -> {
            stack.onCommit(() -> told.add(Thread.currentThread()));
            return stack.push(of(1));
        });
        assertTrue(stack.close(Duration.ofSeconds(PATIENCE)));
        assertEquals(List.of(Thread.currentThread()), told);
        assertTrue(commit.toFuture().isDone());
    }

    // ---------------------------------------------------------------- what follows a commit

    @Test
    void actions_run_after_the_commit_in_the_order_of_registration_on_the_thread_that_waits() throws IOException {
        flush.releaseAll();
        List<Object> told = new ArrayList<>();
        stack.transact(() -> {
            stack.push(of(1));
            stack.onCommit(() -> told.add(length()));
            stack.transact(() -> stack.onCommit(() -> told.add("second")));
            stack.onCommit(() -> told.add(Thread.currentThread()));
            told.add("body");
        });
        assertEquals(List.of("body", 1L, "second", Thread.currentThread()), told);
    }

    @Test
    void an_action_may_use_the_stack_and_what_it_throws_harms_nobody() throws IOException {
        flush.releaseAll();
        List<Object> told = new ArrayList<>();
        stack.transact(() -> {
            stack.push(of(1));
            stack.onCommit(() -> {
                throw new IllegalStateException("on purpose");
            });
            stack.onCommit(() -> told.add(submitted(() -> stack.push(of(2))).result()));
        });
        assertEquals(List.of(1L), told);
    }

    @Test
    void an_operation_that_is_undone_takes_its_actions_with_it() throws IOException {
        flush.releaseAll();
        List<Object> told = new ArrayList<>();
        stack.transact(() -> {
            stack.onCommit(() -> told.add("before"));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> stack.operate(() -> {
                        stack.onCommit(() -> told.add("undone"));
                        throw new IllegalArgumentException();
                    }));
            stack.onCommit(() -> told.add("after"));
            stack.push(of(1));
        });
        assertEquals(List.of("before", "after"), told);
    }

    @Test
    void an_action_outside_a_transaction_is_refused() {
        assertThrows(IllegalStateException.class, () -> stack.onCommit(() -> {}));
    }

    @Test
    void the_thread_that_waits_runs_the_actions_and_then_the_future_is_complete() throws IOException {
        open(BStackOptions.defaults().executor(task -> {}));
        flush.releaseAll();
        List<Object> told = new ArrayList<>();
        AtomicReference<CompletableFuture<Long>> future = new AtomicReference<>();
        Commit<Long> commit = stack.submit(() -> {
            stack.onCommit(() -> told.add(future.get().isDone()));
            stack.onCommit(() -> told.add(Thread.currentThread()));
            return stack.push(of(1));
        });
        future.set(commit.toFuture());
        assertEquals(0, commit.await());
        assertEquals(List.of(false, Thread.currentThread()), told);
        assertTrue(future.get().isDone());
        assertEquals(0, commit.await());
        assertEquals(2, told.size());
    }

    @Test
    void an_action_that_awaits_its_own_commit_does_not_wait_for_itself() throws IOException {
        flush.releaseAll();
        AtomicReference<Commit<Long>> self = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        List<Object> told = Collections.synchronizedList(new ArrayList<>());
        self.set(stack.submit(() -> {
            stack.onCommit(() -> {
                try {
                    known.await();
                    told.add(self.get().await());
                } catch (IOException | InterruptedException e) {
                    told.add(e);
                }
            });
            return stack.push(of(1));
        }));
        known.countDown();
        assertEquals(0, self.get().await());
        assertEquals(List.of(0L), told);
    }

    @Test
    void actions_that_close_the_stack_do_not_wait_for_each_other() throws Exception {
        flush.releaseAll();
        CountDownLatch bothRun = new CountDownLatch(2);
        List<Tasks.Started<Long>> waiting = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            waiting.add(Tasks.start(() -> stack.submit(() -> {
                        stack.onCommit(() -> closeWhenAll(bothRun));
                        return stack.push(of(1));
                    })
                    .await()));
        }
        for (Tasks.Started<Long> each : waiting) {
            each.await();
        }
        assertThrows(IllegalStateException.class, () -> stack.length());
    }

    @Test
    void an_action_may_close_the_stack_while_another_thread_waits_for_it_in_a_close() throws Exception {
        flush.releaseAll();
        CountDownLatch closing = new CountDownLatch(2);
        CountDownLatch running = new CountDownLatch(1);
        Commit<Long> first = stack.submit(() -> {
            stack.onCommit(() -> {
                running.countDown();
                closeWhenAll(closing);
            });
            return stack.push(of(1));
        });
        Tasks.Started<Long> waiting = Tasks.start(first::await);
        running.await();
        List<Object> told = Collections.synchronizedList(new ArrayList<>());
        Commit<Long> later = stack.submit(() -> {
            stack.onCommit(() -> told.add("later"));
            return stack.push(of(2));
        });
        Tasks.Started<Void> closer = Tasks.<Void>start(() -> {
                    stack.close();
                    return null;
                })
                .awaitBlocked();
        closing.countDown();
        waiting.await();
        closer.await();
        assertTrue(later.isDurable());
        assertEquals(List.of("later"), told);
    }

    private void closeWhenAll(CountDownLatch latch) {
        try {
            latch.countDown();
            latch.await();
            stack.close();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void futures_are_completed_where_nobody_waits_and_in_order() throws Exception {
        List<Object> order = Collections.synchronizedList(new ArrayList<>());
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int value = i;
            Commit<Long> commit = stack.submit(() -> {
                stack.onCommit(() -> order.add(value));
                return stack.push(of(value));
            });
            all.add(commit.toFuture().thenAccept(offset -> order.add(offset + 1000)));
        }
        flush.releaseAll();
        for (CompletableFuture<?> future : all) {
            future.get(PATIENCE, TimeUnit.SECONDS);
        }
        assertEquals(20, order.stream().filter(Long.class::isInstance).count());
        assertEquals(
                IntStream.range(0, 20).boxed().toList(),
                order.stream().filter(Integer.class::isInstance).toList());
        for (int i = 0; i < 20; i++) {
            assertTrue(order.indexOf(i) < order.indexOf(i + 1000L), "a future came before its actions");
        }
    }

    @Test
    void an_interrupt_does_not_end_the_wait() throws IOException {
        Commit<Long> commit = stack.submit(() -> stack.push(of(1)));
        flush.awaitHeld();
        Tasks.Started<Boolean> waits = Tasks.start(() -> {
            commit.await();
            return Thread.interrupted();
        });
        waits.awaitBlocked();
        waits.thread().interrupt();
        flush.releaseAll();
        assertTrue(waits.await());
    }

    @Test
    void a_stack_that_nobody_keeps_is_not_closed_before_what_was_submitted_is_durable() throws IOException {
        HookedStorage other = new HookedStorage();
        HeldFlush held = new HeldFlush();
        Commit<Long> commit = submitTo(other, held);
        held.awaitHeld();
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.yield();
        }
        held.releaseAll();
        assertEquals(1, commit.await());
    }

    private static Commit<Long> submitTo(HookedStorage storage, HeldFlush held) throws IOException {
        BStack forgotten = BStack.open(storage);
        forgotten.push(of(0));
        storage.hook(held);
        return forgotten.submit(() -> forgotten.push(of(1)));
    }

    private <T> Commit<T> submitted(TransactionBody<T> body) {
        try {
            return stack.submit(body);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private long length() {
        try {
            return stack.length();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void until(Condition condition) {
        long start = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE)) {
                throw new AssertionError("it never becomes true");
            }
            Thread.yield();
        }
    }
}
