package bstack.core.internal.commit;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The payload as the calling thread may see it: what is committed, or what its running transaction makes of that. */
public interface PayloadView {
    /** {@return the payload's length} */
    long length() throws IOException;

    /**
     * Reads a range.
     *
     * @throws IndexOutOfBoundsException if it is not within the payload
     */
    void read(long start, long end, byte[] dst) throws IOException;

    /**
     * Reads as many bytes as remain in a buffer, whose position stays.
     *
     * @throws IndexOutOfBoundsException if they are not within the payload
     */
    void read(long start, ByteBuffer dst) throws IOException;

    /** {@return the payload from an offset to its end, as of one moment} */
    byte[] readTail(long start) throws IOException;
}
