package bstack.core.internal.transaction;

import bstack.core.BStackOptions;
import bstack.core.Commit;
import bstack.core.TransactionBody;
import bstack.core.TransactionRunnable;
import bstack.core.internal.commit.Committer;
import bstack.core.internal.commit.Health;
import bstack.core.internal.commit.JournalLog;
import bstack.core.internal.commit.PayloadView;
import bstack.core.internal.commit.StateView;
import bstack.core.internal.commit.ViewHold;
import bstack.core.internal.commit.WriterLock;
import bstack.core.internal.edits.ByteSource;
import bstack.core.internal.edits.Ranges;
import bstack.core.internal.edits.WriteSet;
import bstack.core.internal.event.Events;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Runs operations and transactions, one at a time under the writer lock, and submits what they change.
 *
 * <p>Three locks, taken in this order: the writer lock, held while an operation or a transaction runs; the lock of
 * {@link bstack.core.internal.commit.CommitPipeline group commit}, held for moments; the sequence lock of
 * {@link bstack.core.internal.commit.CommittedPayload}, held while a commit becomes visible. The flush of a batch needs
 * no writer lock. It is held while the journal is attached, moved or detached, and while large data are committed, see
 * {@link StagedData}. Readers take none of the first two, unless they are inside a transaction.
 */
public final class TransactionRunner {
    private final String name;
    private final Health health;
    private final Committer committer;
    private final StagedData staged;
    private final WriterLock writer;
    private final Submissions submissions;
    private final Views views;
    private final int maxSubmitted;

    /** What a stack shows that is open for reading only; else null. Written under the writer lock. */
    private volatile @Nullable OverlaidView overlaid;
    /** The transaction that is running. Guarded by the writer lock. */
    private @Nullable Transaction running;
    /** The thread whose transaction is running. */
    private volatile @Nullable Thread owner;

    private volatile long lockedLength;

    /**
     * Creates a runner of which no transaction runs.
     *
     * @param overlay what a stack that is open for reading only shows on top of the file, or null
     */
    public TransactionRunner(Committer committer, Health health, BStackOptions options, @Nullable WriteSet overlay) {
        this.name = committer.storage().name();
        this.health = health;
        this.committer = committer;
        this.overlaid = overlay == null ? null : overlaid(overlay);
        this.staged = new StagedData(committer, options, overlay == null);
        this.writer = new WriterLock(name, options.writerTimeout());
        this.submissions = new Submissions(this, committer, health, options.executor());
        this.views = new Views(name, this::stateView);
        this.maxSubmitted = options.maxSubmitted();
    }

    private OverlaidView overlaid(WriteSet shown) {
        return new OverlaidView(name, committer.payload(), shown);
    }

    private StateView stateView(@Nullable ViewHold hold) throws IOException {
        OverlaidView shown = overlaid;
        return shown != null ? shown : committer.payload().stateView(hold);
    }

    /** {@return whether the calling thread's transaction is running} */
    public boolean isMine() {
        return owner == Thread.currentThread();
    }

    /** {@return the payload as the calling thread may see it} */
    public PayloadView view() {
        if (isMine()) {
            return joined();
        }
        PayloadView mine = views.mine();
        if (mine != null) {
            return mine;
        }
        PayloadView shown = overlaid;
        return shown != null ? shown : committer.payload();
    }

    /** {@return the length of the prefix that must not change} */
    public long lockedLength() {
        return lockedLength;
    }

    // ---------------------------------------------------------------- the writer lock

    /** Runs a step under the writer lock, and outside any transaction of this thread. */
    public void alone(String what, JournalLog.Step step) throws IOException {
        checkMayWait(what);
        locked(() -> {
            health.check();
            step.run();
        });
    }

    /** {@return whether the calling thread is neither inside a transaction nor inside a view} */
    boolean mayWait() {
        return !isMine() && views.mine() == null;
    }

    /** Throws for a call that is not possible inside a transaction or a view of this thread. */
    public void checkMayWait(String what) {
        if (isMine()) {
            throw new IllegalStateException("%s: %s is not possible inside a transaction".formatted(name, what));
        }
        views.checkNotInView(what);
    }

    /** Locks a prefix, for this session. */
    public void lockUpTo(long end) throws IOException {
        alone("lockUpTo", () -> {
            committer.awaitIdle();
            if (end < lockedLength) {
                throw new IllegalArgumentException(
                        "%s: %d bytes are locked already, that cannot become %d".formatted(name, lockedLength, end));
            }
            PayloadView shown = overlaid;
            Ranges.check(
                    name,
                    0,
                    end,
                    shown != null ? shown.length() : committer.payload().length());
            lockedLength = end;
            if (shown == null) {
                committer.payload().freezePrefix(end);
            }
        });
    }

