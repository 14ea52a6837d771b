package bstack.core.internal.commit;

import bstack.core.BStackOptions;
import bstack.core.RecoveryReport;
import bstack.core.Storage;
import bstack.core.internal.journal.ByteSource;
import bstack.core.internal.journal.Extent;
import bstack.core.internal.journal.WriteSet;
import bstack.core.internal.recovery.Recovery;
import bstack.core.internal.recovery.RecoveryLog;
import bstack.core.internal.recovery.RecoveryPlan;
import bstack.core.internal.recovery.Settlement;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;

/**
 * An open stack: it runs operations and transactions, and puts them on their way to the medium.
 *
 * <p>Three locks, taken in this order: the <em>writer lock</em>, held while an operation or a transaction runs, never
 * while it is flushed (but for large data, see {@link LargeData}); the {@link CommitPipeline}'s lock, held for moments;
 * the sequence lock of {@link CommittedPayload}, held while a commit becomes visible. Readers take none of the first two,
 * unless they are inside a transaction.
 */
public final class StackEngine {
    private final String name;
    private final Health health;
    private final RecoveryReport report;
    private final boolean readOnly;
    private final CommittedPayload payload;
    private final Committer committer;
    /** Closes the stack if nobody does. */
    private Cleaner.Cleanable watch;

    private final LargeData large;
    private final WriterLock writer;

    /** What a stack that is open for reading only shows on top of the file; else null. Guarded by the writer lock. */
    private final WriteSet overlay;
    /** The transaction that is running. Guarded by the writer lock. */
    private Transaction running;
    /** The thread whose transaction is running. */
    private volatile Thread owner;

    private volatile long lockedLength;

    private StackEngine(Storage storage, BStackOptions options, RecoveryPlan plan, long fileLength, WriteSet overlay) {
        this.name = storage.name();
        this.health = new Health(name);
        this.report = plan.report();
        this.readOnly = overlay != null;
        this.overlay = overlay;
        this.writer = new WriterLock(name, options.writerTimeout());
        Settlement settlement = new Settlement(storage, plan);
        if (readOnly) {
            settlement.leave();
        }
        this.committer = new Committer(storage, options, health, fileLength, settlement);
        this.payload = committer.payload();
        this.large = new LargeData(committer, options, overlay == null);
    }

    /**
     * Opens a stack: recovers it, and makes durable what it shows. A file at rest is put in order later, see
     * {@link Settlement}.
     *
     * @throws IOException if the file cannot be opened; the storage is still open
     */
    public static StackEngine open(Storage storage, BStackOptions options) throws IOException {
        Objects.requireNonNull(options, "options");
        RecoveryPlan plan = RecoveryPlan.of(storage);
        new Recovery(storage).begin(plan);
        RecoveryLog.tell(storage, plan, "recovered");
        return watched(new StackEngine(storage, options, plan, plan.length(), null));
    }

    /**
     * Opens a stack for reading: what recovery would do is done in memory.
     *
     * @throws IOException if the file cannot be opened; the storage is still open
     */
    public static StackEngine openReadOnly(Storage storage, BStackOptions options) throws IOException {
        RecoveryPlan plan = RecoveryPlan.of(storage);
        storage.sync(); // R
        WriteSet overlay = new Recovery(storage).inMemory(plan);
        RecoveryLog.tell(storage, plan, "recovered in memory");
        long inFile = plan instanceof RecoveryPlan.Replay r ? r.base().length() : plan.length();
        return watched(new StackEngine(storage, options, plan, inFile, overlay));
    }

    /** Makes the payload readable as the last step, so that nothing is left mapped if the open fails. */
    private static StackEngine watched(StackEngine engine) throws IOException {
        try {
            // Initialised here, before anything is changed: a class that fails to be is lost.
            Objects.requireNonNull(Extent.Kind.BYTES);
            engine.watch = Forgotten.watch(engine, engine.committer);
            engine.payload.open();
            return engine;
        } catch (Throwable e) {
            engine.health.closed = true;
            engine.payload.close();
            engine.endWatch();
            throw e;
        }
    }

    /** {@return a name for messages} */
    public String name() {
        return name;
    }

