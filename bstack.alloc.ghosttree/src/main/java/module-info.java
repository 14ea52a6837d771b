/** The ghost-tree allocator, magic {@code ALGT}. */
module bstack.alloc.ghosttree {
    requires transitive bstack.spi;
    requires static com.google.auto.service;

}
