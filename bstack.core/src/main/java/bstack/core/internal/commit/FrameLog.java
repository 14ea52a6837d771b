package bstack.core.internal.commit;

import bstack.core.internal.edits.WriteSet;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Where commits are made durable, and then visible, one frame at a time. Used by one thread at a time. */
@FunctionalInterface
interface FrameLog {
    /**
     * Makes a frame durable, and visible after that.
     *
     * @param edits what it commits
     * @param frame where to encode it; large enough
     * @throws IOException if it cannot be known to be durable
     */
    void commit(WriteSet edits, ByteBuffer frame) throws IOException;
}
