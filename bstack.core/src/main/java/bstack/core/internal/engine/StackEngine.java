package bstack.core.internal.engine;

import bstack.core.BStackOptions;
import bstack.core.BStackStats;
import bstack.core.Commit;
import bstack.core.CommitListener;
import bstack.core.CopyProgress;
import bstack.core.RecoveryReport;
import bstack.core.Snapshot;
import bstack.core.Storage;
import bstack.core.TransactionBody;
import bstack.core.internal.commit.CommittedPayload;
import bstack.core.internal.commit.Committer;
import bstack.core.internal.commit.Health;
import bstack.core.internal.commit.PayloadView;
import bstack.core.internal.commit.WriterLock;
import bstack.core.internal.edits.WriteSet;
import bstack.core.internal.event.Events;
import bstack.core.internal.event.Span;
import bstack.core.internal.feed.CommitFeed;
import bstack.core.internal.feed.Follower;
import bstack.core.internal.format.RangeKind;
import bstack.core.internal.recovery.Format04;
import bstack.core.internal.recovery.Recovery;
import bstack.core.internal.recovery.RecoveryLog;
import bstack.core.internal.recovery.RecoveryPlan;
import bstack.core.internal.recovery.Settlement;
import bstack.core.internal.snapshot.Snapshots;
import bstack.core.internal.transaction.Operation;
import bstack.core.internal.transaction.TransactionRunner;
import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The life cycle of an open stack. Passes each call to the part that does it. Thread-safe. */
public final class StackEngine {
    private final String name;
    private final Health health;
    private final RecoveryReport report;
    private final boolean readOnly;
    private final Committer committer;
    private final CommittedPayload payload;
    private final TransactionRunner transactions;
    /** Closes the stack if nobody does. */
    private Cleaner.@Nullable Cleanable watch;

    private StackEngine(
            Storage storage, BStackOptions options, RecoveryPlan plan, long fileLength, @Nullable WriteSet overlay) {
        this.name = storage.name();
        this.health = new Health(name);
        this.report = plan.report();
        this.readOnly = overlay != null;
        Settlement settlement = new Settlement(storage, plan);
        if (readOnly) {
            settlement.leave();
        }
        this.committer = new Committer(storage, options, health, fileLength, settlement);
        this.payload = committer.payload();
        this.transactions = new TransactionRunner(committer, health, options, overlay);
    }

    /**
     * Opens a stack: recovers it, and makes durable what it shows. A file at rest is mended later, see
     * {@link Settlement}.
     *
     * @throws IOException if the file cannot be opened; the storage is still open
     */
    public static StackEngine open(Storage storage, BStackOptions options) throws IOException {
        Objects.requireNonNull(options, "options");
        Span event = Events.recovery();
        RecoveryPlan plan = RecoveryPlan.of(storage);
        new Recovery(storage).begin(plan);
        RecoveryLog.tell(storage, plan, "recovered");
        event.finish(storage.name(), plan.report().commits(), plan.length());
        return watched(new StackEngine(storage, options, plan, plan.length(), null));
    }

    /**
     * Opens a stack for reading: what recovery would do is done in memory. A file of format 0.4 at rest is shown.
     *
     * @throws IOException if the file cannot be opened; the storage is still open
     */
    public static StackEngine openReadOnly(Storage file, BStackOptions options) throws IOException {
        Span event = Events.recovery();
        Storage storage = Format04.shown(file);
        RecoveryPlan plan = RecoveryPlan.of(storage);
        storage.sync(); // R
        WriteSet overlay = new Recovery(storage).inMemory(plan);
        RecoveryLog.tell(storage, plan, "recovered in memory");
        event.finish(storage.name(), plan.report().commits(), plan.length());
        long inFile = plan instanceof RecoveryPlan.Replay r ? r.base().length() : plan.length();
        return watched(new StackEngine(storage, options, plan, inFile, overlay));
    }

