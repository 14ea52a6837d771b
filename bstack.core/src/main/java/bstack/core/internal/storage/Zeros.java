package bstack.core.internal.storage;

import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Zeros, written in pieces of constant size. */
public final class Zeros {
    private static final int PIECE = 1 << 18;
    /** Where there is too little direct memory for a piece. */
    private static final int SMALL_PIECE = 1 << 12;

    /** Not made by the initialiser, which could then fail for the life of the JVM. */
    private static volatile ByteBuffer zeros;

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
        if (from >= to) {
            return;
        }
        ByteBuffer piece = piece();
        for (long at = from; at < to; ) {
            int n = (int) Math.min(piece.capacity(), to - at);
            storage.write(at, piece.slice(0, n));
            at += n;
        }
    }

    private static ByteBuffer piece() {
        ByteBuffer made = zeros;
        if (made == null) {
            try {
                made = ByteBuffer.allocateDirect(PIECE).asReadOnlyBuffer();
                zeros = made;
            } catch (OutOfMemoryError tooLittleDirectMemory) {
                return ByteBuffer.allocate(SMALL_PIECE);
            }
        }
        return made;
    }
}
