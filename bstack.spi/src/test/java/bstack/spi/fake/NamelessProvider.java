package bstack.spi.fake;

import bstack.core.BStack;
import bstack.spi.AllocatorMagic;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;

/** A provider that throws when it is asked its name. */
public final class NamelessProvider implements BStackAllocatorProvider {
    @Override
    public String name() {
        throw new UnsupportedOperationException("no name");
    }

    @Override
    public AllocatorMagic magic() {
        return FakeAllocator.MAGIC;
    }

    @Override
    public BStackAllocator open(BStack stack) {
        throw new UnsupportedOperationException("no name");
    }
}
