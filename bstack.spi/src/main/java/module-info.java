import org.jspecify.annotations.NullMarked;

/**
 * What an allocator is, and how one is found by the magic in a file.
 *
 * <p>Start at {@link bstack.spi.BStackAllocators}. A module that adds an allocator provides
 * {@link bstack.spi.BStackAllocatorProvider}.
 */
@NullMarked
module bstack.spi {
    requires transitive bstack.core;
    requires org.slf4j;
    requires static com.google.auto.service;
    requires static org.jspecify;

    exports bstack.spi;

    uses bstack.spi.BStackAllocatorProvider;

    provides bstack.spi.BStackAllocatorProvider with
            bstack.spi.internal.LinearAllocatorProvider;
}
