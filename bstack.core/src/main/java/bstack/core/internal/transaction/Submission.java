package bstack.core.internal.transaction;

import bstack.core.Commit;
import bstack.core.internal.commit.Batch;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that was submitted: its result, what it waits for, and what follows when that has happened. Thread-safe.
 *
 * @param <T> the result
 */
final class Submission<T extends @Nullable Object> implements Commit<T> {
    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    private final Submissions owner;

    // Written before anyone else sees this.

    @SuppressWarnings("NullAway.Init")
    private T result;

    private @Nullable CommitAction actions;

    /** What makes it durable; null once that has ended. */
    private volatile @Nullable Batch batch;
    /** Why it is not known to be durable; written before {@link #batch} becomes null. */
    private @Nullable Throwable failure;
    /** Guarded by the monitor, as is claiming it. */
    private @Nullable CompletableFuture<T> future;
    /** The thread that runs the actions, or has run them; claimed under the monitor, given back by a write. */
    private volatile @Nullable Thread runner;
    /** Whether the actions have been run, and the future is complete. */
    private volatile boolean done;
    /** A thread that waits for it, and will do what follows. */
    private volatile @Nullable Thread waiter;

    Submission(Submissions owner) {
        this.owner = owner;
    }

    /** Notes how the body has ended. Cannot fail. */
    void ran(T returned, @Nullable CommitAction registered, @Nullable Batch waitsFor) {
        result = returned;
        actions = registered;
        batch = waitsFor;
    }

    @Override
    public T result() {
        return result;
    }

    @Override
    public boolean isDurable() {
        Batch waitsFor = batch;
        return waitsFor == null ? failure == null : waitsFor.isDurable();
    }

    boolean isDone() {
        return done;
    }

    /** {@return whether a thread waits, so that it does what follows} */
    boolean isAwaited() {
        return waiter != null;
    }

    @Override
    public T await() throws IOException {
        owner.checkMayWait("await");
        Thread me = Thread.currentThread();
        waiter = me;
        try {
            finish(me);
        } finally {
            if (waiter == me) {
                waiter = null;
            }
        }
        if (failure != null) {
            throw owner.failed(failure);
        }
        return result;
    }

    /** Waits until it is durable and all that follows has been done, by this thread if nobody else has begun to. */
    void finish(Thread me) {
        awaitBatch();
        boolean interrupted = false;
        while (!follow(me) && !done && runner != me) {
            LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            me.interrupt();
        }
    }

    /** Waits until it is durable, or will never be. */
    void awaitBatch() {
        Batch waitsFor = batch;
        if (waitsFor != null) {
            failure = owner.await(waitsFor);
            batch = null;
        }
    }

    /** {@return whether a thread is running its actions} */
    boolean isRunning(Thread thread) {
        return runner == thread && !done;
    }

    /**
     * Does what follows, unless somebody has begun to. It is durable, or will never be. If this throws, another call
     * does what is left.
     *
     * @return whether this thread has done it
     */
    boolean follow(Thread me) {
        if (!claim(me)) {
            return false;
        }
        try {
            if (failure == null) {
                CommitAction.runAll(actions, owner.name());
            }
            done = true;
            actions = null;
        } finally {
            if (!done) {
                runner = null; // in place, since a call may fail here
            }
        }
        completeFuture();
        LockSupport.unpark(waiter);
        return true;
    }

    private synchronized boolean claim(Thread me) {
        if (runner != null) {
            return false;
        }
        runner = me;
        return true;
    }

    /** Completes the future if somebody has asked for one; all else that follows has been done. */
    void completeFuture() {
        CompletableFuture<T> promised;
        synchronized (this) {
            promised = future;
        }
        if (promised != null) {
            complete(promised);
        }
    }

    private void complete(CompletableFuture<T> promised) {
        if (failure == null) {
            promised.complete(result);
        } else if (!promised.isDone()) {
            promised.completeExceptionally(owner.failed(failure));
        }
    }

    @Override
    public CompletableFuture<T> toFuture() {
        CompletableFuture<T> promised;
        synchronized (this) {
            promised = future == null ? new CompletableFuture<>() : future;
            future = promised;
        }
        if (done) {
            complete(promised);
        } else {
            owner.startAgain();
        }
        return promised;
    }
}
