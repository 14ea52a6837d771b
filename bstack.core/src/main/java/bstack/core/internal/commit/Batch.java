package bstack.core.internal.commit;

import bstack.core.internal.journal.WriteSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Commits that go into one frame, and the threads that wait for it. The edits are guarded by the pipeline's lock until
 * the batch is being flushed, and then immutable.
 */
final class Batch {
    /** A thread that waits until a batch is durable, or until somebody is wanted who flushes it. */
    static final class Waiter {
        private final Thread thread = Thread.currentThread();
        final Batch batch;
        /** For how many nanoseconds it waits without being parked. */
        final long patience;

        private volatile boolean parked;

        Waiter(Batch batch, long patience) {
            this.batch = batch;
            this.patience = thread.isVirtual() ? 0 : patience;
        }

        private boolean isWaiting() {
            return !batch.done && !batch.leaderWanted.get();
        }

        /** Waits until the batch is done, or a leader is wanted; perhaps not for so long. */
        void await() {
            if (patience > 0) {
                long start = System.nanoTime();
                while (isWaiting() && System.nanoTime() - start < patience) {
                    Thread.yield();
                }
            }
            parked = true;
            if (isWaiting()) {
                LockSupport.park(batch);
            }
            parked = false;
        }

        /** Wakes the thread after what it waits for has happened. */
        void wake() {
            if (parked) {
                LockSupport.unpark(thread);
            }
        }
    }

    final WriteSet edits;
    final List<Waiter> waiters = new ArrayList<>();
    /** How many commits its leader may expect to come together. */
    int expected;
    /** The number of waiters, to be read without the lock. */
    private volatile int joined;
    private final AtomicBoolean leaderWanted = new AtomicBoolean();
    private volatile boolean done;
    private volatile Throwable failure;

    /** @param edits of the first commit in it; those of later ones are put on top */
    Batch(WriteSet edits) {
        this.edits = edits;
    }

    void join(Waiter waiter) {
        waiters.add(waiter);
        joined = waiters.size();
    }

    int joined() {
        return joined;
    }

    /** It is this batch's turn to be flushed. */
    void wantLeader() {
        leaderWanted.set(true);
    }

    /** {@return whether the calling thread is the one that has to flush it} */
    boolean tryLead() {
        return leaderWanted.get() && leaderWanted.compareAndSet(true, false);
    }

    boolean isDone() {
        return done;
    }

    /** {@return why it is not durable, or null} */
    Throwable failure() {
        return failure;
    }

    void finish(Throwable cause) {
        failure = cause;
        done = true;
    }
}
