package bstack.core.internal.commit;

import bstack.core.internal.edits.WriteSet;
import bstack.core.internal.feed.CommitFeed;
import bstack.core.internal.journal.Journal;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Makes frames durable in the journal of the stack's own file, applies them, and makes them visible. Used by the leader
 * of a group commit, or by the holder of the writer lock while nothing is in flight.
 *
 * <p>A step that writes runs in {@link #guard}. If something is thrown out of it after it has begun to change the
 * medium, the stack has failed, whatever was thrown; if nothing had changed yet, that call alone has failed.
 */
public final class JournalLog implements FrameLog {
    private final Health health;
    private final CommittedPayload payload;
    private final Journal journal;
    private final CommitFeed feed;

    JournalLog(Health health, CommittedPayload payload, Journal journal, CommitFeed feed) {
        this.feed = feed;
        this.health = health;
        this.payload = payload;
        this.journal = journal;
    }

    @Override
    public void commit(WriteSet edits, ByteBuffer frame) throws IOException {
        guard(() -> write(edits, frame, payload.visibleLength()));
    }

    /**
     * Writes a frame, in a step that is guarded.
     *
     * @param keep payload offset up to which what is after the committed payload must be kept
     */
    void write(WriteSet edits, ByteBuffer frame, long keep) throws IOException {
        long visible = payload.length();
        journal.makeRoom(visible, keep, Journal.sizeOfFrame(edits));
        journal.append(edits, frame);
        if (feed.hasBytesInFile) {
            keepOverwritten(edits);
        }
        // Nobody reads yet what is after the visible length, so only the rest must become visible at once.
        journal.apply(edits, frame, visible, Long.MAX_VALUE);
        payload.publish(edits, () -> journal.apply(edits, frame, 0, visible));
        // From here on the frame is durable and visible.
        if (feed.active) {
            hand(edits);
        }
        if (journal.isReplayLong()) {
            journal.checkpoint(edits.length());
        }
    }

    private void keepOverwritten(WriteSet edits) {
        try {
            feed.beforeApply(edits);
        } catch (Throwable e) {
            // Who follows has lost his place; no commit is concerned.
            feed.missed = true;
        }
    }

    private void hand(WriteSet edits) {
        try {
            feed.committed(payload.published(), edits);
        } catch (Throwable e) {
            // As above.
            feed.missed = true;
        }
    }

    /** A step that writes. */
    @FunctionalInterface
    public interface Step {
        /** Runs it. */
        void run() throws IOException;
    }

    /** Runs a step that writes; if it fails after it has begun to change the medium, the stack has failed. */
    public void guard(Step step) throws IOException {
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
}