    /** {@return what the open found} */
    public RecoveryReport report() {
        return report;
    }

    /** {@return what the open has put off until the first change} */
    public Settlement settlement() {
        return committer.settlement();
    }

    /** {@return whether it is open for reading only} */
    public boolean isReadOnly() {
        return readOnly;
    }

    /** {@return the length of the prefix that must not change} */
    public long lockedLength() {
        return lockedLength;
    }

    // ---------------------------------------------------------------- reads

    /** {@return the payload's length: the committed one or, inside a transaction, the transaction's} */
    public long length() throws IOException {
        if (readOnly || isMine()) {
            return underLock(Transaction::length);
        }
        long length = payload.length();
        if (length < 0) {
            throw health.refusal();
        }
        return length;
    }

    /**
     * Reads a range.
     *
     * @throws IndexOutOfBoundsException if it does not lie within the payload
     */
    public void read(long start, long end, byte[] dst) throws IOException {
        if (readOnly || isMine()) {
            underLock(t -> {
                Ranges.check(name, start, end, t.length());
                t.read(start, dst, 0, dst.length);
                return null;
            });
            return;
        }
        try {
            long length = payload.tryRead(start, end, dst, 0);
            if (length >= 0) {
                throw Ranges.outside(name, start, end, length);
            }
        } catch (CommittedPayload.ClosedException e) {
            throw health.refusal();
        }
    }

    /** Reads as many bytes as remain in a buffer, and advances its position. */
    public void read(long start, ByteBuffer dst) throws IOException {
        long end = start + dst.remaining();
        if (readOnly || isMine()) {
            underLock(t -> {
                Ranges.check(name, start, end, t.length());
                t.read(start, dst);
                return null;
            });
        } else {
            try {
                long length = payload.tryRead(start, end, dst);
                if (length >= 0) {
                    throw Ranges.outside(name, start, end, length);
                }
            } catch (CommittedPayload.ClosedException e) {
                throw health.refusal();
            }
        }
        dst.position(dst.limit());
    }

    /** {@return the payload from an offset to its end, as of one moment} */
    public byte[] readTail(long start) throws IOException {
        if (readOnly || isMine()) {
            return underLock(t -> {
                byte[] tail = new byte[Ranges.arraySize(name, start, t.length())];
                t.read(start, tail, 0, tail.length);
                return tail;
            });
        }
        try {
            return payload.readTail(start);
        } catch (CommittedPayload.ClosedException e) {
            throw health.refusal();
        }
    }

    /** {@return whether the calling thread's transaction is running} */
    public boolean inTransaction() {
        return isMine();
    }

    private boolean isMine() {
        return owner == Thread.currentThread();
    }

    /** Something that only reads, seen from inside a transaction, or by way of the overlay. */
    private <T> T underLock(Operation<T> read) throws IOException {
        if (isMine()) {
            return read.run(joined());
        }
        Outcome<T> outcome = new Outcome<>();
        locked(() -> {
            health.check();
            outcome.result = read.run(begin(false));
        });
        return outcome.result;
    }

    /** Runs a step under the writer lock. */
    private void locked(Committer.Step step) throws IOException {
        locked(-1, step);
    }

