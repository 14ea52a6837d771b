package bstack.core.internal.storage;

import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Zeros, written in pieces of constant size. */
public final class Zeros {
    private static final int PIECE = 1 << 18;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(PIECE).asReadOnlyBuffer();

    private Zeros() {}

    /**
     * Writes zeros, not yet durably.
     *
     * @param storage where
     * @param from position of the first
     * @param to position behind the last
     * @throws IOException if the medium fails
     */
    public static void write(Storage storage, long from, long to) throws IOException {
        for (long at = from; at < to; ) {
            int n = (int) Math.min(PIECE, to - at);
            storage.write(at, ZEROS.slice(0, n));
            at += n;
        }
    }
}
