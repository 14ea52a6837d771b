package bstack.core.internal.commit;

import bstack.core.internal.edits.ByteSource;
import java.io.IOException;

/**
 * The payload as it will be when everything in flight is committed: the layers of the {@link CommitPipeline} on top of
 * what is committed. Used under the writer lock.
 */
public final class InFlightView implements ByteSource {
    private final CommitPipeline pipeline;
    private final CommittedPayload payload;

    InFlightView(CommitPipeline pipeline, CommittedPayload payload) {
        this.pipeline = pipeline;
        this.payload = payload;
    }

    /** {@return the payload's length} */
    public long length() throws IOException {
        long inFlight = pipeline.inFlightLength();
        return inFlight >= 0 ? inFlight : payload.length();
    }

    @Override
    public void read(long start, byte[] dst, int at, int count) throws IOException {
        pipeline.read(start, dst, at, count, payload);
    }
}