    /**
     * Runs a step under the writer lock.
     *
     * @param nanos how long to wait for the lock; negative: as the options say, then a {@link
     *     bstack.core.WriterTimeoutException}
     * @return whether the lock was had; if not, nothing was done
     */
    private boolean locked(long nanos, Committer.Step step) throws IOException {
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
    public <T> T operate(Operation<T> operation) throws IOException {
        return isMine() ? joined().part(operation) : outermost(operation, false);
    }

    /**
     * Runs a body that may use the stack: a transaction of its own, or a part of the one that is running.
     *
     * @param body the body
     * @param mending whether it may change, in memory, a stack that is open for reading only
     */
    public <T> T transact(Operation<T> body, boolean mending) throws IOException {
        return isMine() ? joined().body(body) : outermost(t -> t.body(body), mending);
    }

    /** Registers what undoes something in memory if the running transaction is rolled back. */
    public void onRollback(Runnable undo) {
        if (!isMine()) {
            throw new IllegalStateException("onRollback belongs inside a transaction");
        }
        joined().onRollback(undo);
    }

    private Transaction joined() {
        if (running.isInCallback()) {
            throw new IllegalStateException(
                    "%s: the stack cannot be used inside a function that it calls".formatted(name));
        }
        return running;
    }

    private Transaction begin(boolean mending) throws IOException {
        ByteSource committed = this::readCommitted;
        if (readOnly) {
            ByteSource below = (start, dst, at, count) -> overlay.read(start, dst, at, count, committed, committed);
            return new Transaction(
                    overlay.length(), new Transaction.Layers(below, committed), large, lockedLength, mending);
        }
        ByteSource below = (start, dst, at, count) -> committer.readPending(start, dst, at, count, committed);
        return new Transaction(
                committer.pendingLength(), new Transaction.Layers(below, committed), large, lockedLength, true);
    }

    private void readCommitted(long start, byte[] dst, int at, int count) throws IOException {
        try {
            payload.read(start, dst, at, count);
        } catch (CommittedPayload.ClosedException e) {
            throw health.refusal();
        }
    }

    private <T> T outermost(Operation<T> body, boolean mending) throws IOException {
        Outcome<T> outcome = new Outcome<>();
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
            return outcome.result;
        }
        throw outcome.refusal(health);
    }

    private <T> void run(Operation<T> body, boolean mending, Outcome<T> outcome) throws IOException {
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
            // Nothing was changed, but the answer may rest on commits that are still on their way, or have failed.
            outcome.waiter = committer.waitForPending();
            outcome.failure = outcome.waiter == null ? health.failure : null;
        }
    }

    private <T> void runAndCommit(Operation<T> body, Transaction t, Outcome<T> outcome) {
        try {
            outcome.result = body.run(t);
            t.checkCommit();
            commit(t, outcome);
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
    private void commit(Transaction t, Outcome<?> outcome) throws IOException {
        WriteSet edits = t.edits();
        if (edits.isEmpty()) {
            large.forget();
        } else if (readOnly) {
            commitInMemory(edits);
            outcome.settled = true;
        } else if (edits.hasBytesInFile()) {
            committer.commitAlone(edits, large, large.keep());
            outcome.settled = true;
            large.forget();
        } else {
            outcome.waiter = committer.submit(edits, large);
        }
    }

    private void commitInMemory(WriteSet edits) {
        try {
            overlay.absorb(edits);
        } catch (Throwable e) {
            if (health.failure == null) {
                health.failure = e;
            }
            throw e;
        }
    }

    // ---------------------------------------------------------------- life cycle

    /** Locks a prefix, for this session. */
    public void lockUpTo(long end) throws IOException {
        alone("lockUpTo", () -> {
            committer.awaitIdle();
            if (end < lockedLength) {
                throw new IllegalArgumentException(
                        "%s: %d bytes are locked already, that cannot become %d".formatted(name, lockedLength, end));
            }
            Ranges.check(name, 0, end, readOnly ? overlay.length() : committer.committedLength());
            lockedLength = end;
            if (!readOnly) {
                payload.freezePrefix(end);
            }
        });
    }

    /** Leaves the file at rest. */
    public void checkpoint() throws IOException {
        alone("checkpoint", committer::putAtRest);
    }

    private void alone(String what, Committer.Step step) throws IOException {
        checkNotInTransaction(what);
        locked(() -> {
            health.check();
            step.run();
        });
    }

    /**
     * Leaves the file at rest, unless the stack has failed, and closes it.
     *
     * @param timeout how long to wait for a body that runs
     * @return false if one was still running; nothing was closed then
     */
    public boolean close(Duration timeout) throws IOException {
        checkNotInTransaction("close");
        try {
            return locked(WriterLock.saturated(timeout), committer::close);
        } finally {
            if (health.closed) {
                endWatch();
            }
        }
    }

    /** Else what the stack has used stays in memory until the collector comes by twice. */
    private void endWatch() {
        try {
            if (watch != null) {
                watch.clean();
            }
        } catch (Throwable e) {
            // The collector does it.
        }
    }

    private void checkNotInTransaction(String what) {
        if (isMine()) {
            throw new IllegalStateException("%s: %s is not possible inside a transaction".formatted(name, what));
        }
    }
}
