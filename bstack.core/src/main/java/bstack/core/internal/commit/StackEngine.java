package bstack.core.internal.commit;

import bstack.core.BStackFailedException;
import bstack.core.BStackNoSpaceException;
import bstack.core.BStackOptions;
import bstack.core.RecoveryReport;
import bstack.core.Storage;
import bstack.core.internal.journal.ByteSource;
import bstack.core.internal.journal.Journal;
import bstack.core.internal.journal.WriteSet;
import bstack.core.internal.recovery.Recovery;
import bstack.core.internal.recovery.RecoveryLog;
import bstack.core.internal.recovery.RecoveryPlan;
import bstack.core.internal.recovery.Settlement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An open stack: it runs operations and transactions, and puts them on their way to the medium.
 *
 * <p>Three locks, taken in this order: the <em>writer lock</em>, held while an operation or a transaction runs, never
 * while it is flushed (but for large data, see {@link LargeData}); the {@link CommitPipeline}'s lock, held for moments;
 * the sequence lock of {@link CommittedPayload}, held while a commit becomes visible. Readers take none of the first two,
 * unless they are inside a transaction.
 */
public final class StackEngine {
    private final Storage storage;
    private final Health health;
    private final RecoveryReport report;
    private final boolean readOnly;
    private final CommittedPayload payload;
    private final Settlement settlement;
    private final Journal journal;
    private final CommitPipeline pipeline;
    private final LargeData large;
    private final ReentrantLock writer = new ReentrantLock();

    /** What a stack that is open for reading only shows on top of the file; else null. Guarded by the writer lock. */
    private final WriteSet overlay;
    /** The payload's length when everything on its way is committed. Guarded by the writer lock. */
    private long submittedLength;
    /** The transaction that is running. Guarded by the writer lock. */
    private Transaction running;
    /** The thread whose transaction is running. */
    private volatile Thread owner;

    private volatile long lockedLength;

    private StackEngine(
            Storage storage, BStackOptions options, RecoveryPlan plan, long fileLength, WriteSet overlay) {
        this.storage = storage;
        this.health = new Health(storage.name());
        this.report = plan.report();
        this.readOnly = overlay != null;
        this.overlay = overlay;
        this.payload = new CommittedPayload(storage, fileLength);
        this.settlement = new Settlement(storage, plan);
        this.journal = new Journal(storage, options, this::fail, settlement::settle);
        this.pipeline = new CommitPipeline(edits -> useJournal(() -> write(edits, payload.length())));
        this.large = new LargeData(this, storage, journal, options);
        this.submittedLength = overlay != null ? overlay.length() : fileLength;
    }

    /**
     * Opens a stack: recovers it, and makes durable what it shows. A file at rest is put in order later, see
     * {@link Settlement}.
     *
     * @throws IOException if the file cannot be opened; the storage is still open
     */
    public static StackEngine open(Storage storage, BStackOptions options) throws IOException {
        RecoveryPlan plan = RecoveryPlan.of(storage);
        new Recovery(storage).begin(plan);
        RecoveryLog.tell(storage, plan, "recovered");
        return new StackEngine(storage, options, plan, plan.length(), null);
    }

    /**
     * Opens a stack for reading: what recovery would do is done in memory.
     *
     * @throws IOException if the file cannot be opened; the storage is still open
     */
    public static StackEngine openReadOnly(Storage storage) throws IOException {
        RecoveryPlan plan = RecoveryPlan.of(storage);
        WriteSet overlay = new Recovery(storage).inMemory(plan);
        RecoveryLog.tell(storage, plan, "recovered in memory");
        long inFile = plan instanceof RecoveryPlan.Replay r ? r.base().length() : plan.length();
        return new StackEngine(storage, BStackOptions.defaults(), plan, inFile, overlay);
    }

    /** {@return a name for messages} */
    public String name() {
        return storage.name();
    }

    /** {@return what the open found} */
    public RecoveryReport report() {
        return report;
    }

