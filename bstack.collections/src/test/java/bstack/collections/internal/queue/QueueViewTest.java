package bstack.collections.internal.queue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.collections.Claim;
import bstack.collections.Codec;
import bstack.collections.HeapKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.Spliterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A durable queue as a blocking queue. Takers never look for themselves here, unless a test says so: a wake-up that is lost
 * lets them wait for ever.
 */
@Timeout(120)
class QueueViewTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long NEVER = Long.MAX_VALUE;

    private static final class OnPurpose extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private QueueHeap heap;
    private StoredQueue<String> queue;
    private BlockingQueue<String> view;
    private final List<Thread> started = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        open(NEVER);
    }

    private void open(long lookAgain) throws IOException {
        heap = new QueueHeap(HeapKind.FIRST_FIT, lookAgain);
        queue = heap.queue(Codec.utf8());
        view = queue.asBlockingQueue();
    }

    @AfterEach
    void close() throws Exception {
        for (Thread thread : started) {
            thread.interrupt();
            thread.join();
        }
        heap.close();
    }

    /** Starts a thread that calls something. */
    private <T> FutureTask<T> start(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "taker");
        started.add(thread);
        thread.start();
        return task;
    }

    /** Waits until all threads that were started wait. */
    private void awaitWaiting() {
        for (Thread thread : started) {
            while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
                assertTrue(thread.isAlive(), "the thread has ended");
                Thread.onSpinWait();
            }
        }
    }

    // ---------------------------------------------------------------- without waiting

    @Test
    void itIsAQueue() {
        assertTrue(view.add("a"));
        assertTrue(view.offer("b"));
        assertEquals(2, view.size());
        assertEquals("a", view.element());
        assertEquals("a", view.peek());
        assertEquals("a", view.remove());
        assertEquals("b", view.poll());
        assertNull(view.poll());
        assertNull(view.peek());
        assertTrue(view.isEmpty());
        assertThrows(NoSuchElementException.class, view::element);
        assertThrows(NoSuchElementException.class, view::remove);
        assertEquals(Integer.MAX_VALUE, view.remainingCapacity());
        assertThrows(NullPointerException.class, () -> view.add(null));
    }

    @Test
    void itIsACollection() {
        assertTrue(view.addAll(List.of("a", "b", "c", "b", "d")));
        assertEquals("[a, b, c, b, d]", view.toString());
        assertArrayEquals(new String[] {"a", "b", "c", "b", "d"}, view.toArray(new String[0]));
        assertArrayEquals(new Object[] {"a", "b", "c", "b", "d"}, view.toArray());
        assertEquals(List.of("b", "b"), view.stream().filter("b"::equals).toList());
        assertFalse(view.spliterator().hasCharacteristics(Spliterator.SIZED));
        assertTrue(view.contains("c"));
        assertFalse(view.contains("x"));
        assertFalse(view.contains(1));
        assertFalse(view.contains(null));
        assertTrue(view.remove("b"));
        assertFalse(view.remove("x"));
        assertFalse(view.remove(1));
        assertEquals(List.of("a", "c", "b", "d"), List.copyOf(view));
        assertTrue(view.removeAll(Set.of("c", "x")));
        assertFalse(view.removeAll(Set.of("x")));
        assertTrue(view.removeIf("d"::equals));
        assertFalse(view.removeIf("d"::equals));
        assertEquals(List.of("a", "b"), List.copyOf(view));
        assertTrue(view.retainAll(Set.of("b")));
        assertEquals(List.of("b"), List.copyOf(view));
        view.clear();
        assertTrue(view.isEmpty());
    }

    @Test
    void anIteratorRemovesAndSurvivesChanges() {
        view.addAll(List.of("a", "b", "c", "d"));
        Iterator<String> elements = view.iterator();
        assertThrows(IllegalStateException.class, elements::remove);
        assertEquals("a", elements.next());
        assertTrue(elements.hasNext());
        elements.remove();
        assertThrows(IllegalStateException.class, elements::remove);
        assertEquals("b", view.poll());
        assertEquals("b", elements.next(), "the iterator was there before");
        elements.remove();
        assertEquals("c", elements.next());
        assertEquals("d", elements.next());
        assertFalse(elements.hasNext());
        elements.remove();
        assertThrows(NoSuchElementException.class, elements::next);
        assertEquals(List.of("c"), List.copyOf(view));
    }

    @Test
    void claimedElementsAreSeenAndNotRemoved() throws IOException {
        view.addAll(List.of("a", "b", "a"));
        Claim<String> claim = queue.claim(MINUTE);
        assertEquals(3, view.size());
        assertEquals(List.of("a", "b", "a"), List.copyOf(view));
        assertTrue(view.contains("a"));
        Iterator<String> elements = view.iterator();
        elements.next();
        elements.remove();
        assertTrue(view.remove("a"));
        assertFalse(view.remove("a"));
        assertEquals(List.of("a", "b"), List.copyOf(view));
        view.clear();
        assertFalse(view.removeIf(any -> true));
        assertEquals(List.of("a"), List.copyOf(view));
        assertEquals(0, view.drainTo(new ArrayList<>()));
        claim.complete();
        assertTrue(view.isEmpty());
    }

    @Test
    void drainToTakesWhatIsAsked() {
        view.addAll(List.of("a", "b", "c"));
        List<String> drained = new ArrayList<>();
        assertEquals(2, view.drainTo(drained, 2));
        assertEquals(0, view.drainTo(drained, 0));
        assertEquals(0, view.drainTo(drained, -1));
        assertEquals(1, view.drainTo(drained));
        assertEquals(0, view.drainTo(drained));
        assertEquals(List.of("a", "b", "c"), drained);
        assertThrows(IllegalArgumentException.class, () -> view.drainTo(view));
        assertThrows(NullPointerException.class, () -> view.drainTo(null));
        view.addAll(List.of("d", "e"));
        assertThrows(UnsupportedOperationException.class, () -> view.drainTo(List.of()));
        assertEquals(List.of("d", "e"), List.copyOf(view));
    }

    @Test
    void changesOfManyElementsAreOneTransaction() {
        assertThrows(NullPointerException.class, () -> view.addAll(Arrays.asList("a", null)));
        assertTrue(view.isEmpty());
        view.addAll(List.of("a", "b"));
        assertThrows(
                OnPurpose.class,
                () -> view.removeIf(element -> {
                    if (element.equals("b")) {
                        throw new OnPurpose();
                    }
                    return true;
                }));
        assertEquals(List.of("a", "b"), List.copyOf(view));
        assertThrows(IllegalArgumentException.class, () -> view.addAll(view));
    }

    // ---------------------------------------------------------------- with a wait

    @Test
    void nothingWaitsInsideATransaction() throws IOException {
        view.add("a");
        heap.stack.transact(() -> {
            assertThrows(IllegalStateException.class, view::take);
            assertThrows(IllegalStateException.class, () -> view.poll(1, TimeUnit.SECONDS));
            assertThrows(IllegalStateException.class, () -> view.put("b"));
            assertThrows(IllegalStateException.class, () -> view.offer("b", 1, TimeUnit.SECONDS));
            view.add("c");
        });
        assertEquals(List.of("a", "c"), List.copyOf(view));
    }

    @Test
    void whatIsThereIsTakenAtOnce() throws Exception {
        view.put("a");
        assertTrue(view.offer("b", 1, TimeUnit.DAYS));
        assertEquals("a", view.take());
        assertEquals("b", view.poll(1, TimeUnit.DAYS));
        assertNull(view.poll(0, TimeUnit.SECONDS));
        assertNull(view.poll(-1, TimeUnit.SECONDS));
        assertNull(view.poll(1, TimeUnit.MICROSECONDS));
        assertNull(view.poll(3, TimeUnit.MILLISECONDS));
    }

    @Test
    void aTakerIsWokenByACommitThatAdds() throws Exception {
        FutureTask<String> taker = start(view::take);
        awaitWaiting();
        queue.add("a");
        assertEquals("a", taker.get());
        FutureTask<String> other = start(() -> view.poll(1, TimeUnit.DAYS));
        heap.stack.submit(() -> {
            queue.add("b");
            return null;
        });
        assertEquals("b", other.get());
    }

    @Test
    void aTakerIsNotGivenWhatIsRolledBack() throws Exception {
        FutureTask<String> taker = start(view::take);
        awaitWaiting();
        assertThrows(
                OnPurpose.class,
                () -> heap.stack.transact(() -> {
                    queue.add("a");
                    throw new OnPurpose();
                }));
        queue.add("b");
        assertEquals("b", taker.get());
    }

    @Test
    void eachTakerIsWokenByOneElement() throws Exception {
        List<FutureTask<String>> takers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            takers.add(start(view::take));
        }
        awaitWaiting();
        heap.stack.transact(() -> {
            for (int i = 0; i < 10; i++) {
                queue.add("in one transaction " + i);
            }
        });
        for (int i = 0; i < 6; i++) {
            queue.add("in one of its own " + i);
        }
        List<String> taken = new ArrayList<>();
        for (FutureTask<String> taker : takers) {
            taken.add(taker.get());
        }
        assertEquals(16, Set.copyOf(taken).size());
        assertTrue(view.isEmpty());
    }

    @Test
    void aTakerIsWokenByARelease() throws Exception {
        view.add("a");
        Claim<String> claim = queue.claim(MINUTE);
        FutureTask<String> taker = start(view::take);
        awaitWaiting();
        claim.release();
        assertEquals("a", taker.get());
    }

    @Test
    void aTakerIsWokenByTheRollbackOfAClaim() throws Exception {
        view.add("a");
        FutureTask<String>[] taker = newTasks();
        assertThrows(
                OnPurpose.class,
                () -> heap.stack.transact(() -> {
                    assertEquals("a", queue.claim(MINUTE).value());
                    taker[0] = start(view::take);
                    throw new OnPurpose();
                }));
        assertEquals("a", taker[0].get());
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static FutureTask<String>[] newTasks() {
        return new FutureTask[1];
    }

    @Test
    void aTakerThatLooksForItselfSeesThatALeaseIsOver() throws Exception {
        heap.close();
        open(TimeUnit.MILLISECONDS.toNanos(1));
        view.add("a");
        queue.claim(MINUTE);
        FutureTask<String> taker = start(view::take);
        awaitWaiting();
        heap.clock.pass(MINUTE);
        assertEquals("a", taker.get());
    }

    /** Here the time is the true one. */
    @Test
    void aTakerWaitsForTheEndOfALease() throws Exception {
        Takers takers = new Takers(new LeaseTable(System::nanoTime), NEVER);
        StoredQueue<String> timed = heap.queue(Codec.utf8(), takers);
        timed.add("a");
        timed.claim(Duration.ofMillis(20));
        assertEquals("a", timed.asBlockingQueue().take());
    }

    @Test
    void aTakerThatIsWokenInVainWaitsOn() throws Exception {
        FutureTask<String> taker = start(view::take);
        awaitWaiting();
        heap.takers().arrival();
        awaitWaiting();
        queue.add("a");
        assertEquals("a", taker.get());
    }

    @Test
    void aTakerThatFailsPassesItsWakeUpOn() throws Exception {
        AtomicInteger refusals = new AtomicInteger(1);
        BlockingQueue<String> other = heap.queue(Codec.of("utf8", Codec.utf8()::encode, bytes -> {
                    if (refusals.getAndDecrement() > 0) {
                        throw new OnPurpose();
                    }
                    return Codec.utf8().decode(bytes);
                }))
                .asBlockingQueue();
        List<FutureTask<String>> takers = List.of(start(other::take), start(other::take));
        awaitWaiting();
        queue.add("a");
        // One fails, and the other one takes it.
        List<Object> results = new ArrayList<>();
        for (FutureTask<String> taker : takers) {
            try {
                results.add(taker.get());
            } catch (ExecutionException e) {
                results.add(e.getCause().getClass().getSimpleName());
            }
        }
        assertEquals(Set.of("a", "CodecException"), Set.copyOf(results));
    }

    @Test
    void anInterruptEndsAWait() throws Exception {
        FutureTask<Class<?>> taker = start(() -> {
            try {
                view.take();
                return null;
            } catch (InterruptedException e) {
                return Thread.currentThread().isInterrupted() ? null : e.getClass();
            }
        });
        awaitWaiting();
        started.get(0).interrupt();
        assertSame(InterruptedException.class, taker.get());
        view.add("a");
        assertEquals("a", view.take());
    }

    @Test
    void anInterruptThatCameBeforeEndsAWaitThatWouldBegin() {
        view.add("a");
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, view::take);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> view.poll(1, TimeUnit.DAYS));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> view.put("b"));
        assertFalse(Thread.currentThread().isInterrupted());
        Thread.currentThread().interrupt();
        assertEquals("a", view.poll());
        assertTrue(Thread.interrupted());
        assertTrue(view.isEmpty());
    }

    @Test
    void aTakerLearnsThatTheStackIsClosed() throws Exception {
        heap.close();
        open(TimeUnit.MILLISECONDS.toNanos(1));
        FutureTask<Class<?>> taker = start(() -> {
            try {
                view.take();
                return null;
            } catch (IllegalStateException e) {
                return e.getClass();
            }
        });
        awaitWaiting();
        heap.close();
        assertSame(IllegalStateException.class, taker.get());
    }
}
