package bstack.spi.fake;

import bstack.core.BStack;
import bstack.spi.AllocatorMagic;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;

/** A provider that cannot be made. */
public final class StillbornProvider implements BStackAllocatorProvider {
    /** Throws. */
    public StillbornProvider() {
        throw new IllegalStateException("stillborn");
    }

    @Override
    public String name() {
        return "stillborn";
    }

    @Override
    public AllocatorMagic magic() {
        return FakeAllocator.MAGIC;
    }

    @Override
    public BStackAllocator open(BStack stack) {
        throw new IllegalStateException("stillborn");
    }
}