    /** {@return what the open has put off until the first change} */
    public Settlement settlement() {
        return settlement;
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
                Ranges.check(name(), start, end, t.length());
                t.read(start, dst, 0, dst.length);
                return null;
            });
            return;
        }
        try {
            long length = payload.tryRead(start, end, dst, 0);
            if (length >= 0) {
                throw Ranges.outside(name(), start, end, length);
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
                Ranges.check(name(), start, end, t.length());
                t.read(start, dst);
                return null;
            });
        } else {
            try {
                long length = payload.tryRead(start, end, dst);
                if (length >= 0) {
                    throw Ranges.outside(name(), start, end, length);
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
                byte[] tail = new byte[Ranges.arraySize(name(), start, t.length())];
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
        writer.lock();
        try {
            health.check();
            return read.run(begin(false));
        } finally {
            writer.unlock();
        }
    }

    // ---------------------------------------------------------------- operations and transactions

    /**
     * An operation on a transaction.
     *
     * @param <T> its result
     */
    @FunctionalInterface
    public interface Operation<T> {
        /**
         * Runs it.
         *
         * @throws IOException if the medium fails, or there is no space
         */
        T run(Transaction t) throws IOException;
    }

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
                    "%s: the stack cannot be used inside a function that it calls".formatted(name()));
        }
        return running;
    }

    private Transaction begin(boolean mending) {
        ByteSource committed = this::readCommitted;
        Transaction.Layers layers = new Transaction.Layers(
                overlay == null
                        ? (start, dst, at, count) -> pipeline.read(start, dst, at, count, committed)
                        : (start, dst, at, count) -> overlay.read(start, dst, at, count, committed, committed),
                committed);
        return new Transaction(submittedLength, layers, large, lockedLength, !readOnly || mending);
    }

    private void readCommitted(long start, byte[] dst, int at, int count) throws IOException {
        try {
            payload.read(start, dst, at, count);
        } catch (CommittedPayload.ClosedException e) {
            throw health.refusal();
        }
    }

    private <T> T outermost(Operation<T> body, boolean mending) throws IOException {
        T result = null;
        Throwable thrown = null;
        Throwable cause = null;
        Batch.Waiter waiter = null;
        writer.lock();
        try {
            health.check();
            Transaction t = begin(mending);
            running = t;
            owner = Thread.currentThread();
            try {
                result = body.run(t);
                t.checkCommit();
                waiter = commit(t);
            } catch (Throwable e) {
                thrown = e;
                t.rollback(e);
            } finally {
                owner = null;
                running = null;
            }
            if (waiter == null) {
                // Nothing was changed, but the answer may rest on commits that are still on their way, or have failed.
                waiter = pipeline.waitForPending();
                cause = waiter == null ? health.failure() : null;
            }
        } finally {
            writer.unlock();
        }
        cause = waiter == null ? cause : pipeline.await(waiter);
        if (cause != null && !(thrown instanceof BStackFailedException)) {
            BStackFailedException failed = health.failed(cause);
            if (thrown != null) {
                failed.addSuppressed(thrown);
            }
            throw failed;
        }
        if (thrown != null) {
            throw Thrown.<RuntimeException>asIs(thrown);
        }
        return result;
    }

    /** {@return what to wait for, or null if it is all done} */
    private Batch.Waiter commit(Transaction t) throws IOException {
        WriteSet edits = t.edits();
        if (edits.isEmpty()) {
            large.forget();
            return null;
        }
        if (readOnly) {
            overlay.absorb(edits);
            submittedLength = overlay.length();
            return null;
        }
        if (!journal.isAttached()) {
            useJournal(() -> journal.attach(
                    submittedLength, submittedLength, edits.length(), Journal.boundOfFrame(edits)));
        }
        if (edits.hasBytesInFile()) {
            commitAlone(edits);
            return null;
        }
        if (Journal.boundOfFrame(edits) > journal.maxFrame()) {
            large.reserveFrame(edits, Journal.boundOfFrame(edits));
        }
        long length = edits.length();
        Batch.Waiter waiter = pipeline.submit(edits, journal.maxFrame());
        submittedLength = length;
        return waiter;
    }

    /** Commits a transaction whose data are in the file already, under the writer lock. */
    private void commitAlone(WriteSet edits) throws IOException {
        awaitIdle();
        large.reserveFrame(edits, Journal.sizeOfFrame(edits));
        useJournal(() -> {
            journal.flushData();
            write(edits, large.keep());
            if (edits.hasCopies()) {
                // The spare space that the frame names is free again only when nothing will replay the frame.
                journal.checkpoint(edits.length());
            }
        });
        submittedLength = edits.length();
        large.forget();
    }

    private void write(WriteSet edits, long keep) throws IOException {
        long visible = payload.length();
        if (visible < 0) {
            throw health.refusal();
        }
        journal.makeRoom(visible, keep, Journal.sizeOfFrame(edits));
        ByteBuffer frame = journal.append(edits);
        // What lies behind the visible length nobody reads yet, so only the rest must become visible at once.
        journal.apply(edits, frame, visible, Long.MAX_VALUE);
        payload.publish(edits.length(), () -> journal.apply(edits, frame, 0, visible));
        if (journal.isReplayLong()) {
            journal.checkpoint(edits.length());
        }
    }

    // ---------------------------------------------------------------- for LargeData

    boolean writesToFile() {
        return !readOnly;
    }

    long committedLength() {
        return payload.length();
    }

    /** Waits until nothing is on its way; then the journal is the caller's until it releases the writer lock. */
    void awaitIdle() throws IOException {
        Throwable cause = pipeline.awaitIdle();
        if (cause != null) {
            throw health.failed(cause);
        }
        health.check();
    }

    /** Runs a step that writes; if it fails, the stack has failed, unless it says that nothing has changed. */
    void useJournal(CommittedPayload.Change step) throws IOException {
        if (health.hasFailed()) {
            // A transaction that has swallowed the failure comes here again.
            throw health.refusal();
        }
        try {
            step.apply();
        } catch (BStackNoSpaceException | IllegalArgumentException e) {
            throw e;
        } catch (Throwable e) {
            fail(e);
            throw health.refusal();
        }
    }

    private void fail(Throwable cause) {
        if (health.fail(cause)) {
            payload.close();
        }
    }

    // ---------------------------------------------------------------- life cycle

    /** Locks a prefix, for this session. */
    public void lockUpTo(long end) throws IOException {
        checkNotInTransaction("lockUpTo");
        writer.lock();
        try {
            health.check();
            awaitIdle();
            if (end < lockedLength) {
                throw new IllegalArgumentException("%s: %d bytes are locked already, that cannot become %d"
                        .formatted(name(), lockedLength, end));
            }
            Ranges.check(name(), 0, end, submittedLength);
            lockedLength = end;
            if (!readOnly) {
                payload.freezePrefix(end);
            }
        } finally {
            writer.unlock();
        }
    }

    /** Leaves the file at rest. */
    public void checkpoint() throws IOException {
        checkNotInTransaction("checkpoint");
        writer.lock();
        try {
            health.check();
            awaitIdle();
            if (journal.isAttached()) {
                long length = payload.length();
                useJournal(() -> {
                    journal.detach(length);
                    payload.fence(() -> journal.truncate(length));
                    // Behind the fence, for readers wait for that.
                    journal.flushTruncation();
                });
            } else if (!readOnly) {
                useJournal(settlement::settleAtRest);
            }
        } finally {
            writer.unlock();
        }
    }

    /** Leaves the file at rest, unless the stack has failed, and closes it. */
    public void close() throws IOException {
        checkNotInTransaction("close");
        writer.lock();
        try {
            if (health.isClosed()) {
                return;
            }
            pipeline.awaitIdle();
            health.close();
            long length = payload.length();
            try (storage) {
                closeJournal(length);
            }
        } finally {
            writer.unlock();
        }
    }

    private void closeJournal(long length) throws IOException {
        try {
            payload.close();
            if (!health.hasFailed() && journal.isAttached()) {
                journal.detach(length);
                journal.truncate(length);
                journal.flushTruncation();
            } else if (!health.hasFailed() && !readOnly) {
                settlement.settleAtRest();
            }
        } finally {
            journal.abandonFlush();
        }
    }

    private void checkNotInTransaction(String what) {
        if (isMine()) {
            throw new IllegalStateException("%s: %s is not possible inside a transaction".formatted(name(), what));
        }
    }
}
