package bstack.spi;

import java.util.Objects;

/**
 * A block of an allocator's heap, the allocator's own bytes included. Immutable and thread-safe.
 *
 * @param start offset in the payload of the block's first byte
 * @param length its length in bytes
 * @param state whether it is in use
 */
public record HeapBlock(long start, long length, State state) {

    /** Whether a block is in use. */
    public enum State {
        /** Allocated; in a ghost tree, one or several neighbouring slices. */
        USED,
        /** Free. */
        FREE
    }

    /**
     * Creates the description of a block.
     *
     * @throws IllegalArgumentException if {@code start} is negative, {@code length} is not positive, or the block would
     *     end above 2^63 − 1
     */
    public HeapBlock {
        Objects.requireNonNull(state, "state");
        if (start < 0 || length <= 0 || start > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException("no block starts at %d and has %d bytes".formatted(start, length));
        }
    }

    /**
     * Initialises what blocks are described with. It happens with the first opening: a class that cannot be initialised,
     * for want of memory, is lost for the life of the JVM, and later there may be something to lose.
     */
    static void prepare() {
        Objects.requireNonNull(State.USED);
    }

    /** {@return the offset in the payload of the first byte after the block} */
    public long end() {
        return start + length;
    }

    /** {@return whether it is free} */
    public boolean isFree() {
        return state == State.FREE;
    }
}
