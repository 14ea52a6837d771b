package bstack.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/**
 * What one frame has changed: an operation, a transaction, or several that shared a flush. A {@link CommitListener} gets
 * it. It is valid until the listener's method returns.
 *
 * <p>To follow a stack with a copy of the payload: set the copy's length to {@link #payloadLength}, then write the
 * ranges. They do not overlap, and cover all by which the payload became longer.
 */
public interface CommittedFrame {
    /** {@return the frame's number: one more than that of the frame before it, from 1 at the open of the stack} */
    long sequence();

    /** {@return when it became visible} */
    Instant time();

    /** {@return the payload's length after it} */
    long payloadLength();

    /** {@return the ranges that it changes, by offset} */
    List<Range> ranges();

    /** A run of payload bytes that a frame changes. */
    interface Range {
        /** {@return the offset in the payload of the first byte} */
        long offset();

        /** {@return the number of bytes, at least 1} */
        long length();

        /** {@return whether all bytes are zeros, as known without reading them} */
        boolean isZero();

        /**
         * {@return the bytes, as the frame has left them}
         *
         * @throws IllegalArgumentException if they are too many for an array; {@link #read} gets them in parts
         * @throws IOException if they are large, and the medium fails
         */
        byte[] bytes() throws IOException;

        /**
         * Reads some of the bytes, as many as remain in a buffer, whose position advances.
         *
         * @param at index in this range of the first
         * @param dst where they go
         * @throws IndexOutOfBoundsException if they are not within the range
         * @throws IOException if they are large, and the medium fails
         */
        void read(long at, ByteBuffer dst) throws IOException;
    }
}
