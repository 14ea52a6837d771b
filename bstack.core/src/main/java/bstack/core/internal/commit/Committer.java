package bstack.core.internal.commit;

import bstack.core.BStackOptions;
import bstack.core.BStackStats;
import bstack.core.Storage;
import bstack.core.internal.edits.ByteSource;
import bstack.core.internal.edits.WriteSet;
import bstack.core.internal.event.Events;
import bstack.core.internal.event.Span;
import bstack.core.internal.feed.CommitFeed;
import bstack.core.internal.journal.FrameBuffers;
import bstack.core.internal.journal.Journal;
import bstack.core.internal.journal.JournalCounts;
import bstack.core.internal.recovery.Settlement;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Makes write sets durable and visible: owns the journal, the visible payload, and the commits in flight. Whoever calls
 * it holds the writer lock, but for {@link #await}.
 */
public final class Committer {
    /** Frames that somebody has not had take at most this part of the memory. */
    private static final int FEED_PART = 4;

    private final Storage storage;
    private final Health health;
    private final CommittedPayload payload;
    private final Settlement settlement;
    private final Journal journal;
    private final JournalLog log;
    private final FrameBuffers buffers = new FrameBuffers();
    private final CommitFeed feed;
    private final CommitPipeline pipeline;
    private final InFlightView inFlight;
    private boolean released;
    /** How many commits had a frame of their own. Guarded by the writer lock; others may see a moment ago. */
    private long commitsAlone;

    /**
     * Creates the committer of a file at rest.
     *
     * @param length the payload's length
     * @param settlement what the open has put off
     */
    public Committer(Storage storage, BStackOptions options, Health health, long length, Settlement settlement) {
        this.storage = storage;
        this.health = health;
        this.payload = new CommittedPayload(storage, health, length);
        this.settlement = settlement;
        this.journal = new Journal(storage, options, health::fail, settlement::settle);
        this.feed = new CommitFeed(
                storage, Math.min(options.followMemory(), Runtime.getRuntime().maxMemory() / FEED_PART));
        this.log = new JournalLog(health, payload, journal, feed);
        this.pipeline = new CommitPipeline(health, buffers, log);
        this.inFlight = new InFlightView(pipeline, payload);
    }

    /** {@return what the open has put off until the first change} */
    public Settlement settlement() {
        return settlement;
    }

    /** {@return the file} */
    public Storage storage() {
        return storage;
    }

    /** {@return the journal, for whoever has waited until nothing is in flight} */
    public Journal journal() {
        return journal;
    }

    /** {@return where steps that write are guarded} */
    public JournalLog log() {
        return log;
    }

    /** {@return the frames that somebody has not had yet} */
    public CommitFeed feed() {
        return feed;
    }

    /** {@return the payload that readers see} */
    public CommittedPayload payload() {
        return payload;
    }

    /** {@return the payload as it will be when everything in flight is committed} */
    public InFlightView inFlight() {
        return inFlight;
    }

    /** {@return where to read what {@link #inFlight} shows, for as long as the caller holds the writer lock} */
    public ByteSource newest() {
        return pipeline.inFlightLength() < 0 ? payload : inFlight;
    }

    /** {@return what has been done since the open} */
    public BStackStats stats() {
        long length = payload.visibleLength();
        // First what is volatile, since this also shows what was counted before.
        long commits = pipeline.commits() + commitsAlone;
        JournalCounts counts = journal.counts();
        return new BStackStats(
                commits,
                counts.flushes(),
                counts.frames(),
                counts.frameBytes(),
                counts.checkpoints(),
                counts.moves(),
                payload.retries(),
                length,
                length < 0 ? -1 : journal.fileLength(length));
    }

    /** Makes sure that the journal is attached, with room for a commit. */
    public void attachFor(WriteSet edits) throws IOException {
        if (!journal.isAttached()) {
            long length = payload.length();
            log.guard(() -> journal.attach(length, length, edits.length(), Journal.boundOfFrame(edits)));
        }
    }

    /**
     * Submits a commit, together with those of other threads. If this throws, nothing has changed, or the stack has
     * failed.
     *
     * @param edits what it changes, all of it in memory, with room for its frame; must not be used any more
     * @param waits whether the thread is going to wait for it
     * @return what to {@link #await} after the writer lock was released
     */
    public Batch.Waiter submit(WriteSet edits, boolean waits) throws IOException {
        fillHoles(edits);
        return pipeline.submit(edits, journal.maxFrame(), waits);
    }

    /** Waits until there are fewer commits in flight for which nobody need wait. */
    public void awaitFewer(int most) throws IOException {
        Throwable cause = pipeline.awaitFewer(most);
        if (cause != null) {
            throw health.failed(cause);
        }
    }

    /** Waits for a batch, as for a commit. {@return null, or why it is not known to be durable} Without the writer lock. */
    public @Nullable Throwable await(Batch batch) {
        return pipeline.await(batch);
    }

    /**
     * Commits a transaction whose data are in the file already; it is durable and visible when this returns.
     *
     * @param edits what it changes, with room for its frame; nothing may be in flight
     * @param keep payload offset up to which what is after the committed payload must be kept
     */
    public void commitAlone(WriteSet edits, long keep) throws IOException {
        fillHoles(edits);
        ByteBuffer frame = buffers.take(Journal.sizeOfFrame(edits));
        Span event = Events.commit();
        log.guard(() -> {
            journal.flushData();
            log.write(edits, frame, keep);
            if (edits.hasCopies()) {
                // The spare space that the frame names is free again only when nothing will replay the frame.
                journal.checkpoint(edits.length());
            }
            commitsAlone++;
        });
        try {
            if (event != Span.NONE) {
                event.finish(storage.name(), 1, Journal.sizeOfFrame(edits));
            }
            buffers.giveBack(frame);
        } catch (Throwable e) {
            // It is committed, and the next one gets another buffer.
        }
    }

    /** Only a sparse file has holes; there, a commit that fills one waits for those in flight. */
    private void fillHoles(WriteSet edits) throws IOException {
        if (journal.hasHoles(edits)) {
            awaitIdle();
            log.guard(() -> journal.fillHoles(edits));
        }
    }

    /** {@return a waiter for everything in flight, or null if nothing is} */
    public Batch.@Nullable Waiter waitForInFlight(boolean waits) {
        return pipeline.waitForInFlight(waits);
    }

    /** Waits for a commit; without the writer lock. {@return null, or why it is not known to be durable} Never throws. */
    public @Nullable Throwable await(Batch.@Nullable Waiter waiter) {
        return pipeline.await(waiter);
    }

    /** Wakes everyone who waits although the stack has failed. */
    public void wakeStranded() {
        pipeline.wakeStranded();
    }

    /** Waits until nothing is in flight; then the journal is the caller's until it releases the writer lock. */
    public void awaitIdle() throws IOException {
        Throwable cause = pipeline.awaitIdle();
        if (cause != null) {
            throw health.failed(cause);
        }
        health.check();
    }

    /** Leaves the file at rest. */
    public void putAtRest() throws IOException {
        awaitIdle();
        if (!journal.isAttached()) {
            if (settlement.isPending()) {
                log.guard(() -> journal.settle(settlement::settleAtRest));
            }
            return;
        }
        long length = payload.length();
        log.guard(() -> {
            journal.detach(length);
            payload.fence(() -> journal.truncate(length));
            // Not inside the fence, because readers wait for that.
            journal.flushTruncation();
        });
    }

    /**
     * Leaves the file at rest if what is in memory is known, and closes the storage whatever happens.
     *
     * @throws IOException if the medium fails; the storage is closed
     */
    public void close() throws IOException {
        if (!health.closed) {
            Throwable cause = pipeline.awaitEnd();
            boolean known = cause == null && health.failure == null;
            health.closed = true;
            try {
                closeFeed();
                putAtRest(known);
            } finally {
                release();
            }
        } else if (!released) {
            release();
        }
    }

    /** What is followed is kept for who has not had it yet; no commit is concerned if that fails. */
    private void closeFeed() {
        try {
            feed.close();
        } catch (Throwable e) {
            feed.missed = true;
        }
    }

    /** Closes the storage; again, if an Error broke that off. */
    private void release() throws IOException {
        try {
            storage.close();
            released = true;
        } catch (IOException | RuntimeException e) {
            released = true;
            throw e;
        }
    }

    /** Gives the storage back if nobody has closed the stack; what is on the medium stays as it is. */
    public void abandon() {
        if (health.closed) {
            return;
        }
        health.closed = true;
        try (storage) {
            closeFeed();
            putAtRest(false);
            warn(
                    "the stack became garbage without a close; it is closed now, and the next open recovers the file",
                    null);
        } catch (IOException e) {
            warn("a stack that became garbage could not be closed", e);
        }
    }

    private void warn(String what, @Nullable Throwable cause) {
        LoggerFactory.getLogger("bstack.core").warn("{}: {}", storage.name(), what, cause);
    }

    private void putAtRest(boolean known) throws IOException {
        long length = payload.visibleLength();
        try {
            payload.close();
            if (known && length >= 0 && journal.isAttached()) {
                journal.detach(length);
                journal.truncate(length);
                journal.flushTruncation();
            } else if (known && length >= 0) {
                settlement.settleAtRest();
            }
        } finally {
            journal.abandonFlush();
        }
    }
}
