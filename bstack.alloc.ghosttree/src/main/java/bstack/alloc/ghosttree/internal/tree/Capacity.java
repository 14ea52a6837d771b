package bstack.alloc.ghosttree.internal.tree;

/** The growth rule of the arrays in this package: by half, so that memory stays close to what is used. */
final class Capacity {
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private Capacity() {}

    /** {@return a capacity above {@code count}} */
    static int after(int count) {
        if (count >= LARGEST_ARRAY) {
            throw new OutOfMemoryError("more than %d free blocks do not fit into the index".formatted(count));
        }
        return (int) Math.min(LARGEST_ARRAY, Math.max(16L, count + (count >> 1) + 1L));
    }
}
