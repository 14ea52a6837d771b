package bstack.alloc.ghosttree.internal.format;

import bstack.core.BStack;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A search for the first byte of a range that is not zero, in chunks of bounded size. */
public final class ZeroScan {
    private static final int CHUNK = 1 << 16;

    private ZeroScan() {}

    /** {@return the offset of the first byte in {@code [from, to)} that is not zero, or −1} */
    public static long firstNonZero(BStack stack, long from, long to) throws IOException {
        if (from >= to) {
            return -1;
        }
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, to - from));
        for (long at = from; at < to; at += chunk.limit()) {
            stack.getInto(at, chunk.clear().limit((int) Math.min(chunk.capacity(), to - at)));
            int found = firstNonZero(chunk);
            if (found >= 0) {
                return at + found;
            }
        }
        return -1;
    }

    /** {@return the index of the first byte below the limit that is not zero, or −1} */
    private static int firstNonZero(ByteBuffer chunk) {
        int at = 0;
        while (at + Long.BYTES <= chunk.limit() && chunk.getLong(at) == 0) {
            at += Long.BYTES;
        }
        while (at < chunk.limit() && chunk.get(at) == 0) {
            at++;
        }
        return at < chunk.limit() ? at : -1;
    }
}
