package bstack.core;

import static bstack.core.Bytes.assertPayload;
import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commits that share a flush, on a medium whose flush the test holds open. */
final class GroupCommitTest {
    private final HookedStorage storage = new HookedStorage();
    private final HeldFlush flush = new HeldFlush();
    private BStack stack;

    @BeforeEach
    void open() throws IOException {
        stack = BStack.open(storage);
        stack.push(of(0, 1, 2, 3));
        storage.hook(flush);
    }

    @AfterEach
    void close() throws IOException {
        flush.releaseAll();
        stack.close();
    }

    @Test
    void reads_neither_wait_for_a_flush_nor_see_what_is_not_durable() throws IOException {
        Tasks.Started<Void> writer = Tasks.start(() -> {
            stack.transact(() -> {
                stack.set(0, of(9));
                stack.push(of(4));
            });
            return null;
        });
        flush.awaitHeld();
        assertEquals(4, stack.length());
        assertPayload(of(0, 1, 2, 3), stack);
        assertArrayEquals(of(0, 1), stack.get(0, 2));
        stack.getInto(2, ByteBuffer.allocate(2));
        assertArrayEquals(of(3), stack.inputStream(3).readAllBytes());
        assertThrows(IndexOutOfBoundsException.class, () -> stack.get(4, 5));
        assertFalse(writer.isDone());
        flush.releaseAll();
        writer.await();
        assertPayload(of(9, 1, 2, 3, 4), stack);
    }

