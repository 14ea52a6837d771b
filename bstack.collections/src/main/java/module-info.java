import org.jspecify.annotations.NullMarked;

/**
 * Maps and queues in a heap, found again by their names.
 *
 * <p>They work on every heap whose allocator leaves its user 16 bytes, and know no allocator by its class. Each change
 * is one transaction of the stack, or part of the caller's.
 */
@NullMarked
module bstack.collections {
    requires transitive bstack.spi;
    requires static org.jspecify;

    exports bstack.collections;
}
