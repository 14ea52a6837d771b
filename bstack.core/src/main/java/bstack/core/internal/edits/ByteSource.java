package bstack.core.internal.edits;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes of the payload as they are in some layer: the medium, or write sets on top of it. */
@FunctionalInterface
public interface ByteSource {
    /** How much is copied at once for a buffer without an array. */
    int PIECE = 1 << 16;

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

    /**
     * Reads as many bytes as remain in a buffer without an array, whose position stays.
     *
     * @param start offset in the payload of the first byte
     * @param dst where the bytes go
     * @throws IOException if the medium fails
     */
    default void readInPieces(long start, ByteBuffer dst) throws IOException {
        int n = dst.remaining();
        byte[] piece = new byte[Math.min(n, PIECE)];
        for (int done = 0; done < n; ) {
            int part = Math.min(piece.length, n - done);
            read(start + done, piece, 0, part);
            dst.put(dst.position() + done, piece, 0, part);
            done += part;
        }
    }
}
