package bstack.spi;

import java.io.IOException;
import java.util.List;

/**
 * An allocator whose heap can be inspected, for tools that draw it, count free space, or find damage.
 *
 * <p>Neither method changes the file, so both work on a stack that was opened read-only. Thread-safe.
 */
public interface InspectableAllocator extends BStackAllocator {

    /**
     * {@return the blocks of the heap, in address order, without gaps, from the end of the allocator's header to the
     * end of the payload}
     *
     * @throws bstack.core.BStackCorruptException if the heap cannot be walked; {@link #verify()} then reports why
     * @throws IOException if the stack fails
     */
    List<HeapBlock> blocks() throws IOException;

    /**
     * {@return what is unsound, the most important first; empty if the heap is sound}
     *
     * <p>Damage is a finding, not an exception.
     *
     * @throws IOException if the stack fails
     */
    List<Finding> verify() throws IOException;

    /**
     * {@return the slice by which a used block, or a part of one that consists of whole allocations, can be freed}
     *
     * <p>Who has lost the handle of a slice finds it again by this. The default is for allocators whose live blocks have
     * no bytes of their own: the block's bytes.
     *
     * @param used a block of {@link #blocks()} that is in use, or such a part of it
     * @throws IllegalArgumentException if the block is free
     * @throws IOException if the stack fails
     */
    default BStackSlice allocation(HeapBlock used) throws IOException {
        if (used.isFree()) {
            throw new IllegalArgumentException(
                    "%s: the block of %d bytes at %d is free".formatted(stack().name(), used.length(), used.start()));
        }
        return BStackSlice.of(this, used.start(), used.length());
    }
}
