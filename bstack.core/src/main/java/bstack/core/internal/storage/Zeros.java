package bstack.core.internal.storage;

import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Zeros, written in parts of constant size. */
public final class Zeros {
    private static final int PIECE = 1 << 18;

    /** Made by the first who needs it, who may fail at that; a class that fails to initialise would fail for ever. */
    private static volatile ByteBuffer zeros;

    private Zeros() {}

    /**
     * Makes sure that {@link #write} will have what it needs.
     *
     * @throws OutOfMemoryError if it cannot be had
     */
    public static void prepare() {
        if (zeros == null) {
            zeros = NativeBuffers.allocate(PIECE).asReadOnlyBuffer();
        }
    }

    /**
     * Writes zeros, not yet durably.
     *
     * @param storage where
     * @param from position of the first
     * @param to position after the last
     * @throws IOException if the medium fails
     */
    public static void write(Storage storage, long from, long to) throws IOException {
        prepare();
        for (long at = from; at < to; ) {
            int n = (int) Math.min(PIECE, to - at);
            storage.write(at, zeros.slice(0, n));
            at += n;
        }
    }
}
