package bstack.spi;

import java.io.IOException;
import java.util.List;

/**
 * An allocator whose heap tools can look into: to draw it, to count what is free, to find damage.
 *
 * <p>Neither method ever changes the file, so both work on a stack that was opened read-only.
 */
public interface InspectableAllocator extends BStackAllocator {

    /**
     * {@return the blocks of the heap, in address order, without gaps, from the end of the allocator's header to the
     * end of the payload}
     *
     * @throws bstack.core.BStackCorruptException if the heap cannot be walked; {@link #verify()} then says why
     * @throws IOException if the stack fails
     */
    List<HeapBlock> blocks() throws IOException;

    /**
     * {@return what is unsound, the most telling first; empty if the heap is sound}
     *
     * <p>Damage is a finding, not an exception.
     *
     * @throws IOException if the stack fails
     */
    List<Finding> verify() throws IOException;
}
