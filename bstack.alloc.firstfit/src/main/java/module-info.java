/** The first-fit allocator, magic {@code ALFF}. */
module bstack.alloc.firstfit {
    requires transitive bstack.spi;
    requires static com.google.auto.service;

}
