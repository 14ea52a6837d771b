package bstack.collections.internal.queue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What those share who take elements out of a queue: which elements are passed over, and where they wait for more.
 *
 * <p>No wake-up is lost. Whoever waits has counted himself before he looks at the number of arrivals, and whoever adds
 * counts the arrival before he looks whether somebody waits. Each arrival wakes one; who is woken in vain by an element
 * that another one has taken has nothing to pass on.
 */
final class Takers {
    /** How long a taker waits before he looks by himself: whether the stack is still open, above all. */
    static final long LOOK_AGAIN = 1_000_000_000;

    private final LeaseTable table;
    private final long lookAgain;
    private final AtomicLong arrivals = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();

    Takers(LeaseTable table, long lookAgain) {
        this.table = table;
        this.lookAgain = lookAgain;
    }

    /** {@return which elements are passed over} */
    LeaseTable table() {
        return table;
    }

    /** {@return a number that changes with each arrival} */
    long arrivals() {
        return arrivals.get();
    }

    /** Says that there may be one more element for takers: it was added, or is free again. */
    void arrival() {
        arrivals.incrementAndGet();
        if (waiting.get() > 0) {
            lock.lock();
            try {
                arrived.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    /** The same, from an undo or after a commit, which nothing may disturb: who waits looks again by himself. */
    void quietArrival() {
        try {
            arrival();
        } catch (Throwable e) {
            // For want of memory. A wait is bounded, see awaitArrival.
        }
    }

    /**
     * Waits until something has arrived, a claim is over, or some time has passed.
     *
     * @param seen the number of arrivals that was found before
     * @param nanos how long at most
     */
    void awaitArrival(long seen, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waiting.incrementAndGet();
            try {
                long left = Math.min(Math.min(nanos, table.nanosToNext()), lookAgain);
                while (arrivals.get() == seen && left > 0) {
                    left = arrived.awaitNanos(left);
                }
            } finally {
                waiting.decrementAndGet();
            }
        } finally {
            lock.unlock();
        }
    }
}
