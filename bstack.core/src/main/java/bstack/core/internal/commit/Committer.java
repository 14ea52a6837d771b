package bstack.core.internal.commit;

import bstack.core.BStackOptions;
import bstack.core.Storage;
import bstack.core.internal.journal.ByteSource;
import bstack.core.internal.journal.FrameBuffers;
import bstack.core.internal.journal.Journal;
import bstack.core.internal.journal.WriteSet;
import bstack.core.internal.recovery.Settlement;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.LoggerFactory;

/**
 * Makes write sets durable and visible: owns the journal, the visible payload, and the commits on their way. Whoever calls
 * it holds the writer lock, but for the leader of a group commit.
 *
 * <p>A step that writes runs in {@link #guard}. If something is thrown out of it after it has begun to change the medium,
 * the stack has failed, whatever was thrown; if nothing had changed yet, that call alone has failed.
 */
final class Committer {
    private final Storage storage;
    private final Health health;
    private final CommittedPayload payload;
    private final Settlement settlement;
    private final Journal journal;
    private final FrameBuffers buffers = new FrameBuffers();
    private final CommitPipeline pipeline;
    private boolean released;

    /**
     * Creates the committer of a file at rest.
     *
     * @param length the payload's length
     * @param settlement what the open has put off
     */
    Committer(Storage storage, BStackOptions options, Health health, long length, Settlement settlement) {
        this.storage = storage;
        this.health = health;
        this.payload = new CommittedPayload(storage, health, length);
        this.settlement = settlement;
        this.journal = new Journal(storage, options, health::fail, settlement::settle);
        this.pipeline = new CommitPipeline(health, buffers, this::flush);
    }

    Settlement settlement() {
        return settlement;
    }

    Storage storage() {
        return storage;
    }

    Journal journal() {
        return journal;
    }

    CommittedPayload payload() {
        return payload;
    }

    /** {@return the payload's length, what is on its way not counted} */
    long committedLength() throws IOException {
        long length = payload.length();
        if (length < 0) {
            throw health.refusal();
        }
        return length;
    }

    /** {@return the payload's length when everything on its way is committed} */
    long pendingLength() throws IOException {
        long pending = pipeline.pendingLength();
        return pending >= 0 ? pending : committedLength();
    }

    /** Reads the payload as it will be when everything on its way is committed. */
    void readPending(long start, byte[] dst, int at, int count, ByteSource committed) throws IOException {
        pipeline.read(start, dst, at, count, committed);
    }

    /**
     * Puts a commit on its way, together with those of other threads. If this throws, nothing has changed, or the stack has
     * failed.
     *
     * @param edits what it changes, all of it in memory; must not be used any more
     * @param large makes room for a large frame
     * @return what to {@link #await} after the writer lock was released
     */
    Batch.Waiter submit(WriteSet edits, LargeData large) throws IOException {
        long frame = Journal.boundOfFrame(edits);
        if (!journal.isAttached()) {
            long length = committedLength();
            guard(() -> journal.attach(length, length, edits.length(), frame));
        }
        if (frame > journal.maxFrame()) {
            large.reserveFrame(edits, Journal.sizeOfFrame(edits));
        }
        fillHoles(edits);
        return pipeline.submit(edits, journal.maxFrame());
    }

    /**
     * Commits a transaction whose data are in the file already; it is durable and visible when this returns.
     *
     * @param keep payload offset up to which what lies behind the committed payload must be kept
     */
    void commitAlone(WriteSet edits, LargeData large, long keep) throws IOException {
        awaitIdle();
        large.reserveFrame(edits, Journal.sizeOfFrame(edits));
        fillHoles(edits);
        ByteBuffer frame = buffers.take(Journal.sizeOfFrame(edits));
        guard(() -> {
            journal.flushData();
            write(edits, frame, keep);
            if (edits.hasCopies()) {
                // The spare space that the frame names is free again only when nothing will replay the frame.
                journal.checkpoint(edits.length());
            }
        });
        try {
            buffers.giveBack(frame);
        } catch (Throwable e) {
            // It is committed, and the next one gets another buffer.
        }
    }

