package bstack.core.internal.commit;

import bstack.core.internal.edits.ByteSource;
import bstack.core.internal.edits.WriteSet;
import bstack.core.internal.event.Events;
import bstack.core.internal.event.Span;
import bstack.core.internal.journal.FrameBuffers;
import bstack.core.internal.journal.Journal;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: commits that are not durable yet, and who makes them so.
 *
 * <pre>
 *   operation, under the writer lock          leader, under no lock           everyone
 *  ────────────────────────────────►  open  ─────────────────────►  flushing ─────────► durable and visible
 *        submit: edits, waiter               one frame, one flush             apply, publish, wake
 * </pre>
 *
 * At most one batch is being flushed. The first thread that submits while nobody flushes leads: it takes the open
 * batch, writes its frame, applies it, and makes it visible. Commits that arrive meanwhile gather in the next open
 * batch, and when the leader is done, the first of their threads that comes along leads on; it waits a little for
 * others, see {@link GroupWait}. Each waiter is woken by itself, after leadership has been handed on.
 *
 * <p>Who may do what: only the holder of the writer lock submits, and reads through {@link #read}; only the leader, or
 * the holder of the writer lock after {@link #awaitIdle}, uses the journal. The leader takes the writer lock never, so
 * a transaction that runs for long does not hold up commits that were submitted before it.
 *
 * <p>Errors in the process, an OutOfMemoryError for instance:
 * <ol>
 *   <li>What a submission needs is allocated before it changes anything that others see.
 *   <li>From that change on, whatever is thrown fails the stack, by a write to {@link Health#failure}.
 *   <li>A leader's duty ends, however it ends, by writes to fields.
 *   <li>Who waits leaves when the stack has failed. A thread that could not be woken is woken by the next call of
 *       anybody.
 * </ol>
 */
final class CommitPipeline {

    /** How often a thread looks that waits for room, and by that holds up those who could wake it. */
    private static final long LOOK_AGAIN_NANOS = 500_000_000;
    /** How often a thread looks that waits for a leader after the stack has failed. */
    private static final long AFTER_FAILURE_NANOS = 1_000_000;

    private final Health health;
    private final FrameLog log;
    private final FrameBuffers buffers;
    private final GroupWait groupWait = new GroupWait();

    // Guarded by the monitor: what is not volatile, and writing what is.

    /** The batch that gathers or, if none does, that is being flushed; null if nothing is in flight. */
    private volatile @Nullable Batch newest;
    /** The batch that is being flushed. */
    private volatile @Nullable Batch flushing;
    /** Whether somebody leads, or is wanted to. */
    private volatile boolean leading;
    /** The batch whose leader has failed, until all who wait for it have been woken. */
    private volatile @Nullable Batch stranded;
    /** The thread that waits until the open batch has been taken. */
    private volatile @Nullable Thread wantsRoom;
    /** How many commits are durable. */
    private volatile long commits;
    /** How many commits are in flight for which nobody need wait. */
    private volatile int submitted;
    /** How many commits the last batch had. */
    private int lastJoined;
    /** For how many nanoseconds a thread waits without being parked. */
    private long patience;

    /**
     * Creates a pipeline with nothing in it.
     *
     * @param log what makes a batch durable
     */
    CommitPipeline(Health health, FrameBuffers buffers, FrameLog log) {
        this.health = health;
        this.buffers = buffers;
        this.log = log;
    }

    /**
     * Submits a commit. Under the writer lock. If it throws, nothing has changed, or the stack has failed.
     *
     * @param edits what it changes; must not be used any more
     * @param maxFrame a batch is kept small enough for a frame of this size
     * @param waits whether the thread is going to wait for it
     * @return what to {@link #await} after the writer lock was released
     */
    Batch.Waiter submit(WriteSet edits, long maxFrame, boolean waits) throws IOException {
        Thread me = Thread.currentThread();
        awaitRoom(me, Journal.boundOfGrowth(edits), maxFrame);
        Batch.Waiter waiter = absorb(edits, me, waits);
        if (waiter != null) {
            return waiter;
        }
        // Only this thread adds batches, so there still is none that it could join.
        Batch fresh = new Batch(edits, buffers.take(Journal.boundOfFrame(edits)));
        Batch.Waiter alone = new Batch.Waiter(fresh, me, patience);
        synchronized (this) {
            add(alone, waits);
            newest = fresh;
            if (!leading) {
                leading = true;
                fresh.expected = lastJoined;
                fresh.leaderWanted = true;
            }
            return alone;
        }
    }

    /** {@return the waiter of the open batch, to which the write set was added; null if there is none} */
    private synchronized Batch.@Nullable Waiter absorb(WriteSet edits, Thread me, boolean waits) {
        Batch open = open();
        if (open == null) {
            return null;
        }
        Batch.Waiter waiter = new Batch.Waiter(open, me, patience);
        long size = Journal.boundOfFrame(open.edits) + Journal.boundOfGrowth(edits);
        open.frame = buffers.enlarge(open.frame, size);
        try {
            open.edits.absorb(edits);
            // An open batch has a leader, or one who is wanted, since before it was published.
            add(waiter, waits);
            return waiter;
        } catch (Throwable e) {
            // Before the monitor is released: a leader that takes the batch afterwards must not write half a commit.
            if (health.failure == null) {
                health.failure = e;
            }
            throw e;
        }
    }

    /** Adds a commit to its batch. Under the monitor; cannot fail. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // under the monitor
    private void add(Batch.Waiter waiter, boolean waits) {
        waiter.batch.commits++;
        if (waits) {
            waiter.batch.join(waiter);
        } else {
            waiter.batch.submitted++;
            submitted++;
        }
    }

    /** {@return the batch that others may join, or null} */
    private @Nullable Batch open() {
        return newest == flushing ? null : newest;
    }

    private void awaitRoom(Thread me, long needed, long maxFrame) throws IOException {
        if (hasRoom(needed, maxFrame)) {
            return;
        }
        boolean interrupted = false;
        wantsRoom = me;
        try {
            while (!hasRoom(needed, maxFrame)) {
                if (health.hasFailed()) {
                    throw health.refusal();
                }
                Batch deserted = deserted();
                if (deserted != null) {
                    await(deserted);
                } else {
                    LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            wantsRoom = null;
            if (interrupted) {
                me.interrupt();
            }
        }
    }

    private synchronized boolean hasRoom(long needed, long maxFrame) {
        Batch open = open();
        return open == null || Journal.boundOfFrame(open.edits) + needed <= maxFrame;
    }

    /** {@return the batch that wants a leader and has nobody who waits for it, or null} */
    private @Nullable Batch deserted() {
        Batch last = newest;
        return last != null && last.leaderWanted && last.joined == 0 ? last : null;
    }

    /**
     * Waits until there are fewer commits in flight for which nobody need wait. Under the writer lock.
     *
     * @return null, or why those that were waited for are not known to be durable
     */
    @Nullable
    Throwable awaitFewer(int most) {
        Throwable cause = null;
        while (submitted >= most && cause == null) {
            Batch oldest = flushing;
            oldest = oldest == null ? newest : oldest;
            cause = oldest == null ? health.failure : await(oldest);
        }
        return cause;
    }

    /** {@return how many commits are durable} */
    long commits() {
        return commits;
    }

    /** {@return the payload's length when everything in flight is committed, or −1 if nothing is} Under the writer lock. */
    long inFlightLength() {
        Batch last = newest;
        return last == null ? -1 : last.edits.length();
    }

    /**
     * {@return a waiter for everything in flight, or null if nothing is} Under the writer lock.
     *
     * @param waits whether the thread is going to wait
     */
    Batch.@Nullable Waiter waitForInFlight(boolean waits) {
        Batch last = newest;
        if (last == null) {
            return null;
        }
        return waits ? waiterFor(last) : new Batch.Waiter(last, Thread.currentThread(), patience);
    }

    private Batch.Waiter waiterFor(Batch batch) {
        Batch.Waiter waiter = new Batch.Waiter(batch, Thread.currentThread(), patience);
        synchronized (this) {
            if (!batch.ended) {
                batch.join(waiter);
            }
        }
        return waiter;
    }

    /** Waits until a batch is durable and visible, which others may have submitted; see {@link #await(Batch.Waiter)}. */
    @Nullable
    Throwable await(Batch batch) {
        return batch.durable ? null : await(waiterFor(batch));
    }

    /**
     * Waits until a batch is durable and visible; flushes it, if that is this thread's turn. An interrupt has no effect
     * but that the thread's flag stays set. Throws only where the stack has no room for the call.
     *
     * @return null, or why it is not known to be durable
     */
    @Nullable
    Throwable await(Batch.@Nullable Waiter waiter) {
        if (waiter == null) {
            return null;
        }
        Batch batch = waiter.batch;
        boolean interrupted = false;
        while (!batch.ended && (health.failure == null || batch == flushing)) {
            boolean mine = false;
            try {
                if (batch.leaderWanted) {
                    synchronized (this) {
                        mine = batch.leaderWanted;
                        batch.leaderWanted = false;
                    }
                }
                if (mine) {
                    lead(waiter);
                } else if (health.failure == null) {
                    interrupted |= waiter.await(health, groupWait.givingWay());
                } else {
                    LockSupport.parkNanos(batch, AFTER_FAILURE_NANOS);
                    interrupted |= Thread.interrupted();
                }
            } catch (Throwable e) {
                if (mine && !batch.ended) {
                    // The failure first: who sees the end looks for it.
                    health.failure = e;
                    batch.ended = true;
                    stranded = batch;
                }
                // Else waiting has failed, not the commit: look again.
            }
        }
        if (!batch.ended) {
            // The stack has failed, perhaps by a flush in the background, which wakes nobody: who was woken to lead
            // wakes the others.
            try {
                batch.wakeAll(waiter);
            } catch (Throwable e) {
                // They look again.
            }
        }
        if (interrupted) {
            try {
                Thread.currentThread().interrupt();
            } catch (Throwable e) {
                // The commit counts for more than the flag.
            }
        }
        return batch.durable ? null : health.failure;
    }

    /** Waits until nothing is in flight; under the writer lock, so that nothing new comes. */
    @Nullable
    Throwable awaitIdle() {
        return await(waitForInFlight(true));
    }

    /**
     * Waits until nobody uses the journal, whether or not what was in flight is durable; under the writer lock.
     *
     * @return null, or why something is not known to be durable
     */
    @Nullable
    Throwable awaitEnd() {
        Throwable cause;
        try {
            cause = awaitIdle();
        } catch (Throwable e) {
            if (health.failure == null) {
                health.failure = e;
            }
            cause = e;
        }
        while (flushing != null) {
            try {
                LockSupport.parkNanos(this, AFTER_FAILURE_NANOS);
            } catch (Throwable e) {
                // Look again.
            }
        }
        return cause;
    }

    private void lead(Batch.Waiter self) {
        Batch batch = self.batch;
        boolean durable = false;
        try {
            if (Threads.isVirtual(Thread.currentThread())) {
                // The flush keeps this thread's carrier; where it is the only one, nobody else would ever run.
                Thread.yield();
            }
            groupWait.await(batch.expected, batch);
            Span event = Events.commit();
            long start = System.nanoTime();
            take(batch);
            log.commit(batch.edits, batch.frame);
            durable = true;
            groupWait.flushed(System.nanoTime() - start);
            Batch next = end(batch);
            if (next != null) {
                next.wakeFirst();
            }
            batch.wakeAll(self);
            if (event != Span.NONE) {
                event.finish(health.name(), batch.commits, Journal.sizeOfFrame(batch.edits));
            }
            buffers.giveBack(batch.frame);
        } catch (Throwable e) {
            if (health.failure == null) {
                health.failure = e;
            }
            batch.durable = durable;
            batch.ended = true;
            flushing = null;
            stranded = batch;
            wakeStranded();
        }
    }

    private void take(Batch batch) {
        Thread waiting;
        synchronized (this) {
            flushing = batch;
            waiting = wantsRoom;
        }
        WriterLock.wake(waiting);
    }

    /** Ends the duty of a leader whose batch is durable, and hands it on. {@return the batch that wants a leader now} */
    @SuppressWarnings("NonAtomicVolatileUpdate") // under the monitor
    private synchronized @Nullable Batch end(Batch batch) {
        // Before it is no longer in flight: who finds nothing in flight counts on that.
        batch.durable = true;
        lastJoined = batch.joined;
        submitted -= batch.submitted;
        commits += batch.commits;
        patience = groupWait.patience(lastJoined);
        Batch open = newest == batch ? null : newest;
        newest = open;
        batch.ended = true;
        flushing = null;
        if (open == null) {
            leading = false;
        } else {
            open.expected = open.joined + lastJoined;
            open.leaderWanted = true;
        }
        return open;
    }

    /** Wakes everyone who waits although the stack has failed; if that fails too, it is done again by the next call. */
    void wakeStranded() {
        try {
            Batch failed = stranded;
            if (failed != null) {
                failed.wakeAll(null);
            }
            Batch open = newest;
            if (open != null) {
                open.wakeAll(null);
            }
            WriterLock.wake(wantsRoom);
            stranded = null;
            health.tell();
        } catch (Throwable e) {
            // The next call of anybody tries again.
        }
    }

    /**
     * Reads the payload as it will be when everything in flight is committed. Under the writer lock.
     *
     * @param start offset in the payload
     * @param dst where the bytes go
     * @param at index of the first
     * @param count how many
     * @param committed the payload as it is
     * @throws IOException if the medium fails
     */
    void read(long start, byte[] dst, int at, int count, ByteSource committed) throws IOException {
        // The batches first: what is applied after this moment is the same as what they say.
        Batch top = newest;
        Batch bottom = flushing;
        if (top == null) {
            committed.read(start, dst, at, count);
        } else if (bottom == null || bottom == top) {
            top.edits.read(start, dst, at, count, committed, committed);
        } else {
            top.edits.read(
                    start,
                    dst,
                    at,
                    count,
                    (s, d, i, n) -> bottom.edits.read(s, d, i, n, committed, committed),
                    committed);
        }
    }
}
