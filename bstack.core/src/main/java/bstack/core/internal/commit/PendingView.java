package bstack.core.internal.commit;

import bstack.core.internal.edits.ByteSource;
import java.io.IOException;

/**
 * The payload as it will be when everything in flight is committed: the layers of the {@link CommitPipeline} on top of
 * what is committed. Used under the writer lock.
 */
public final class PendingView implements ByteSource {
    private final CommitPipeline pipeline;
    private final CommittedPayload payload;

    PendingView(CommitPipeline pipeline, CommittedPayload payload) {
        this.pipeline = pipeline;
        this.payload = payload;
    }

    /** {@return the payload's length} */
    public long length() throws IOException {
        long pending = pipeline.pendingLength();
        return pending >= 0 ? pending : payload.length();
    }

    @Override
    public void read(long start, byte[] dst, int at, int count) throws IOException {
        pipeline.read(start, dst, at, count, payload);
    }
}
