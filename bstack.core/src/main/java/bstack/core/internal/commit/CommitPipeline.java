package bstack.core.internal.commit;

import bstack.core.internal.journal.ByteSource;
import bstack.core.internal.journal.Journal;
import bstack.core.internal.journal.WriteSet;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Group commit: commits that are not durable yet, and who makes them so.
 *
 * <pre>
 *   operation, under the writer lock          leader, under no lock           everyone
 *  ────────────────────────────────►  open  ─────────────────────►  flushing ─────────► durable and visible
 *        submit: edits, waiter               one frame, one flush             apply, publish, wake
 * </pre>
 *
 * At most one batch is being flushed. The first thread that submits while nobody flushes leads: it takes the open batch,
 * writes its frame, applies it, and makes it visible. Commits that arrive meanwhile gather in the next open batch, and
 * when the leader is done, the first of their threads that comes along leads on; it waits a little for others, see {@link
 * GroupWait}. Each waiter is woken by itself, after leadership has been handed on.
 *
 * <p>Who may do what: only the holder of the writer lock submits, and reads through {@link #read}; only the leader, or
 * the holder of the writer lock after {@link #awaitIdle}, uses the journal. The leader takes the writer lock never, so
 * a transaction that runs for long does not hold up commits that were submitted before it.
 */
public final class CommitPipeline {

    /** What makes a batch durable and visible. */
    @FunctionalInterface
    public interface Flusher {
        /**
         * Writes one frame, and applies it.
         *
         * @param edits what is committed
         * @throws IOException if it cannot be known to be durable
         */
        void flush(WriteSet edits) throws IOException;
    }

    /** The batches on their way; an empty layer is null. */
    private record Layers(Batch flushing, Batch open) {}

    private static final Layers NONE = new Layers(null, null);

    private final Flusher flusher;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition openTaken = lock.newCondition();
    private final GroupWait groupWait = new GroupWait();
    private boolean leading;
    /** How many commits the last batch had. */
    private int lastJoined;
    /** For how many nanoseconds a thread waits without being parked. */
    private long patience;

    private Throwable failure;
    /** Written under the lock. */
    private volatile Layers layers = NONE;

    /** @param flusher what makes a batch durable; used by one thread at a time */
    public CommitPipeline(Flusher flusher) {
        this.flusher = flusher;
    }

    /**
     * Puts a commit on its way. Under the writer lock.
     *
     * @param edits what it changes; must not be used any more
     * @param maxFrame a batch is kept small enough for a frame of this size
     * @return what to {@link #await} after the writer lock was released
     */
    Batch.Waiter submit(WriteSet edits, long maxFrame) {
        lock.lock();
        try {
            awaitSpace(Journal.boundOfGrowth(edits), maxFrame);
            Batch open = layers.open;
            if (open == null) {
                open = new Batch(edits);
                layers = new Layers(layers.flushing, open);
            } else {
                open.edits.absorb(edits);
            }
            return join(open);
        } finally {
            lock.unlock();
        }
    }

    private void awaitSpace(long needed, long maxFrame) {
        while (layers.open != null
                && failure == null
                && Journal.boundOfFrame(layers.open.edits) + needed > maxFrame) {
            openTaken.awaitUninterruptibly();
        }
    }

    /** {@return a waiter for everything on its way, or null if nothing is} */
    Batch.Waiter waitForPending() {
        if (layers == NONE) {
            return null;
        }
        lock.lock();
        try {
            Batch last = layers.open != null ? layers.open : layers.flushing;
            return last == null ? null : join(last);
        } finally {
            lock.unlock();
        }
    }

    private Batch.Waiter join(Batch batch) {
        Batch.Waiter waiter = new Batch.Waiter(batch, patience);
        if (failure != null) {
            batch.finish(failure);
            return waiter;
        }
        batch.join(waiter);
        if (!leading) {
            leading = true;
            batch.expected = lastJoined;
            batch.wantLeader();
        }
        return waiter;
    }

    /**
     * Waits until a batch is durable and visible; flushes it, if that is this thread's turn. An interrupt has no effect
     * but that the thread's flag stays set.
     *
     * @return null, or why it is not known to be durable
     */
    Throwable await(Batch.Waiter waiter) {
        if (waiter == null) {
            return null;
        }
        Batch batch = waiter.batch;
        boolean interrupted = false;
        while (!batch.isDone()) {
            if (batch.tryLead()) {
                lead(waiter);
            } else {
                waiter.await();
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return batch.failure();
    }

    /** Waits until nothing is on its way; under the writer lock, so that nothing new comes. */
    Throwable awaitIdle() {
        return await(waitForPending());
    }

    private void lead(Batch.Waiter self) {
        Batch batch = self.batch;
        Throwable cause = null;
        long start = System.nanoTime();
        try {
            groupWait.await(batch.expected, batch::joined);
            start = System.nanoTime();
            takeOpen();
            flusher.flush(batch.edits);
        } catch (Throwable t) {
            cause = t;
        }
        groupWait.flushed(System.nanoTime() - start);
        Batch.Waiter next = null;
        List<Batch.Waiter> orphans = List.of();
        lock.lock();
        try {
            lastJoined = batch.joined();
            patience = groupWait.patience(lastJoined);
            Batch open = layers.open;
            if (cause != null) {
                failure = cause;
                leading = false;
                layers = NONE;
                if (open != null) {
                    open.finish(cause);
                    orphans = open.waiters;
                }
                openTaken.signalAll();
            } else if (open == null) {
                leading = false;
                layers = NONE;
            } else {
                layers = new Layers(null, open);
                open.expected = open.joined() + lastJoined;
                next = open.waiters.getFirst();
                open.wantLeader();
            }
            batch.finish(cause);
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.wake();
        }
        wakeAll(batch.waiters, self);
        wakeAll(orphans, self);
    }

    private void takeOpen() {
        lock.lock();
        try {
            layers = new Layers(layers.open, null);
            openTaken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static void wakeAll(List<Batch.Waiter> waiters, Batch.Waiter self) {
        for (Batch.Waiter waiter : waiters) {
            if (waiter != self) {
                waiter.wake();
            }
        }
    }

    /**
     * Reads the payload as it will be when everything on its way is committed. Under the writer lock.
     *
     * @param start offset in the payload
     * @param dst where the bytes go
     * @param at index of the first
     * @param count how many
     * @param committed the payload as it is
     * @throws IOException if the medium fails
     */
    void read(long start, byte[] dst, int at, int count, ByteSource committed) throws IOException {
        // The layers first: what is applied after this moment is the same as what they say.
        Layers l = layers;
        ByteSource below = l.flushing == null
                ? committed
                : (s, d, i, n) -> l.flushing.edits.read(s, d, i, n, committed, committed);
        if (l.open == null) {
            below.read(start, dst, at, count);
        } else {
            l.open.edits.read(start, dst, at, count, below, committed);
        }
    }
}