    private void locked(JournalLog.Step step) throws IOException {
        locked(-1, step);
    }

    /**
     * Runs a step under the writer lock.
     *
     * @param nanos how long to wait for the lock; negative: as the options say, then a {@link
     *     bstack.core.WriterTimeoutException}
     * @return whether the lock was had; if not, nothing was done
     */
    public boolean locked(long nanos, JournalLog.Step step) throws IOException {
        Thread me = Thread.currentThread();
        try {
            if (nanos < 0) {
                writer.acquire(me);
            } else if (!writer.acquire(me, nanos)) {
                return false;
            }
            if (health.failure != null) {
                committer.wakeStranded();
            }
            step.run();
            return true;
        } finally {
            // In place, since even a call could fail here; and what follows a commit must not throw.
            if (writer.holder == me) {
                writer.holder = null;
                try {
                    writer.wakeNext();
                } catch (Throwable e) {
                    // The next release does it.
                }
            }
        }
    }

    // ---------------------------------------------------------------- operations and transactions

    /** Runs a single operation: a transaction of its own, or a part of the one that is running. */
    public <T extends @Nullable Object> T operate(Operation<T> operation) throws IOException {
        return isMine() ? joined().part(operation) : outermost(operation, false);
    }

    /** Runs a body that may use the stack as a single operation. */
    public <T extends @Nullable Object> T operate(Runnable check, TransactionBody<T> body) throws IOException {
        return operate(t -> {
            check.run();
            t.checkUsable();
            long before = t.length();
            T result = body.run();
            if (t.length() > before) {
                Events.grown(name, before, t.length());
            }
            return result;
        });
    }

    /**
     * Runs a body that may use the stack: a transaction of its own, or a part of the one that is running.
     *
     * @param body the body
     * @param mending whether it may change, in memory, a stack that is open for reading only
     */
    public <T extends @Nullable Object> T transact(TransactionBody<T> body, boolean mending) throws IOException {
        return isMine() ? joined().body(body) : outermost(t -> body.run(), mending);
    }

    /**
     * Runs a body that reads many places of one state: outside of transactions without a lock, perhaps several times.
     *
     * @param body the body; changes nothing
     */
    public <T extends @Nullable Object> T view(TransactionBody<T> body) throws IOException {
        return isMine() ? joined().reading(body) : views.run(body);
    }

    /**
     * Runs a body as a transaction that nobody need wait for.
     *
     * @param body the body
     * @param keep what is kept from becoming garbage until the transaction has ended
     */
    public <T extends @Nullable Object> Commit<T> submit(TransactionBody<T> body, Object keep) throws IOException {
        checkMayWait("submit");
        submissions.prepare();
        Submission<T> submission = new Submission<>(submissions);
        Submissions.Entry entry = new Submissions.Entry(submission);
        Outcome<T> outcome = new Outcome<>(false);
        locked(() -> {
            health.check();
            committer.awaitFewer(maxSubmitted);
            run(t -> body.run(), false, outcome);
            if (outcome.failure == null && outcome.thrown == null) {
                try {
                    submission.ran(
                            outcome.result, outcome.actions, outcome.waiter == null ? null : outcome.waiter.batch);
                    submissions.add(entry, keep);
                } catch (Throwable e) {
                    // It is on its way, and nobody would know.
                    if (health.failure == null) {
                        health.failure = e;
                    }
                    throw e;
                }
            }
        });
        // In place, as in outermost: from here on a call may fail, and the commit is on its way.
        if (outcome.failure == null && outcome.thrown == null) {
            try {
                submissions.start();
            } catch (Throwable e) {
                // Whoever awaits it, or commits, sees to the rest.
            }
            return submission;
        }
        throw outcome.refusal(health);
    }

    /** Waits for all that was submitted, and does what follows. */
    public void finishSubmissions() {
        submissions.finishAll();
    }

    /** Registers what is run when the running transaction is durable. */
    public void onCommit(Runnable action) {
        if (!isMine()) {
            throw new IllegalStateException("onCommit belongs inside a transaction");
        }
        joined().onCommit(action);
    }

    /** Registers what writes, before the running transaction commits, what is kept in memory until then. */
    public void beforeCommit(TransactionRunnable write) {
        if (!isMine()) {
            throw new IllegalStateException("beforeCommit belongs inside a transaction");
        }
        joined().beforeCommit(write);
    }

