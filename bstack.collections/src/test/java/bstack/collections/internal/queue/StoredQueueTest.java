package bstack.collections.internal.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.collections.Claim;
import bstack.collections.ClaimLostException;
import bstack.collections.Codec;
import bstack.collections.CodecException;
import bstack.collections.Cursor;
import bstack.collections.HeapKind;
import bstack.core.TransactionRunnable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a queue and its claims do, one call after the other. */
class StoredQueueTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final class OnPurpose extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private QueueHeap heap;
    private StoredQueue<String> queue;

    @BeforeEach
    void open() throws IOException {
        heap = new QueueHeap(HeapKind.GHOST_TREE);
        queue = heap.queue(Codec.utf8());
    }

    @AfterEach
    void close() throws IOException {
        if (queue != null) {
            assertEquals(List.of(), queue.verify());
        }
        heap.close();
    }

    private void add(String... elements) throws IOException {
        for (String element : elements) {
            queue.add(element);
        }
    }

    private void rolledBack(TransactionRunnable body) {
        assertThrows(
                OnPurpose.class,
                () -> heap.stack.transact(() -> {
                    body.run();
                    throw new OnPurpose();
                }));
    }

    private List<String> elements() throws IOException {
        List<String> elements = new ArrayList<>();
        for (Cursor<Long, String> cursor = queue.cursor(); cursor.next(); ) {
            elements.add(cursor.value());
        }
        return elements;
    }

    // ---------------------------------------------------------------- first in, first out

    @Test
    void elementsComeOutInTheOrderInWhichTheyWentIn() throws IOException {
        add("a", "b", "c");
        assertEquals(3, queue.size());
        assertFalse(queue.isEmpty());
        assertEquals("a", queue.peek());
        assertEquals("a", queue.poll());
        add("d");
        assertEquals("b", queue.poll());
        assertEquals("c", queue.poll());
        assertEquals("d", queue.poll());
        assertNull(queue.poll());
        assertNull(queue.peek());
        assertTrue(queue.isEmpty());
        add("e");
        assertEquals("e", queue.poll());
    }

    @Test
    void elementsOfAnyLengthComeOutAsTheyWentIn() throws IOException {
        for (int length : List.of(0, 1, 100, 1023, 1024, 1025, 4096, 100_000)) {
            add("x".repeat(length));
        }
        for (int length : List.of(0, 1, 100, 1023, 1024, 1025, 4096, 100_000)) {
            assertEquals(length, queue.peek().length());
            assertEquals("x".repeat(length), queue.poll());
        }
        assertTrue(queue.isEmpty());
    }

    @Test
    void nothingIsNotAnElement() throws IOException {
        assertThrows(NullPointerException.class, () -> queue.add(null));
        assertTrue(queue.isEmpty());
    }

    @Test
    void clearRemovesEverything() throws IOException {
        add("a", "b", "c");
        Claim<String> claim = queue.claim(MINUTE);
        queue.clear();
        assertEquals(0, queue.size());
        assertNull(queue.poll());
        assertThrows(ClaimLostException.class, claim::complete);
        add("d");
        assertEquals("d", queue.claim(MINUTE).value());
        rolledBack(queue::clear);
        assertEquals(List.of("d"), elements());
    }

    @Test
    void anElementThatTheCodecRefusesStays() throws IOException {
        add("a", "b");
        boolean[] refuses = {true};
        StoredQueue<String> other = heap.queue(Codec.of("utf8", Codec.utf8()::encode, bytes -> {
            if (refuses[0]) {
                throw new OnPurpose();
            }
            return Codec.utf8().decode(bytes);
        }));
        assertThrows(CodecException.class, other::poll);
        assertThrows(CodecException.class, other::peek);
        assertThrows(CodecException.class, () -> other.claim(MINUTE));
        heap.stack.transact(() -> {
            add("c");
            assertThrows(CodecException.class, other::poll);
        });
        refuses[0] = false;
        assertEquals("a", other.claim(MINUTE).value());
        assertEquals("b", other.poll());
        assertEquals("c", other.poll());
    }

    // ---------------------------------------------------------------- transactions

    @Test
    void aRollbackUndoesWhatWasAddedAndPolled() throws IOException {
        add("a", "b");
        rolledBack(() -> {
            assertEquals("a", queue.poll());
            add("c", "d");
            assertEquals("b", queue.poll());
            assertEquals("c", queue.peek());
            assertEquals("c", queue.poll());
            assertEquals(1, queue.size());
        });
        assertEquals(List.of("a", "b"), elements());
        assertEquals("a", queue.poll());
        add("e");
        assertEquals(List.of("b", "e"), elements());
    }

    @Test
    void whatIsAddedAndPolledInOneTransactionIsGone() throws IOException {
        heap.stack.transact(() -> {
            add("a");
            assertEquals("a", queue.poll());
        });
        assertTrue(queue.isEmpty());
        add("b");
        assertEquals("b", queue.poll());
    }

    /** What a transaction has not committed is not seen by others, who do not take it either. */
    @Test
    void whatATransactionPollsIsThereForOthersToSeeButNotToTake() throws Exception {
        add("a", "b");
        heap.stack.transact(() -> {
            assertEquals("a", queue.poll());
            assertEquals("b", queue.peek());
            Thread other = new Thread(() -> {
                try {
                    assertEquals("a", queue.peek());
                    assertEquals(2, queue.size());
                    assertEquals("b", queue.claim(MINUTE).value());
                    assertEquals("a", queue.peek());
                    assertNull(queue.claim(MINUTE));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            Throwable[] thrown = new Throwable[1];
            other.setUncaughtExceptionHandler((thread, e) -> thrown[0] = e);
            other.start();
            join(other);
            assertNull(thrown[0]);
            assertNull(queue.poll());
        });
        assertEquals(List.of("b"), elements());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // ---------------------------------------------------------------- claims

    @Test
    void aClaimedElementIsPassedOverUntilItIsCompleted() throws IOException {
        add("a", "b", "c");
        Claim<String> a = queue.claim(MINUTE);
        Claim<String> b = queue.claim(MINUTE);
        assertEquals("a", a.value());
        assertEquals("b", b.value());
        assertEquals("c", queue.peek());
        assertEquals(3, queue.size());
        b.complete();
        assertEquals(2, queue.size());
        assertEquals("c", queue.poll());
        assertNull(queue.poll());
        assertNull(queue.peek());
        assertNull(queue.claim(MINUTE));
        assertEquals(List.of("a"), elements());
        a.complete();
        assertTrue(queue.isEmpty());
        assertNull(queue.claim(MINUTE));
    }

    @Test
    void aReleasedElementIsFreeAtItsOldPlace() throws IOException {
        add("a", "b", "c");
        Claim<String> a = queue.claim(MINUTE);
        Claim<String> b = queue.claim(MINUTE);
        a.release();
        a.release();
        assertEquals("a", queue.peek());
        assertThrows(IllegalStateException.class, a::complete);
        assertThrows(IllegalStateException.class, () -> a.renew(MINUTE));
        assertEquals("a", queue.poll());
        assertEquals("c", queue.poll());
        b.close();
        assertEquals("b", queue.poll());
    }

    @Test
    void closingACompletedClaimDoesNothing() throws IOException {
        add("a");
        try (Claim<String> claim = queue.claim(MINUTE)) {
            claim.complete();
        }
        assertTrue(queue.isEmpty());
        try (Claim<String> none = queue.claim(MINUTE)) {
            assertNull(none);
        }
        add("b");
        try (Claim<String> claim = queue.claim(MINUTE)) {
            assertEquals("b", claim.value());
        }
        assertEquals("b", queue.poll());
    }

    @Test
    void aClaimIsCompletedOnce() throws IOException {
        add("a");
        Claim<String> claim = queue.claim(MINUTE);
        claim.complete();
        String message =
                assertThrows(IllegalStateException.class, claim::complete).getMessage();
        assertEquals("the claim of element 0 has been completed", message);
        assertThrows(IllegalStateException.class, () -> claim.renew(MINUTE));
        claim.release();
        assertTrue(queue.isEmpty());
    }

    @Test
    void whenTheLeaseIsOverTheElementIsFree() throws IOException {
        add("a", "b");
        Claim<String> first = queue.claim(MINUTE);
        heap.clock.pass(MINUTE.minusNanos(1));
        assertEquals("b", queue.peek());
        heap.clock.pass(Duration.ofNanos(1));
        assertEquals("a", queue.peek());
        Claim<String> second = queue.claim(MINUTE);
        assertEquals("a", second.value());
        ClaimLostException lost = assertThrows(ClaimLostException.class, first::complete);
        assertEquals("queue", lost.queue());
        assertEquals(0, lost.number());
        assertThrows(ClaimLostException.class, () -> first.renew(MINUTE));
        assertEquals("b", queue.peek());
        second.complete();
        assertThrows(ClaimLostException.class, first::complete);
        assertThrows(ClaimLostException.class, first::complete);
        assertThrows(ClaimLostException.class, () -> first.renew(MINUTE));
        assertThrows(ClaimLostException.class, () -> first.renew(MINUTE));
        first.release();
        assertEquals(List.of("b"), elements());
        assertEquals("b", queue.poll());
    }

    @Test
    void aClaimWhoseLeaseIsOverCanBeCompletedAsLongAsNobodyElseHasIt() throws IOException {
        add("a", "b");
        Claim<String> claim = queue.claim(MINUTE);
        heap.clock.pass(MINUTE.plus(MINUTE));
        assertEquals("a", queue.peek());
        claim.complete();
        assertEquals(List.of("b"), elements());
        Claim<String> other = queue.claim(MINUTE);
        heap.clock.pass(MINUTE);
        assertEquals("b", queue.poll());
        assertThrows(ClaimLostException.class, other::complete);
    }

    @Test
    void aClaimThatIsRenewedLastsLonger() throws IOException {
        add("a", "b");
        Claim<String> claim = queue.claim(MINUTE);
        heap.clock.pass(MINUTE.dividedBy(2));
        claim.renew(MINUTE);
        heap.clock.pass(MINUTE.minusNanos(1));
        assertEquals("b", queue.peek());
        heap.clock.pass(Duration.ofNanos(1));
        assertEquals("a", queue.peek());
        claim.renew(Duration.ofDays(1_000_000));
        assertEquals("b", queue.peek());
        claim.renew(Duration.ofSeconds(1));
        heap.clock.pass(Duration.ofSeconds(1));
        assertEquals("a", queue.poll());
    }

    @Test
    void aLeaseIsLongerThanZero() throws IOException {
        add("a");
        assertThrows(IllegalArgumentException.class, () -> queue.claim(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> queue.claim(Duration.ofSeconds(-1)));
        Claim<String> claim = queue.claim(Duration.ofSeconds(Long.MAX_VALUE));
        assertThrows(IllegalArgumentException.class, () -> claim.renew(Duration.ZERO));
        heap.clock.pass(Duration.ofDays(10_000));
        assertNull(queue.peek());
        assertThrows(NullPointerException.class, () -> queue.claim(null));
    }

    @Test
    void allObjectsOfAQueueShareItsClaims() throws IOException {
        add("a", "b");
        StoredQueue<String> other = heap.queue(Codec.utf8());
        Claim<String> claim = other.claim(MINUTE);
        assertEquals("b", queue.peek());
        claim.complete();
        assertEquals("b", other.poll());
    }

    // ---------------------------------------------------------------- claims and rollbacks

    @Test
    void aClaimOfATransactionThatRollsBackIsFreeAgain() throws IOException {
        add("a", "b");
        List<Claim<String>> claims = new ArrayList<>();
        rolledBack(() -> {
            claims.add(queue.claim(MINUTE));
            assertEquals("b", queue.peek());
        });
        assertEquals("a", queue.peek());
        assertThrows(IllegalStateException.class, claims.get(0)::complete);
        claims.get(0).release();
        assertEquals("a", queue.poll());
        heap.stack.transact(() -> {
            claims.add(queue.claim(MINUTE));
        });
        assertNull(queue.peek());
        claims.get(1).complete();
        assertTrue(queue.isEmpty());
    }

    @Test
    void aCompletionThatRollsBackLeavesTheElementClaimed() throws IOException {
        add("a", "b");
        Claim<String> claim = queue.claim(MINUTE);
        rolledBack(() -> {
            claim.complete();
            assertEquals(1, queue.size());
            assertThrows(IllegalStateException.class, claim::complete);
        });
        assertEquals(2, queue.size());
        assertEquals("b", queue.peek());
        heap.clock.pass(MINUTE);
        assertEquals("a", queue.peek());
        claim.complete();
        assertEquals(List.of("b"), elements());
    }

    @Test
    void aCompletionThatRollsBackAfterTheLeaseLeavesTheElementFree() throws IOException {
        add("a", "b");
        Claim<String> claim = queue.claim(MINUTE);
        rolledBack(() -> {
            claim.complete();
            heap.clock.pass(MINUTE);
            assertEquals("b", queue.peek());
        });
        assertEquals("a", queue.peek());
        rolledBack(claim::complete);
        assertEquals("a", queue.claim(MINUTE).value());
        assertThrows(ClaimLostException.class, claim::complete);
    }

    /** The refusal once left the claim renewed, of an element that a rollback brought back. */
    @Test
    void aRefusedRenewalRenewsNothing() throws IOException {
        add("a", "b");
        Claim<String> claim = queue.claim(MINUTE);
        heap.clock.pass(MINUTE);
        rolledBack(() -> {
            queue.clear();
            assertThrows(ClaimLostException.class, () -> claim.renew(MINUTE));
        });
        assertEquals("a", queue.peek());
        assertEquals("a", queue.poll());
    }

    /** A refusal undoes what its own operation has done, and once undid the completion before it. */
    @Test
    void aSecondCompletionInTheSameTransactionDoesNotUndoTheFirst() throws IOException {
        add("a", "b");
        Claim<String> claim = queue.claim(MINUTE);
        heap.stack.transact(() -> {
            claim.complete();
            assertThrows(IllegalStateException.class, claim::complete);
        });
        assertThrows(IllegalStateException.class, claim::complete);
        assertEquals(List.of("b"), elements());
        assertEquals("b", queue.poll());
    }

    @Test
    void claimAndCompletionOfOneTransactionRollBackTogether() throws IOException {
        add("a", "b");
        rolledBack(() -> {
            Claim<String> claim = queue.claim(MINUTE);
            claim.complete();
            assertEquals("b", queue.poll());
        });
        assertEquals(List.of("a", "b"), elements());
        assertEquals("a", queue.poll());
        assertEquals("b", queue.poll());
    }

    @Test
    void aReleaseOfATransactionHappensWhenItCommits() throws IOException {
        add("a", "b");
        Claim<String> claim = queue.claim(MINUTE);
        rolledBack(claim::release);
        assertEquals("b", queue.peek());
        heap.stack.transact(() -> {
            claim.release();
            assertEquals("b", queue.peek());
        });
        assertEquals("a", queue.peek());
    }

    /** The renewal is refused, so the old time holds when the element is there again. */
    @Test
    void aClaimIsNotRenewedInATransactionThatHasRemovedItsElement() throws IOException {
        add("a", "b");
        Claim<String> claim = queue.claim(MINUTE);
        rolledBack(() -> {
            queue.clear();
            assertThrows(ClaimLostException.class, () -> claim.renew(MINUTE.plus(MINUTE)));
        });
        assertEquals("b", queue.peek());
        heap.clock.pass(MINUTE);
        assertEquals("a", queue.peek());
        rolledBack(() -> {
            queue.clear();
            assertThrows(ClaimLostException.class, () -> claim.renew(MINUTE));
        });
        assertEquals("a", queue.peek());
        claim.renew(MINUTE);
        assertEquals("b", queue.peek());
    }

    @Test
    void aClaimOfAnElementThatIsRolledBackIsGone() throws IOException {
        rolledBack(() -> {
            add("a", "b");
            assertEquals("a", queue.claim(MINUTE).value());
            assertEquals("b", queue.poll());
        });
        assertNull(queue.claim(MINUTE));
        add("c", "d");
        assertEquals("c", queue.poll());
        assertEquals("d", queue.poll());
    }

    @Test
    void aLostClaimRollsBackWhatRestsOnIt() throws IOException {
        add("a", "b");
        Claim<String> claim = queue.claim(MINUTE);
        heap.clock.pass(MINUTE);
        assertEquals("a", queue.poll());
        assertThrows(
                ClaimLostException.class,
                () -> heap.stack.transact(() -> {
                    add("result");
                    claim.complete();
                }));
        assertEquals(List.of("b"), elements());
    }

    @Test
    void clearOfATransactionThatRollsBackLeavesEveryElementToBeFound() throws IOException {
        add("a", "b", "c");
        assertEquals("a", queue.poll());
        Claim<String> claim = queue.claim(MINUTE);
        rolledBack(() -> {
            queue.clear();
            add("d");
            assertEquals("d", queue.claim(MINUTE).value());
            assertThrows(ClaimLostException.class, claim::complete);
        });
        assertEquals("c", queue.peek());
        claim.release();
        assertEquals("b", queue.poll());
        assertEquals("c", queue.poll());
        assertNull(queue.poll());
    }

    // ---------------------------------------------------------------- cursors

    @Test
    void aCursorShowsAllElementsAndRemovesFreeOnes() throws IOException {
        add("a", "b", "c");
        Claim<String> claim = queue.claim(MINUTE);
        Cursor<Long, String> cursor = queue.cursor();
        assertThrows(IllegalStateException.class, cursor::remove);
        assertTrue(cursor.next());
        assertEquals(0L, cursor.key());
        assertEquals("a", cursor.value());
        assertFalse(cursor.remove());
        assertTrue(cursor.next());
        assertTrue(cursor.remove());
        assertFalse(cursor.remove());
        assertTrue(cursor.next());
        assertEquals("c", cursor.value());
        assertFalse(cursor.next());
        assertEquals(List.of("a", "c"), elements());
        claim.release();
        assertEquals("a", queue.poll());
        assertEquals("c", queue.poll());
    }

    @Test
    void salvageVisitsEachElementWithItsNumber() throws IOException {
        add("a", "b", "c");
        queue.poll();
        List<String> visited = new ArrayList<>();
        assertEquals(List.of(), queue.salvage((number, element) -> visited.add(number + element)));
        assertEquals(List.of("1b", "2c"), visited);
    }

    // ---------------------------------------------------------------- the file

    @Test
    void theHeapStaysSmallWhileTheQueueMovesThroughIt() throws IOException {
        for (int i = 0; i < 200; i++) {
            add("x".repeat(i % 50));
        }
        long length = 0;
        for (int i = 0; i < 20_000; i++) {
            add("x".repeat(i % 50));
            assertNotNull(queue.poll());
            if (i == 2_000) {
                length = heap.stack.length();
            }
        }
        assertEquals(200, queue.size());
        assertTrue(heap.stack.length() <= length * 2, length + " and " + heap.stack.length());
    }

    @Test
    void aDroppedQueueIsUsedNoMore() throws IOException {
        add("a");
        Claim<String> claim = queue.claim(MINUTE);
        heap.drop();
        assertThrows(IllegalStateException.class, () -> queue.add("b"));
        assertThrows(IllegalStateException.class, queue::poll);
        assertThrows(IllegalStateException.class, queue::peek);
        assertThrows(IllegalStateException.class, queue::size);
        assertThrows(IllegalStateException.class, () -> queue.claim(MINUTE));
        assertThrows(IllegalStateException.class, claim::complete);
        claim.release();
        queue = null;
    }
}
