package bstack.alloc.firstfit.internal.index;

/** How long the arrays of this package can become. */
final class Capacity {
    private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 64;

    private Capacity() {}

    /**
     * {@return {@code wanted}, or what is possible}
     *
     * @param needed what is needed at least
     * @throws IllegalStateException if no array is so long
     */
    static int of(long needed, long wanted) {
        if (needed > LARGEST_ARRAY) {
            throw new IllegalStateException(
                    "the index can hold %d free blocks at most, not %d: copy what is live into a new file"
                            .formatted(LARGEST_ARRAY, needed));
        }
        return (int) Math.min(wanted, LARGEST_ARRAY);
    }
}
