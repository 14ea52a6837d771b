package bstack.core.internal.feed;

import java.util.BitSet;

/** What of a payload a snapshot has to copy, for the first time or again: whole blocks. Guarded by the feed. */
final class StaleBlocks {
    private static final long SMALLEST = 1 << 16;
    private static final long MOST = 1 << 20;

    private final BitSet stale = new BitSet();
    private final long block;

    /** @param length of the payload, all of which is to be copied */
    StaleBlocks(long length) {
        long size = SMALLEST;
        while (length / size > MOST) {
            size *= 2;
        }
        block = size;
        mark(0, length);
    }

    /** Notes that a range is to be copied. */
    void mark(long start, long end) {
        if (start < end) {
            stale.set((int) (start / block), (int) ((end - 1) / block) + 1);
        }
    }

    /** {@return whether all of a range is to be copied anyway} */
    boolean covers(long start, long end) {
        return stale.nextClearBit((int) (start / block)) > (int) ((end - 1) / block);
    }

    /** {@return the start of the first run of stale blocks, or −1} */
    long first() {
        int bit = stale.nextSetBit(0);
        return bit < 0 ? -1 : bit * block;
    }

    /**
     * Takes the first run of stale blocks, which count as copied from now on.
     *
     * @param most how long it may be; at least one block is taken
     * @return its end
     */
    long take(long most) {
        int from = stale.nextSetBit(0);
        int to = Math.min(stale.nextClearBit(from), from + (int) Math.max(1, most / block));
        stale.clear(from, to);
        return to * block;
    }

    /** {@return how many bytes are to be copied, about} */
    long bytes() {
        return stale.cardinality() * block;
    }
}
