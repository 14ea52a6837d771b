package bstack.core.internal.transaction;

import bstack.core.BStackFailedException;
import bstack.core.internal.commit.Batch;
import bstack.core.internal.commit.Committer;
import bstack.core.internal.commit.Health;
import bstack.core.internal.storage.Log;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that were submitted and have not ended, in the order of submission, and what sees to it that they do: a
 * task on an executor, for as long as there are any. Thread-safe.
 */
final class Submissions {
    /** How long the thread stays that may be wanted again at once. */
    private static final long LINGER_MILLIS = 10;

    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    private final TransactionRunner runner;
    private final Committer committer;
    private final Health health;
    private final @Nullable Executor given;

    /** The thread that does what follows a commit. Taken under the monitor, and given back by a write. */
    private volatile @Nullable Thread turn;

    // Guarded by the monitor.

    private @Nullable Executor executor;
    private @Nullable Entry first;
    private @Nullable Entry last;
    /** Whether the task is on the executor. */
    private boolean active;
    /** Kept from becoming garbage, which would close the stack, while something has been submitted that has not ended. */
    @SuppressWarnings("UnusedVariable") // to be referred to is all it is for
    private @Nullable Object kept;

    /** A place in the order, which a user that keeps a commit does not keep. */
    static final class Entry {
        final Submission<?> submission;

        @Nullable
        private Entry next;

        Entry(Submission<?> submission) {
            this.submission = submission;
        }
    }

    /** @param given the executor of the options, or null */
    Submissions(TransactionRunner runner, Committer committer, Health health, @Nullable Executor given) {
        this.runner = runner;
        this.committer = committer;
        this.health = health;
        this.given = given;
    }

    String name() {
        return committer.storage().name();
    }

    BStackFailedException failed(@Nullable Throwable cause) {
        return health.failed(cause);
    }

    /** Throws where a thread must not wait for a commit. */
    void checkMayWait(String what) {
        runner.checkMayWait(what);
    }

    /** {@return null, or why a batch is not known to be durable, after it has ended} */
    @Nullable
    Throwable await(Batch batch) {
        return committer.await(batch);
    }

    /** Makes what is needed later, so that nothing has happened if that fails. */
    synchronized void prepare() {
        if (executor == null) {
            executor = given != null ? given : ownThread(name());
        }
    }

    private static Executor ownThread(String name) {
        return new ThreadPoolExecutor(0, 1, LINGER_MILLIS, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(null, task, "bstack commits of " + name, 0, false);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Adds one, in the order of the writer lock. */
    synchronized void add(Entry entry, Object keep) {
        if (last == null) {
            first = entry;
        } else {
            last.next = entry;
        }
        last = entry;
        kept = keep;
    }

    /** Sees to it that what was added ends. If no other thread can, this one does. */
    void start() {
        Executor on;
        synchronized (this) {
            on = executor;
            if (active || first == null || on == null) {
                return;
            }
            active = true;
        }
        try {
            on.execute(this::drain);
        } catch (Throwable e) {
            synchronized (this) {
                active = false;
            }
            Log.warn(Log.CORE, "{}: the executor takes no task, so submit waits for its commit", name(), e);
            finishAll();
        }
    }

    private void drain() {
        while (true) {
            Entry before = first();
            try {
                for (Entry e = before; e != null; e = after(e)) {
                    e.submission.awaitBatch();
                    follow(e.submission, false);
                }
                removeDone();
            } catch (Throwable e) {
                // An error of the process; look again.
            }
            if (endIfEmpty()) {
                return;
            }
            if (first() == before) {
                LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
            }
        }
    }

    private synchronized boolean endIfEmpty() {
        if (first == null) {
            active = false;
            kept = null;
            return true;
        }
        return false;
    }

    /** Waits for all that were submitted before, and does what follows. */
    void finishAll() {
        for (Entry e = first(); e != null; e = after(e)) {
            e.submission.awaitBatch();
            follow(e.submission, true);
        }
        removeDone();
    }

    /** Does what follows a commit, one thread at a time and so in order, but for what threads do that wait for theirs. */
    private void follow(Submission<?> submission, boolean awaited) {
        Thread me = Thread.currentThread();
        boolean mine = turn == me;
        boolean interrupted = false;
        try {
            while (!mine && !takeTurn(me)) {
                LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
                interrupted |= Thread.interrupted();
            }
            if (awaited) {
                submission.finish(me);
            } else {
                submission.finishUnlessAwaited(me);
            }
        } finally {
            if (!mine && turn == me) {
                turn = null;
            }
            if (interrupted) {
                me.interrupt();
            }
        }
    }

    private synchronized boolean takeTurn(Thread me) {
        if (turn != null) {
            return false;
        }
        turn = me;
        return true;
    }

    private synchronized @Nullable Entry first() {
        return first;
    }

    private synchronized @Nullable Entry after(Entry entry) {
        return entry.next;
    }

    /** Takes those out that have ended before all others. */
    private void removeDone() {
        for (Entry removed = removeFirstDone(); removed != null; removed = removeFirstDone()) {
            removed.submission.completeFuture();
        }
    }

    private synchronized @Nullable Entry removeFirstDone() {
        Entry removed = first;
        if (removed == null || !removed.submission.isDone()) {
            return null;
        }
        first = removed.next;
        if (first == null) {
            last = null;
        }
        return removed;
    }
}
