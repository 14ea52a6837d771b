/**
 * An allocator for bstack with blocks of one size, magic {@code ALCK}.
 *
 * <p>{@link com.example.slab.SlabBStackAllocator} opens a heap directly; with the module present,
 * {@link bstack.spi.BStackAllocators} finds it by the magic in the file.
 */
module com.example.slab {
    requires transitive bstack.spi;

    exports com.example.slab;

    provides bstack.spi.BStackAllocatorProvider with
            com.example.slab.internal.SlabProvider;
}
