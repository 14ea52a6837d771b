package bstack.core.internal.storage;

import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Zeros, written in parts of constant size. */
public final class Zeros {
    private static final int PIECE = 1 << 18;

    /** Made by the first who needs it, who may fail at that; a class that fails to initialise would fail for ever. */
    private static volatile @Nullable ByteBuffer zeros;

    private Zeros() {}

    /**
     * Makes sure that {@link #write} will have what it needs.
     *
     * @throws OutOfMemoryError if it cannot be had
     */
    public static void prepare() {
        source();
    }

    private static ByteBuffer source() {
        ByteBuffer present = zeros;
        if (present == null) {
            present = NativeBuffers.allocate(PIECE).asReadOnlyBuffer();
            zeros = present;
        }
        return present;
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
        ByteBuffer source = source();
        for (long at = from; at < to; ) {
            int n = (int) Math.min(PIECE, to - at);
            storage.write(at, source.slice(0, n));
            at += n;
        }
    }
}
