package bstack.alloc.ghosttree.internal.tree;

import bstack.core.BStack;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A search for the first byte of a range that is not zero, in chunks of bounded size. */
public final class ZeroScan {
    private static final int CHUNK = 1 << 16;
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(CHUNK).asReadOnlyBuffer();

    private ZeroScan() {}

    /** {@return the offset of the first byte in {@code [from, to)} that is not zero, or −1} */
    public static long firstNonZero(BStack stack, long from, long to) throws IOException {
        if (from >= to) {
            return -1;
        }
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, to - from));
        for (long at = from; at < to; ) {
            int length = (int) Math.min(chunk.capacity(), to - at);
            stack.getInto(at, chunk.clear().limit(length));
            int mismatch = chunk.flip().mismatch(ZEROS.slice(0, length));
            if (mismatch >= 0) {
                return at + mismatch;
            }
            at += length;
        }
        return -1;
    }
}
