package bstack.alloc.ghosttree.internal.index;

/**
 * The free blocks that follow each other up to the payload's end, in a heap whose neighbours are not merged.
 *
 * <p>It remembers the run that it last found. So a release looks at the blocks that it has added to the run, not at all
 * of them. While a live block is behind the run, the run is kept; if that block is freed, it is the tail again. Not
 * thread-safe.
 */
final class TailRun {
    /** Where the run begins and ends. All bytes in between are free. */
    private long start;

    private long end;
    /** Whether all releases since the run was last looked for have been reported. */
    private boolean known;

    /** Forgets the run: a rollback has taken releases back. */
    void forget() {
        start = 0;
        end = 0;
        known = false;
    }

    /** {@return where the run begins; it is that of the last {@link #length}} */
    long start() {
        return start;
    }

    /** Reports that {@code [from, to)} is not free any more. */
    void taken(long from, long to) {
        if (from < end && to > start) {
            start = Math.min(to, end);
        }
    }

    /** Reports that what is free from {@code payloadEnd} on has been cut off. */
    void cutOff(long payloadEnd) {
        start = Math.min(start, payloadEnd);
        end = Math.min(end, payloadEnd);
    }

    /**
     * Reports that {@code [from, to)} has become free, or has been cut off.
     *
     * @param payloadEnd where the payload ends now
     * @return how many bytes at the payload's end are free
     */
    long length(long from, long to, FreeIndex index, long payloadEnd) {
        boolean isCutOff = payloadEnd <= from;
        if (known && !isCutOff) {
            if (end != payloadEnd) {
                return 0; // the payload has grown since, so its last block is live
            }
            if (to != start) {
                return end - start;
            }
        }
        if (end != payloadEnd) {
            start = payloadEnd;
            end = payloadEnd;
        }
        known = true;
        // A merge may have made a block that begins before the run, and goes on in it.
        for (int slot = index.below(start); slot != FreeIndex.NONE && index.end(slot) >= start; ) {
            start = index.start(slot);
            slot = index.below(start);
        }
        return end - start;
    }
}
