import org.jspecify.annotations.NullMarked;

/**
 * The ghost-tree allocator, magic {@code ALGT}: best fit, no bytes of overhead in a live block, and the tree of the
 * free blocks kept inside the free blocks themselves.
 *
 * <p>Open one with {@link bstack.alloc.ghosttree.GhostTreeBStackAllocator#open}, or let
 * {@link bstack.spi.BStackAllocators} find it by the magic in the file.
 */
@NullMarked
module bstack.alloc.ghosttree {
    requires transitive bstack.spi;
    requires org.slf4j;
    requires static com.google.auto.service;
    requires static org.jspecify;

    exports bstack.alloc.ghosttree;

    provides bstack.spi.BStackAllocatorProvider with
            bstack.alloc.ghosttree.internal.provider.GhostTreeProvider;
}
