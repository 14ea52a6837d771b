package bstack.core.internal.commit;

import bstack.core.WriterTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The lock that whoever changes a stack holds, one thread at a time; not reentrant. Thread-safe.
 *
 * <p>It differs from those of the JDK in what it does when memory or stack run out: to release it is to write a field,
 * which cannot fail, and an {@link #acquire} that throws, wherever, is undone by that. A thread that could not be woken is
 * woken by the next release.
 *
 * <p>A thread that comes by may take the lock before those that wait. They are queued in the order of arrival; only the
 * first is woken.
 */
public class WriterLock {
    /** So many may be in the queue that wait no longer, behind one that does. */
    static final int MOST_GONE = 256;

    /** How often a thread looks at the most before it is parked. */
    private static final int MOST_LOOKS = Runtime.getRuntime().availableProcessors() > 1 ? 3 : 0;
    /**
     * How long a thread does nothing before it looks. Most operations are shorter; so the holder keeps the cache line of
     * the lock, and the processor that has just run one operation often runs the next one as well.
     */
    private static final long NANOS_BETWEEN_LOOKS = 3_000;
    /** How often a thread asks the clock at most before it looks, so that it looks although the clock stands still. */
    private static final int MOST_TURNS = 32;
    /** How long a turn is: some 150 ns, where a pause takes as long as on most processors. */
    private static final int PAUSES_A_TURN = 4;

    private final String name;
    /** How long to wait at most, in nanoseconds; 0: for ever. */
    private final long timeoutNanos;

    /** The thread that holds it; to release it is to write null here. */
    public volatile @Nullable Thread holder;
    /** How often a thread looks before it is parked; a guess, so it does not matter who writes it last. */
    private int looks = MOST_LOOKS;
    /** When the holder took it, where timeouts are wanted. */
    private volatile long since;

    /** The queue; changed under the monitor. */
    private volatile @Nullable Waiter first;

    private @Nullable Waiter last;
    /** How many have left the queue behind others since it was last swept. Guarded by the monitor. */
    private int goneBehind;

    /** A thread that waits. */
    private static final class Waiter {
        final Thread thread;

        @Nullable
        Waiter next;
        /** Whether it waits no longer, and may not have been taken out. */
        volatile boolean gone;
        /** Whether it has been woken since it has looked last. */
        volatile boolean woken;

        Waiter(Thread thread) {
            this.thread = thread;
        }
    }

    /**
     * Creates a lock that nobody holds.
     *
     * @param name of the stack, for messages
     * @param timeout how long {@link #acquire(Thread)} waits at most; zero: for ever
     */
    public WriterLock(String name, Duration timeout) {
        this.name = name;
        this.timeoutNanos = saturated(timeout);
    }

    /** {@return a duration in nanoseconds, or the most there can be} */
    public static long saturated(Duration duration) {
        return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0 ? Long.MAX_VALUE : duration.toNanos();
    }

    /**
     * Waits for the lock. Whatever this throws, a release must follow. An interrupt does not end the wait, and the
     * thread's flag stays set.
     *
     * @param me the calling thread
     * @throws WriterTimeoutException if it waited too long
     * @throws IllegalStateException if the calling thread holds it already
     */
    public void acquire(Thread me) throws WriterTimeoutException {
        if (!tryTake(me) && !queue(me, timeoutNanos == 0 ? Long.MAX_VALUE : timeoutNanos)) {
            throw timedOut();
        }
        if (timeoutNanos != 0) {
            since = System.nanoTime();
        }
    }

    /**
     * Waits for the lock no longer than a given time. Whatever this returns or throws, a release must
     * follow.
     *
     * @param me the calling thread
     * @param nanos how long; 0: not at all
     * @return whether it was had
     */
    public boolean acquire(Thread me, long nanos) {
        return tryTake(me) || queue(me, nanos);
    }

    /** Wakes the one who has waited longest, after a release. Never throws, but where the stack has no room for the call. */
    public void wakeNext() {
        Waiter next = first;
        while (next != null && next.gone) {
            next = next.next;
        }
        if (next != null && !next.woken) {
            next.woken = true;
            try {
                unpark(next.thread);
            } catch (Throwable e) {
                next.woken = false; // the next release tries again
            }
        }
    }

    /** Wakes the first one in the queue; to be held by tests. */
    void unpark(Thread thread) {
        LockSupport.unpark(thread);
    }

    /** Wakes a thread, if that is possible; null is nobody. */
    static void wake(@Nullable Thread thread) {
        if (thread != null) {
            try {
                LockSupport.unpark(thread);
            } catch (Throwable e) {
                // The next one who releases the lock, or finds that the stack has failed, does it.
            }
        }
    }

    private boolean tryTake(Thread me) {
        Thread present = holder;
        if (present == me) {
            throw new IllegalStateException(
                    "%s: the stack cannot be used inside a function that it calls".formatted(name));
        }
        if (present != null) {
            return false;
        }
        synchronized (this) {
            if (holder != null) {
                return false;
            }
            holder = me;
            return true;
        }
    }

    /** Looks a few times, since most operations are shorter than it takes to be parked and woken. */
    private boolean lookAgain(Thread me) {
        int most = looks;
        for (int i = 0; i < most; i++) {
            spin();
            if (holder == null && tryTake(me)) {
                looks = MOST_LOOKS;
                return true;
            }
        }
        looks = Math.min(MOST_LOOKS, Math.max(1, most - 1));
        return false;
    }

    /** Does nothing for a while, without a look at the lock. */
    private static void spin() {
        long start = System.nanoTime();
        for (int turn = 0; turn < MOST_TURNS && System.nanoTime() - start < NANOS_BETWEEN_LOOKS; turn++) {
            for (int pause = 0; pause < PAUSES_A_TURN; pause++) {
                Thread.onSpinWait();
            }
        }
    }

    private boolean queue(Thread me, long nanos) {
        if (nanos > 0 && lookAgain(me)) {
            return true;
        }
        Waiter waiter = new Waiter(me);
        boolean interrupted = false;
        enqueue(waiter);
        try {
            long start = System.nanoTime();
            while (true) {
                waiter.woken = false;
                if (tryTake(me)) {
                    return true;
                }
                long left = nanos - (System.nanoTime() - start);
                if (left <= 0) {
                    return false;
                }
                if (nanos == Long.MAX_VALUE) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, left);
                }
                interrupted |= Thread.interrupted();
            }
        } finally {
            waiter.gone = true;
            dequeue();
            if (interrupted) {
                me.interrupt();
            }
        }
    }

    private synchronized void enqueue(Waiter waiter) {
        if (last == null) {
            first = waiter;
        } else {
            last.next = waiter;
        }
        last = waiter;
    }

    /** Takes out those at the head of the queue who wait no longer; others when they have become many. */
    private void dequeue() {
        synchronized (this) {
            Waiter head = presentFrom(first);
            first = head;
            if (head == null) {
                last = null;
                goneBehind = 0;
            } else if (++goneBehind >= MOST_GONE) {
                goneBehind = 0;
                sweep(head);
            }
        }
        if (holder == null) {
            // The one who gives up may have been woken for the lock.
            wakeNext();
        }
    }

    private void sweep(Waiter head) {
        Waiter kept = head;
        for (Waiter next = presentFrom(head.next); next != null; next = presentFrom(next.next)) {
            kept.next = next;
            kept = next;
        }
        kept.next = null;
        last = kept;
    }

    private static @Nullable Waiter presentFrom(@Nullable Waiter waiter) {
        Waiter present = waiter;
        while (present != null && present.gone) {
            present = present.next;
        }
        return present;
    }

    private WriterTimeoutException timedOut() {
        Thread present = holder;
        long held = (System.nanoTime() - since) / 1_000_000;
        return present == null
                ? new WriterTimeoutException("%s: waited %d ms for other writers, which have not finished"
                        .formatted(name, timeoutNanos / 1_000_000))
                : new WriterTimeoutException(
                        "%s: waited %d ms for the thread %s, which has been writing for %d ms: a transaction must not wait for other threads of the same stack"
                                .formatted(name, timeoutNanos / 1_000_000, present.getName(), held));
    }
}
