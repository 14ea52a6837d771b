package bstack.core.internal.edits;

import java.io.IOException;

/** Bytes of the payload as they are in some layer: the medium, or write sets on top of it. */
@FunctionalInterface
public interface ByteSource {
    /**
     * Reads.
     *
     * @param start offset in the payload of the first byte
     * @param dst where the bytes go
     * @param at index in {@code dst} of the first
     * @param count how many
     * @throws IOException if the medium fails
     */
    void read(long start, byte[] dst, int at, int count) throws IOException;
}