    /** Registers what undoes something in memory if the running transaction is rolled back. */
    public void onRollback(Runnable undo) {
        if (!isMine()) {
            throw new IllegalStateException("onRollback belongs inside a transaction");
        }
        joined().onRollback(undo);
    }

    /** {@return the calling thread's transaction, which is running} */
    @SuppressWarnings("NullAway") // called by the thread that has made it run
    public Transaction joined() {
        if (running.isInCallback()) {
            throw new IllegalStateException(
                    "%s: the stack cannot be used inside a function that it calls".formatted(name));
        }
        return running;
    }

    private Transaction begin(boolean mending) throws IOException {
        ByteSource committed = committer.payload();
        if (overlaid != null) {
            WriteSet shown = overlaid.overlay();
            ByteSource below = (start, dst, at, count) -> shown.read(start, dst, at, count, committed, committed);
            return new Transaction(shown.length(), below, committed, staged, lockedLength, mending);
        }
        return new Transaction(
                committer.inFlight().length(), committer.newest(), committed, staged, lockedLength, true);
    }

    private <T extends @Nullable Object> T outermost(Operation<T> body, boolean mending) throws IOException {
        views.checkNotInView("a change or a transaction");
        Outcome<T> outcome = new Outcome<>(true);
        locked(() -> run(body, mending, outcome));
        if (outcome.waiter != null) {
            try {
                outcome.failure = committer.await(outcome.waiter);
            } catch (Throwable e) {
                if (health.failure == null) {
                    health.failure = e;
                }
                throw e;
            }
        }
        if (outcome.failure == null && outcome.thrown == null) {
            if (outcome.actions != null) {
                try {
                    CommitAction.runAll(outcome.actions, name);
                } catch (Throwable e) {
                    // No room for the call. The commit is durable, which counts for more.
                }
            }
            return outcome.result;
        }
        throw outcome.refusal(health);
    }

    private <T extends @Nullable Object> void run(Operation<T> body, boolean mending, Outcome<T> outcome)
            throws IOException {
        health.check();
        Transaction t = begin(mending);
        try {
            running = t;
            owner = Thread.currentThread();
            runAndCommit(body, t, outcome);
        } finally {
            owner = null;
            running = null;
        }
        if (outcome.waiter == null && !outcome.settled) {
            // Nothing was changed, but the result may depend on commits that are still in flight, or have failed.
            outcome.waiter = committer.waitForInFlight(outcome.waits);
            outcome.failure = outcome.waiter == null ? health.failure : null;
        }
    }

    private <T extends @Nullable Object> void runAndCommit(Operation<T> body, Transaction t, Outcome<T> outcome) {
        try {
            outcome.result = body.run(t);
            t.checkCommit();
            t.writeDeferred();
            t.checkCommit();
            outcome.actions = t.actions();
            commit(t.edits(), outcome);
        } catch (Throwable e) {
            if (outcome.settled) {
                // It is committed; what follows is not known.
                if (health.failure == null) {
                    health.failure = e;
                }
                return;
            }
            outcome.thrown = e;
            Throwable incomplete;
            try {
                incomplete = t.rollback();
            } catch (Throwable more) {
                incomplete = more;
            }
            if (incomplete != null) {
                // What the users of the stack keep in memory is not known to be what the file says.
                if (health.failure == null) {
                    health.failure = incomplete;
                }
                outcome.settled = true;
                outcome.add(incomplete);
            }
        }
    }

    /** Commits what a transaction changes. If this throws, nothing has changed, or the stack has failed. */
    private void commit(WriteSet edits, Outcome<?> outcome) throws IOException {
        if (edits.isEmpty()) {
            staged.forget();
        } else if (overlaid != null) {
            commitInMemory(edits, overlaid.overlay());
            outcome.settled = true;
        } else if (edits.hasBytesInFile()) {
            staged.reserveFrame(edits);
            committer.commitAlone(edits, staged.keep());
            outcome.settled = true;
            staged.forget();
        } else {
            committer.attachFor(edits);
            staged.reserveSharedFrame(edits);
            outcome.waiter = committer.submit(edits, outcome.waits);
        }
    }

    private void commitInMemory(WriteSet edits, WriteSet shown) {
        try {
            // A copy, because readers need no lock.
            WriteSet next = shown.copy();
            next.absorb(edits);
            overlaid = overlaid(next);
        } catch (Throwable e) {
            if (health.failure == null) {
                health.failure = e;
            }
            throw e;
        }
    }
}