    @Test
    void commits_that_arrive_during_a_flush_share_the_next_one() throws IOException {
        Tasks.Started<Long> first = Tasks.start(() -> stack.push(of(10)));
        flush.awaitHeld();
        List<Tasks.Started<Long>> others = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int value = i;
            others.add(Tasks.start(() -> stack.push(of(value))).awaitBlocked());
        }
        assertEquals(1, flush.count());
        flush.releaseOne();
        first.await();
        flush.awaitHeld();
        assertEquals(5, stack.length());
        assertTrue(others.stream().noneMatch(Tasks.Started::isDone));
        flush.releaseAll();
        for (int i = 0; i < 20; i++) {
            assertEquals(5L + i, others.get(i).await());
        }
        assertEquals(2, flush.count());
        assertEquals(25, stack.length());
        for (int i = 0; i < 20; i++) {
            assertEquals(i, stack.get(5 + i, 6 + i)[0]);
        }
    }

    @Test
    void an_operation_rests_on_those_that_are_on_their_way() throws IOException {
        Tasks.Started<byte[]> first = Tasks.start(() -> stack.splice(2, of(12, 13, 14)));
        flush.awaitHeld();
        Tasks.Started<byte[]> second = Tasks.start(() -> stack.pop(2)).awaitBlocked();
        Tasks.Started<byte[]> third =
                Tasks.start(() -> stack.getAndSet(1, of(21, 22))).awaitBlocked();
        Tasks.Started<Boolean> fourth =
                Tasks.start(() -> stack.tryExtend(3, of(23))).awaitBlocked();
        flush.releaseAll();
        assertArrayEquals(of(2, 3), first.await());
        assertArrayEquals(of(13, 14), second.await());
        assertArrayEquals(of(1, 12), third.await());
        assertTrue(fourth.await());
        assertPayload(of(0, 21, 22, 23), stack);
    }

    @Test
    void answers_that_change_nothing_but_rest_on_a_commit_wait_until_it_is_durable() throws IOException {
        Tasks.Started<Long> first = Tasks.start(() -> stack.push(of(4)));
        flush.awaitHeld();
        List<Tasks.Started<?>> answers = List.of(
                Tasks.start(() -> stack.compareAndSet(4, of(9), of(8))).awaitBlocked(),
                Tasks.start(() -> stack.tryExtend(4, of(9))).awaitBlocked(),
                Tasks.start(() -> stack.tryDiscard(4, 1)).awaitBlocked(),
                Tasks.start(() -> stack.transact(() -> stack.peek(0))).awaitBlocked(),
                Tasks.start(() -> assertThrows(IndexOutOfBoundsException.class, () -> stack.pop(6)))
                        .awaitBlocked(),
                Tasks.start(() -> assertThrows(IndexOutOfBoundsException.class, () -> stack.set(4, of(1, 2))))
                        .awaitBlocked(),
                Tasks.start(() -> {
                            stack.update(5, 5, bytes -> {});
                            return true;
                        })
                        .awaitBlocked());
        assertTrue(answers.stream().noneMatch(Tasks.Started::isDone));
        flush.releaseAll();
        first.await();
        assertEquals(false, answers.get(0).await());
        assertEquals(false, answers.get(1).await());
        assertEquals(false, answers.get(2).await());
        assertArrayEquals(of(0, 1, 2, 3, 4), (byte[]) answers.get(3).await());
        answers.forEach(Tasks.Started::await);
        assertEquals(1, flush.count());
    }

    @Test
    void a_long_transaction_does_not_hold_up_commits_that_were_submitted_before_it() throws Exception {
        Tasks.Started<Long> first = Tasks.start(() -> stack.push(of(4)));
        flush.awaitHeld();
        Tasks.Started<Long> second = Tasks.start(() -> stack.push(of(5))).awaitBlocked();
        CountDownLatch goOn = new CountDownLatch(1);
        Tasks.Started<Long> longOne = Tasks.start(() -> stack.transact(() -> {
                    assertEquals(6, stack.length());
                    long at = stack.push(of(6));
                    assertArrayEquals(of(4, 5, 6), stack.peek(4));
                    awaitUninterrupted(goOn);
                    return at;
                }))
                .awaitBlocked();
        flush.releaseAll();
        assertEquals(4L, first.await());
        assertEquals(5L, second.await());
        assertFalse(longOne.isDone());
        assertPayload(of(0, 1, 2, 3, 4, 5), stack);
        goOn.countDown();
        assertEquals(6L, longOne.await());
        assertPayload(of(0, 1, 2, 3, 4, 5, 6), stack);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void leadership_is_handed_on_and_the_leader_returns_before_the_next_flush_is_done() throws IOException {
        Tasks.Started<Long> previous = Tasks.start(() -> stack.push(of(100)));
        flush.awaitHeld();
        for (int round = 0; round < 10; round++) {
            Tasks.Started<Long> next = Tasks.start(() -> stack.push(of(1))).awaitBlocked();
            Tasks.Started<Long> follower = Tasks.start(() -> stack.push(of(2))).awaitBlocked();
            flush.releaseOne();
            previous.await();
            flush.awaitHeld();
            assertFalse(next.isDone());
            assertFalse(follower.isDone());
            assertEquals(round + 2, flush.count());
            previous = next;
        }
        flush.releaseAll();
        previous.await();
        stack.push(of(3));
        assertEquals(26, stack.length());
    }

    @Test
    void a_close_waits_for_what_is_on_its_way_and_then_leaves_the_file_at_rest() throws IOException {
        Tasks.Started<Long> first = Tasks.start(() -> stack.push(of(4)));
        flush.awaitHeld();
        Tasks.Started<Long> second = Tasks.start(() -> stack.push(of(5))).awaitBlocked();
        Tasks.Started<Void> close = Tasks.<Void>start(() -> {
                    stack.close();
                    return null;
                })
                .awaitBlocked();
        flush.releaseAll();
        assertEquals(4L, first.await());
        assertEquals(5L, second.await());
        close.await();
        assertArrayEquals(Bytes.fileAtRest(of(0, 1, 2, 3, 4, 5)), storage.bytes());
    }

    @Test
    void when_the_flush_fails_all_that_wait_for_it_and_all_behind_it_are_told() throws IOException {
        Tasks.Started<Long> first = Tasks.start(() -> stack.push(of(4)));
        flush.awaitHeld();
        List<Tasks.Started<?>> others = List.of(
                Tasks.start(() -> stack.push(of(5))).awaitBlocked(),
                Tasks.start(() -> stack.pop(1)).awaitBlocked(),
                Tasks.start(() -> stack.compareAndSet(0, of(5), of(6))).awaitBlocked(),
                Tasks.start(() -> stack.transact(() -> stack.length())).awaitBlocked());
        flush.failAll(new IOException("cut"));
        assertTrue(first.failure() instanceof BStackFailedException, "" + first.failure());
        for (Tasks.Started<?> other : others) {
            assertTrue(other.failure() instanceof BStackFailedException, "" + other.failure());
        }
        assertThrows(BStackFailedException.class, () -> stack.length());
        assertThrows(BStackFailedException.class, () -> stack.push(of(1)));
    }

    @Test
    void a_refusal_that_rested_on_a_commit_which_failed_is_not_given() throws IOException {
        Tasks.Started<Long> first = Tasks.start(() -> stack.push(of(4)));
        flush.awaitHeld();
        Tasks.Started<byte[]> refused = Tasks.start(() -> stack.pop(6)).awaitBlocked();
        flush.failAll(new IOException("cut"));
        assertTrue(first.failure() instanceof BStackFailedException);
        assertTrue(refused.failure() instanceof BStackFailedException, "" + refused.failure());
        assertTrue(refused.failure().getSuppressed()[0] instanceof IndexOutOfBoundsException);
    }

    @Test
    void a_transaction_that_only_reads_tells_that_the_stack_has_failed_meanwhile_and_gives_no_answer()
            throws IOException {
        Tasks.Started<Long> first = Tasks.start(() -> stack.push(of(4)));
        flush.awaitHeld();
        CountDownLatch failed = new CountDownLatch(1);
        List<Throwable> inside = new ArrayList<>();
        Tasks.Started<byte[]> reader = Tasks.start(() -> stack.transact(() -> {
                    byte[] notDurable = stack.peek(4);
                    awaitUninterrupted(failed);
                    inside.add(assertThrows(IOException.class, () -> stack.get(0, 2)));
                    return notDurable;
                }))
                .awaitBlocked();
        flush.failAll(new IOException("cut"));
        assertTrue(first.failure() instanceof BStackFailedException);
        failed.countDown();
        assertTrue(reader.failure() instanceof BStackFailedException, "" + reader.failure());
        assertTrue(inside.get(0) instanceof BStackFailedException, "" + inside);
        assertTrue(inside.get(0).getMessage().contains("cut"), inside.get(0).getMessage());
    }

    @Test
    void a_large_commit_waits_for_those_before_it() throws IOException {
        Tasks.Started<Long> first = Tasks.start(() -> stack.push(of(4)));
        flush.awaitHeld();
        byte[] large = Bytes.random(2_000_000, 1);
        Tasks.Started<Long> second = Tasks.start(() -> stack.push(large)).awaitBlocked();
        flush.releaseAll();
        assertEquals(4L, first.await());
        assertEquals(5L, second.await());
        assertPayload(Bytes.concat(of(0, 1, 2, 3, 4), large), stack);
    }

    @Test
    void a_batch_that_is_full_makes_the_next_commit_wait_and_loses_nothing() throws IOException {
        storage.hook(HookedStorage.Hook.NONE);
        stack.close();
        HookedStorage tight = new HookedStorage();
        stack = BStack.open(tight, Medium.TIGHT);
        stack.push(of(0));
        tight.hook(flush);
        Tasks.Started<Long> first = Tasks.start(() -> stack.push(of(1)));
        flush.awaitHeld();
        List<Tasks.Started<Long>> others = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int value = i;
            others.add(Tasks.start(() -> stack.push(Bytes.filled(1000, value))).awaitBlocked());
        }
        flush.releaseAll();
        first.await();
        others.forEach(Tasks.Started::await);
        assertEquals(40_002, stack.length());
        for (int i = 2; i < 40_002; i += 1000) {
            byte[] one = stack.get(i, i + 1000);
            assertArrayEquals(Bytes.filled(1000, one[0]), one);
        }
    }
}
