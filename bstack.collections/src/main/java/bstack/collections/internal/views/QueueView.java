package bstack.collections.internal.views;

import bstack.collections.Codec;
import bstack.collections.Cursor;
import bstack.collections.DurableQueue;
import bstack.core.BStack;
import bstack.core.TransactionBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.AbstractQueue;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A durable queue as a blocking queue of {@code java.util.concurrent}. It holds nothing of the queue's.
 *
 * <p>What changes many elements is one transaction. Claimed elements are counted and iterated over, and never removed.
 *
 * @param <E> the elements
 */
public final class QueueView<E> extends AbstractQueue<E> implements BlockingQueue<E> {
    private final DurableQueue<E> queue;
    private final QueueAccess access;
    private final Codec<E> codec;
    private final BStack stack;

    /**
     * Creates the view.
     *
     * @param queue the queue
     * @param access to the same queue
     * @param codec its codec
     * @param stack the stack that it is on
     */
    public QueueView(DurableQueue<E> queue, QueueAccess access, Codec<E> codec, BStack stack) {
        this.queue = queue;
        this.access = access;
        this.codec = codec;
        this.stack = stack;
    }

    // ---------------------------------------------------------------- without waiting

    @Override
    public boolean offer(E element) {
        Unchecked.run(() -> queue.add(element));
        return true;
    }

    @Override
    public @Nullable E poll() {
        return Unchecked.get(queue::poll);
    }

    @Override
    public @Nullable E peek() {
        return Unchecked.get(queue::peek);
    }

    @Override
    public int size() {
        return Unchecked.size(Unchecked.get(queue::size));
    }

    @Override
    public boolean isEmpty() {
        return Unchecked.test(queue::isEmpty);
    }

    @Override
    public int remainingCapacity() {
        return Integer.MAX_VALUE;
    }

    // ---------------------------------------------------------------- with a wait

    @Override
    public void put(E element) throws InterruptedException {
        checkMayWait("put");
        offer(element);
    }

    @Override
    public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
        Objects.requireNonNull(unit, "unit");
        checkMayWait("offer");
        return offer(element);
    }

    @Override
    public E take() throws InterruptedException {
        checkMayWait("take");
        while (true) {
            // So long that nobody sees the end of it.
            E element = await(Long.MAX_VALUE);
            if (element != null) {
                return element;
            }
        }
    }

    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        long nanos = unit.toNanos(timeout);
        checkMayWait("poll with a time");
        return await(nanos);
    }

    private @Nullable E await(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            long seen = access.arrivals();
            E element = pollOrPassOn();
            long left = nanos - (System.nanoTime() - start);
            if (element != null || left <= 0) {
                return element;
            }
            try {
                access.awaitArrival(seen, left);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Polls; if that fails, what this thread was woken for is left to another one. */
    private @Nullable E pollOrPassOn() {
        boolean returned = false;
        try {
            E element = poll();
            returned = true;
            return element;
        } finally {
            if (!returned) {
                access.passOn();
            }
        }
    }

    /** In a transaction, nothing could arrive; and an interrupt that came before ends a wait that would begin. */
    private void checkMayWait(String what) throws InterruptedException {
        if (stack.inTransaction()) {
            throw new IllegalStateException("%s: queue %s: %s is not possible inside a transaction"
                    .formatted(stack.name(), queue.name(), what));
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    // ---------------------------------------------------------------- many elements

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    /** Adds to the target before the transaction ends: what fails leaves elements in both, never in neither. */
    @Override
    public int drainTo(Collection<? super E> target, int atMost) {
        if (target == this) {
            throw new IllegalArgumentException("a queue cannot be drained to itself");
        }
        Objects.requireNonNull(target, "target");
        int[] drained = new int[1];
        together(() -> {
            while (drained[0] < atMost) {
                E element = queue.poll();
                if (element == null) {
                    break;
                }
                target.add(element);
                drained[0]++;
            }
            return null;
        });
        return drained[0];
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        return any(() -> super.addAll(elements));
    }

    @Override
    public void clear() {
        together(() -> {
            super.clear();
            return null;
        });
    }

    @Override
    public boolean contains(Object element) {
        byte[] bytes = bytes(element);
        return bytes != null
                && Unchecked.test(() -> {
                    for (Cursor<Long, E> cursor = queue.cursor(); cursor.next(); ) {
                        if (isEncodedAs(bytes, cursor.value())) {
                            return true;
                        }
                    }
                    return false;
                });
    }

    @Override
    public boolean remove(Object element) {
        byte[] bytes = bytes(element);
        return bytes != null
                && any(() -> {
                    for (Cursor<Long, E> cursor = queue.cursor(); cursor.next(); ) {
                        if (isEncodedAs(bytes, cursor.value()) && cursor.remove()) {
                            return true;
                        }
                    }
                    return false;
                });
    }

    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        Objects.requireNonNull(filter, "filter");
        return any(() -> {
            boolean removed = false;
            for (Cursor<Long, E> cursor = queue.cursor(); cursor.next(); ) {
                removed |= filter.test(cursor.value()) && cursor.remove();
            }
            return removed;
        });
    }

    @Override
    public boolean removeAll(Collection<?> others) {
        Objects.requireNonNull(others, "others");
        return removeIf(others::contains);
    }

    @Override
    public boolean retainAll(Collection<?> others) {
        Objects.requireNonNull(others, "others");
        return removeIf(element -> !others.contains(element));
    }

    @Override
    public Iterator<E> iterator() {
        return new Elements(Unchecked.get(queue::cursor));
    }

    /** How many there are is not promised, since others may change that. */
    @Override
    public Spliterator<E> spliterator() {
        return Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED | Spliterator.NONNULL);
    }

    private final class Elements implements Iterator<E> {
        private final Cursor<Long, E> cursor;
        /** Whether the cursor has come to an element that was not returned yet. */
        private boolean ahead;
        /** The number of the element that was returned last, unless it was removed. */
        private @Nullable Long last;

        private Elements(Cursor<Long, E> cursor) {
            this.cursor = cursor;
        }

        @Override
        public boolean hasNext() {
            if (!ahead) {
                ahead = Unchecked.test(cursor::next);
            }
            return ahead;
        }

        @Override
        public E next() {
            if (!hasNext()) {
                throw new NoSuchElementException("there are no more elements");
            }
            ahead = false;
            last = cursor.key();
            return cursor.value();
        }

        /** Does nothing for an element that is not there any more, or claimed. */
        @Override
        public void remove() {
            Long number = last;
            if (number == null) {
                throw new IllegalStateException("there is no element to remove: call next first");
            }
            Unchecked.run(() -> access.remove(number));
            last = null;
        }
    }

    private <T extends @Nullable Object> T together(TransactionBody<T> body) {
        return Unchecked.get(() -> stack.transact(body));
    }

    /** The same, for a body that answers a question; the answer is not unboxed, for it may be committed by then. */
    @SuppressWarnings("BoxedPrimitiveEquality")
    private boolean any(TransactionBody<Boolean> body) {
        return together(body) == Boolean.TRUE;
    }

    private boolean isEncodedAs(byte[] bytes, E element) {
        return Arrays.equals(bytes, codec.encode(element));
    }

    /** {@return the bytes of an element; null if it is none of this queue} */
    @SuppressWarnings("unchecked")
    private byte @Nullable [] bytes(@Nullable Object element) {
        try {
            return element == null ? null : codec.encode((E) element);
        } catch (ClassCastException | IllegalArgumentException none) {
            return null;
        }
    }
}
