package bstack.core.internal.snapshot;

import bstack.core.CopyProgress;
import bstack.core.Snapshot;
import bstack.core.Storage;
import bstack.core.internal.commit.CommittedPayload;
import bstack.core.internal.commit.PayloadView;
import bstack.core.internal.feed.CommitFeed;
import java.io.IOException;

/** Makes snapshots: of a stack that is being changed, and of one that nobody changes. */
public final class Snapshots {
    private Snapshots() {}

    /** Copies a payload that nobody changes. */
    public static Snapshot of(PayloadView view, Storage target, CopyProgress progress) throws IOException {
        return SnapshotCopy.unchanging(view, new SnapshotTarget(target), progress);
    }

    /** Copies a payload while commits go on. */
    public static Snapshot of(
            Storage source, CommittedPayload payload, CommitFeed feed, Storage target, CopyProgress progress)
            throws IOException {
        return new SnapshotCopy(source, payload, feed, new SnapshotTarget(target), progress).run();
    }
}
