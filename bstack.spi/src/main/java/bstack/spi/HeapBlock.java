package bstack.spi;

/**
 * A block of an allocator's arena, the allocator's own bytes included.
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
}
