package bstack.core.internal.format;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the bytes of a frame are read from, part by part. */
public interface FrameSource {
    /** {@return {@code count} bytes at a position, or as many as there are, little-endian; valid until the next call} */
    ByteBuffer at(long position, int count) throws IOException;

    /** {@return as many bytes as are at hand at a position, at most {@code limit}; valid until the next call} */
    ByteBuffer some(long position, long limit) throws IOException;
}
