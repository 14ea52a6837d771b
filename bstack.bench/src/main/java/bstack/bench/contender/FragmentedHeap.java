package bstack.bench.contender;

import bstack.spi.BStackAllocator;
import bstack.spi.BStackBulkAllocator;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Makes heaps with many free blocks: slices of 32 to 256 bytes, every second of them freed. */
public final class FragmentedHeap {
    /** The shortest slice. */
    public static final int SHORTEST = 32;

    /** The longest slice. */
    public static final int LONGEST = 256;

    /** So many slices are allocated and half of them freed by two commits. */
    private static final int PART = 10_000;

    private FragmentedHeap() {}

    /**
     * Allocates and frees until there are so many free blocks more; none of them has a free neighbour.
     *
     * @param heap first fit or ghost tree
     * @param freeBlocks how many
     * @throws IOException if the heap fails
     */
    public static void make(BStackAllocator heap, int freeBlocks) throws IOException {
        BStackBulkAllocator bulk = (BStackBulkAllocator) heap;
        Places places = new Places(1);
        List<BStackSlice> freed = new ArrayList<>(freeBlocks);
        // All are allocated before the first is freed, or the free ones would be taken again.
        for (int left = freeBlocks; left > 0; left -= PART) {
            int count = Math.min(left, PART);
            long[] lengths = new long[2 * count];
            for (int i = 0; i < lengths.length; i++) {
                lengths[i] = places.between(SHORTEST, LONGEST);
            }
            List<BStackSlice> slices = bulk.allocBulk(lengths);
            for (int i = 0; i < lengths.length; i += 2) {
                freed.add(slices.get(i));
            }
        }
        // In an order that is neither that of their addresses nor that of their sizes.
        for (int i = freed.size() - 1; i > 0; i--) {
            BStackSlice other = freed.set(places.below(i + 1), freed.get(i));
            freed.set(i, other);
        }
        for (int from = 0; from < freed.size(); from += PART) {
            bulk.deallocBulk(freed.subList(from, Math.min(from + PART, freed.size())));
        }
    }
}
