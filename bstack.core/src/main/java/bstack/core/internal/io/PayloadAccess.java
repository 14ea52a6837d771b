package bstack.core.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What channels and streams need of a stack. */
public interface PayloadAccess {
    /** {@return the payload's length} */
    long length() throws IOException;

    /**
     * Reads as many bytes as remain in a buffer, and advances its position.
     *
     * @throws IndexOutOfBoundsException if they are not within the payload
     */
    void getInto(long start, ByteBuffer dst) throws IOException;

    /** Appends what remains in a buffer. {@return the offset of the first byte} */
    long push(ByteBuffer data) throws IOException;
}
