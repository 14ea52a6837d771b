package bstack.core.internal.commit;

import bstack.core.internal.edits.WriteSet;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Commits that go into one frame, and the threads that wait for it. What is not volatile is guarded by the pipeline's
 * monitor until the batch is being flushed, and then its leader's. What must not fail is done by writing its fields.
 */
public final class Batch {
    /** A thread that waits until a batch is durable, or until somebody is wanted who flushes it. */
    public static final class Waiter {
        /** How often a thread looks that should have been woken; a timer for each virtual thread would cost too much. */
        private static final long LOOK_AGAIN_NANOS = 50_000_000;

        private final Thread thread;
        /** What it waits for. */
        public final Batch batch;
        /** For how many nanoseconds it waits without being parked. */
        private final long patience;

        private final boolean virtual;
        private @Nullable Waiter next;
        private volatile boolean parked;

        Waiter(Batch batch, Thread thread, long patience) {
            this.batch = batch;
            this.thread = thread;
            this.virtual = Threads.isVirtual(thread);
            this.patience = virtual ? 0 : patience;
        }

        /**
         * Waits until the batch has ended, a leader is wanted, or the stack has failed; perhaps not for so long.
         *
         * @param givingWay how the thread gives way to others before it is parked
         * @return whether the thread was interrupted; its flag is clear
         */
        boolean await(Health health, GivingWay givingWay) {
            if (patience > 0) {
                long start = System.nanoTime();
                long now = start;
                while (isWaiting(health) && now - start < patience && givingWay.pays(now)) {
                    now = givingWay.giveWay(now);
                }
                givingWay.waited(start, now);
            }
            parked = true;
            try {
                if (isWaiting(health)) {
                    if (virtual) {
                        LockSupport.park(batch);
                    } else {
                        LockSupport.parkNanos(batch, LOOK_AGAIN_NANOS);
                    }
                }
            } finally {
                parked = false;
            }
            return Thread.interrupted();
        }

        private boolean isWaiting(Health health) {
            return !batch.ended && !batch.leaderWanted && health.failure == null;
        }

        /** Wakes the thread after what it waits for has happened. */
        void wake() {
            if (parked) {
                LockSupport.unpark(thread);
            }
        }
    }

    final WriteSet edits;
    /** Where its frame will be encoded. */
    ByteBuffer frame;

    private @Nullable Waiter first;
    private @Nullable Waiter last;
    /** How many commits its leader may expect to come together. */
    int expected;
    /** The number of waiters, to be read without the lock. */
    volatile int joined;
    /** How many commits it has. */
    int commits;
    /** How many of its commits were submitted by threads that do not wait. */
    int submitted;
    /** Whether it is this batch's turn to be flushed, and nobody has taken it. */
    volatile boolean leaderWanted;
    /** Whether nothing more will come of it. Written after {@link #durable}. */
    volatile boolean ended;
    /** Whether it is durable and visible. */
    volatile boolean durable;

    /**
     * Creates a batch of one commit.
     *
     * @param edits of the first commit in it; those of later ones are added
     * @param frame where its frame will be encoded
     */
    Batch(WriteSet edits, ByteBuffer frame) {
        this.edits = edits;
        this.frame = frame;
    }

    /** {@return whether it is durable and visible} */
    public boolean isDurable() {
        return durable;
    }

    /** Adds a waiter. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // under the monitor
    void join(Waiter waiter) {
        if (last == null) {
            first = waiter;
        } else {
            last.next = waiter;
        }
        last = waiter;
        joined++;
    }

    /** Wakes the first of those that are parked: one before it that is not looks by itself, or has gone. */
    void wakeFirst() {
        for (Waiter w = first; w != null; w = w.next) {
            if (w.parked) {
                w.wake();
                return;
            }
        }
    }

    /** Wakes everyone who has joined but one. */
    void wakeAll(@Nullable Waiter but) {
        for (Waiter w = first; w != null; w = w.next) {
            if (w != but) {
                w.wake();
            }
        }
    }
}