    /** Only a sparse file has holes; there, a commit that fills one waits for those on their way. */
    private void fillHoles(WriteSet edits) throws IOException {
        if (journal.hasHoles(edits)) {
            awaitIdle();
            guard(() -> journal.fillHoles(edits));
        }
    }

    /** What a leader does. */
    private void flush(WriteSet edits, ByteBuffer frame) throws IOException {
        guard(() -> write(edits, frame, payload.length()));
    }

    private void write(WriteSet edits, ByteBuffer frame, long keep) throws IOException {
        long visible = committedLength();
        journal.makeRoom(visible, keep, Journal.sizeOfFrame(edits));
        journal.append(edits, frame);
        // What lies behind the visible length nobody reads yet, so only the rest must become visible at once.
        journal.apply(edits, frame, visible, Long.MAX_VALUE);
        payload.publish(edits, () -> journal.apply(edits, frame, 0, visible));
        if (journal.isReplayLong()) {
            journal.checkpoint(edits.length());
        }
    }

    /** {@return a waiter for everything on its way, or null if nothing is} */
    Batch.Waiter waitForPending() {
        return pipeline.waitForPending();
    }

    /** Waits for a commit; without the writer lock. {@return null, or why it is not known to be durable} Never throws. */
    Throwable await(Batch.Waiter waiter) {
        return pipeline.await(waiter);
    }

    /** Wakes everyone who waits although the stack has failed. */
    void wakeStranded() {
        pipeline.wakeStranded();
    }

    /** Waits until nothing is on its way; then the journal is the caller's until it releases the writer lock. */
    void awaitIdle() throws IOException {
        Throwable cause = pipeline.awaitIdle();
        if (cause != null) {
            throw health.failed(cause);
        }
        health.check();
    }

    /** A step that writes. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /** Runs a step that writes; if it fails after it has begun to change the medium, the stack has failed. */
    void guard(Step step) throws IOException {
        if (health.hasFailed()) {
            // A transaction that has swallowed the failure comes here again.
            throw health.refusal();
        }
        journal.beginStep();
        try {
            step.run();
        } catch (Throwable e) {
            boolean harmless = false;
            try {
                harmless = !journal.isChanging();
            } catch (Throwable more) {
                // Then it is not known.
            }
            if (harmless) {
                throw e;
            }
            if (health.failure == null) {
                health.failure = e;
            }
            throw health.refusal();
        }
    }

    /** Leaves the file at rest. */
    void putAtRest() throws IOException {
        awaitIdle();
        if (!journal.isAttached()) {
            if (settlement.isPending()) {
                guard(() -> journal.settle(settlement::settleAtRest));
            }
            return;
        }
        long length = committedLength();
        guard(() -> {
            journal.detach(length);
            payload.fence(() -> journal.truncate(length));
            // Behind the fence, for readers wait for that.
            journal.flushTruncation();
        });
    }

    /**
     * Leaves the file at rest if what is in memory is known, and closes the storage whatever happens.
     *
     * @throws IOException if the medium fails; the storage is closed
     */
    void close() throws IOException {
        if (!health.closed) {
            Throwable cause = pipeline.awaitEnd();
            boolean known = cause == null && health.failure == null;
            health.closed = true;
            try {
                putAtRest(known);
            } finally {
                release();
            }
        } else if (!released) {
            release();
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
    void abandon() {
        if (health.closed) {
            return;
        }
        health.closed = true;
        try (storage) {
            putAtRest(false);
            log(
                    "the stack was given up without having been closed; it is closed now, and the next open recovers it",
                    null);
        } catch (IOException e) {
            log("a stack that was given up could not be closed", e);
        }
    }

    private void log(String what, Throwable cause) {
        LoggerFactory.getLogger("bstack.core").warn("{}: {}", storage.name(), what, cause);
    }

    private void putAtRest(boolean known) throws IOException {
        long length = payload.length();
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
