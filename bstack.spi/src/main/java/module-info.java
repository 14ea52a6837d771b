/** What an allocator is, and how one is found by the magic in a file. */
module bstack.spi {
    requires transitive bstack.core;
    requires org.slf4j;
    requires static com.google.auto.service;

    exports bstack.spi;

    uses bstack.spi.BStackAllocatorProvider;
}
