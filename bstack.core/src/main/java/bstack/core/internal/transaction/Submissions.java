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
    /** Whether the task is on the executor. Set under the monitor, and taken back by a write where the executor throws. */
    private volatile boolean active;

    // Guarded by the monitor.

    private @Nullable Executor executor;
    private @Nullable Entry first;
    private @Nullable Entry last;
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
        try {
            startTask();
        } catch (Throwable e) {
            Log.warn(Log.CORE, "{}: the executor takes no task, so submit waits for its commit", name(), e);
            finishAll();
        }
    }

    /** The same for somebody who does not wait, where an error may have kept the task from the executor. */
    void startAgain() {
        try {
            if (runner.mayWait()) {
                startTask();
            }
        } catch (Throwable e) {
            // As before: the next commit, or the close, sees to it.
        }
    }

    private void startTask() {
        Executor on;
        synchronized (this) {
            on = executor;
            if (active || first == null || on == null) {
                return;
            }
            active = true;
        }
        boolean taken = false;
        try {
            on.execute(this::drain);
            taken = true;
        } finally {
            if (!taken) {
                active = false; // in place, since a call may fail here
            }
        }
    }

    private void drain() {
        while (true) {
            try {
                Entry before = first();
                for (Entry e = before; e != null; e = after(e)) {
                    e.submission.awaitBatch();
                    follow(e.submission, false, true);
                }
                removeDone();
                if (endIfEmpty()) {
                    return;
                }
                if (first() == before) {
                    LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
                }
            } catch (Throwable e) {
                // An error of the process; look again.
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

    /**
     * Waits for all that were submitted before, and does what follows. Inside an action it waits for no other thread's
     * actions, since that one may be waiting for this.
     */
    void finishAll() {
        Thread me = Thread.currentThread();
        boolean inside = isRunningActions(me);
        for (Entry e = first(); e != null; e = after(e)) {
            e.submission.awaitBatch();
            follow(e.submission, true, !inside);
            if (!inside) {
                // Those that another thread has begun; without the turn, which their actions may want.
                e.submission.finish(me);
            }
        }
        removeDone();
    }

    private synchronized boolean isRunningActions(Thread thread) {
        boolean running = false;
        for (Entry e = first; e != null; e = e.next) {
            running |= e.submission.isRunning(thread);
        }
        return running;
    }

    /**
     * Does what follows a commit, one thread at a time and so in order, but for what threads do that wait for theirs.
     *
     * @param awaited whether it is done although another thread waits for the commit
     * @param patient whether to wait for one's turn
     */
    private void follow(Submission<?> submission, boolean awaited, boolean patient) {
        Thread me = Thread.currentThread();
        boolean mine = turn == me;
        boolean interrupted = false;
        try {
            while (!mine && !takeTurn(me)) {
                if (!patient || submission.isDone()) {
                    return;
                }
                LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
                interrupted |= Thread.interrupted();
            }
            if (awaited || !submission.isAwaited()) {
                submission.follow(me);
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

    /** Takes those out that have ended before all others, after their futures are complete. */
    private void removeDone() {
        for (Entry done = firstDone(); done != null; done = firstDone()) {
            done.submission.completeFuture();
            remove(done);
        }
    }

    private synchronized @Nullable Entry firstDone() {
        return first != null && first.submission.isDone() ? first : null;
    }

    private synchronized void remove(Entry done) {
        if (first == done) {
            first = done.next;
            if (first == null) {
                last = null;
            }
        }
    }
}
