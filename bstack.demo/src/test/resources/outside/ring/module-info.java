module outside.ring {
    requires bstack.spi;

    provides bstack.spi.BStackAllocatorProvider with
            outside.ring.RingProvider;
}
