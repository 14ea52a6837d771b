import org.jspecify.annotations.NullMarked;

/**
 * The first-fit allocator: a heap with boundary tags and a free list, kept in the file, magic {@code ALFF}.
 *
 * <p>{@link bstack.alloc.firstfit.FirstFitBStackAllocator} opens it directly; with the module present it is also found
 * by {@link bstack.spi.BStackAllocators} through the magic in the file.
 */
@NullMarked
module bstack.alloc.firstfit {
    requires transitive bstack.spi;
    requires org.slf4j;
    requires static com.google.auto.service;
    requires static org.jspecify;

    exports bstack.alloc.firstfit;

    provides bstack.spi.BStackAllocatorProvider with
            bstack.alloc.firstfit.internal.provider.FirstFitProvider;
}
