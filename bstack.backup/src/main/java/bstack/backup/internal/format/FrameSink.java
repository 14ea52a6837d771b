package bstack.backup.internal.format;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What frames are handed to, one after the other, each as a list of ranges. */
public interface FrameSink {
    /** A frame begins. */
    void begin(long number, long millis, long payloadLength) throws IOException;

    /** Some bytes of a range; all of them are to be used up. */
    void data(long offset, ByteBuffer bytes) throws IOException;

    /** Zeros. */
    void zero(long offset, long count) throws IOException;

    /** A frame ends. */
    void end() throws IOException;
}
