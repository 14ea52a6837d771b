package bstack.spi;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** An allocator that allocates or frees many slices in one operation: all of them, or none after a crash or a throw. */
public interface BStackBulkAllocator extends BStackAllocator {

    /**
     * Allocates one slice for each length.
     *
     * @param lengths in bytes, each 0 or more; none at all is allowed
     * @return the slices, in the order of {@code lengths}; unmodifiable
     * @throws IllegalArgumentException if a length is negative, or their sum is more than a file can hold
     * @throws IOException if the stack fails, or the disk is full
     */
    List<BStackSlice> allocBulk(long... lengths) throws IOException;

    /**
     * Frees all the slices.
     *
     * @param slices live allocations of this allocator, in any order, each only once; stale afterwards
     * @throws IllegalArgumentException if one of them is another allocator's or provably not live
     * @throws IOException if the stack fails
     */
    void deallocBulk(Collection<BStackSlice> slices) throws IOException;
}
