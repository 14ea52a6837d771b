package bstack.collections.internal.queue;

import bstack.collections.Claim;
import java.io.IOException;
import java.time.Duration;

/**
 * A claim of an element of a stored queue. Thread-safe.
 *
 * @param <E> the elements
 */
final class StoredClaim<E> implements Claim<E> {
    private final StoredQueue<E> queue;
    private final Taking taking;
    private final Lease lease;
    private final E value;

    StoredClaim(StoredQueue<E> queue, Taking taking, Lease lease, E value) {
        this.queue = queue;
        this.taking = taking;
        this.lease = lease;
        this.value = value;
    }

    Lease lease() {
        return lease;
    }

    @Override
    public E value() {
        return value;
    }

    @Override
    public void complete() throws IOException {
        taking.complete(lease);
    }

    @Override
    public void renew(Duration time) throws IOException {
        StoredQueue.checkLease(time);
        taking.renew(lease, time);
    }

    @Override
    public void release() {
        taking.release(lease);
    }

    @Override
    public String toString() {
        return "claim of element %d of queue %s".formatted(lease.number, queue.name());
    }
}
