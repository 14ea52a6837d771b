package bstack.alloc.ghosttree.internal.index;

/** The growth rule of the arrays in this package: by half, so that memory stays close to what is used. */
final class Capacity {
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private Capacity() {}

    /**
     * {@return a capacity above {@code count}}
     *
     * @throws IllegalStateException if no array is so long
     */
    static int after(int count) {
        if (count >= LARGEST_ARRAY) {
            throw new IllegalStateException(
                    "the index can hold %d free blocks at most, not %d: merge them by opening the heap again, or copy what"
                                    .formatted(LARGEST_ARRAY, count + 1L)
                            + " is live into a new file");
        }
        return (int) Math.min(LARGEST_ARRAY, Math.max(16L, count + (count >> 1) + 1L));
    }
}