    /** Makes the payload readable as the last step, so that nothing is left mapped if the open fails. */
    private static StackEngine watched(StackEngine engine) throws IOException {
        try {
            // Initialised here, before anything is changed: a class that fails to be is lost.
            Objects.requireNonNull(RangeKind.DATA);
            Objects.requireNonNull(Span.NONE);
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

    /** {@return by what means the file is accessed} */
    public BStackOptions.Access access() {
        return committer.storage().access();
    }

    /** {@return what the open found} */
    public RecoveryReport report() {
        return report;
    }

    /** {@return what has been done since the open} */
    public BStackStats stats() {
        if (health.closed) {
            throw new IllegalStateException("%s: the stack is closed".formatted(name));
        }
        return committer.stats();
    }

    /** {@return what the open has put off until the first change} */
    public Settlement settlement() {
        return committer.settlement();
    }

    /** {@return whether it is open for reading only} */
    public boolean isReadOnly() {
        return readOnly;
    }

    /** {@return the payload as the calling thread may see it} */
    public PayloadView view() {
        return transactions.view();
    }

    /** Runs a body as a transaction that nobody need wait for. */
    public <T extends @Nullable Object> Commit<T> submit(TransactionBody<T> body) throws IOException {
        return transactions.submit(body, this);
    }

    /** Runs a single operation: a transaction of its own, or a part of the one that is running. */
    public <T extends @Nullable Object> T operate(Operation<T> operation) throws IOException {
        return transactions.operate(operation);
    }

    /** {@return what runs operations and transactions} */
    public TransactionRunner transactions() {
        return transactions;
    }

    /**
     * Copies the payload as it is between two commits, while commits go on.
     *
     * @param target an empty medium, which becomes a stack at rest
     */
    public Snapshot snapshotTo(Storage target, CopyProgress progress) throws IOException {
        transactions.checkMayWait("snapshotTo");
        return readOnly
                ? Snapshots.of(transactions.view(), target, progress)
                : Snapshots.of(committer.storage(), payload, committer.feed(), target, progress);
    }

    /** {@return the number of the last frame that is visible} */
    public long sequence() throws IOException {
        return payload.atBoundary((number, length) -> number);
    }

    /** Begins to hand frames to a listener. */
    public Closeable follow(long from, CommitListener listener) throws IOException {
        transactions.checkMayWait("follow");
        if (readOnly) {
            throw new IllegalStateException(
                    "%s is open for reading only: nothing is committed that could be followed".formatted(name));
        }
        CommitFeed feed = committer.feed();
        CommitFeed.Place place = payload.atBoundary((number, length) -> {
            if (from < 0 || from > number) {
                throw new IllegalArgumentException(
                        "%s: frame %d cannot be followed from: the last one is %d".formatted(name, from, number));
            }
            return feed.follow(from, number);
        });
        boolean started = false;
        try {
            Health watched = health;
            Follower follower = new Follower(
                    name, feed, place, listener, () -> watched.hasFailed() ? watched.failed(watched.failure) : null);
            follower.start();
            started = true;
            return follower;
        } finally {
            if (!started) {
                feed.release(place);
            }
        }
    }

    /** Leaves the file at rest. */
    public void checkpoint() throws IOException {
        transactions.alone("checkpoint", committer::putAtRest);
    }

    /**
     * Leaves the file at rest, unless the stack has failed, and closes it.
     *
     * @param timeout how long to wait for a body that runs
     * @return false if one was still running; nothing was closed then
     */
    public boolean close(Duration timeout) throws IOException {
        transactions.checkMayWait("close");
        boolean closed;
        try {
            // Before the close, so that what follows the commits can still use the stack.
            transactions.finishSubmissions();
        } finally {
            closed = close(WriterLock.saturated(timeout));
        }
        return closed;
    }

    private boolean close(long nanos) throws IOException {
        try {
            return transactions.locked(nanos, committer::close);
        } finally {
            if (health.closed) {
                endWatch();
            }
            // Those that came in between.
            transactions.finishSubmissions();
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
}
