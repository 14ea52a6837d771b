package com.example.slab.internal;

import bstack.core.BStack;
import bstack.spi.AllocatorMagic;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.Finding;
import com.example.slab.SlabBStackAllocator;
import java.io.IOException;
import java.util.List;

/** The registration of the allocator, for module path (module-info) and class path (META-INF/services). */
public final class SlabProvider implements BStackAllocatorProvider {

    /** Called by the service loader. */
    public SlabProvider() {}

    @Override
    public String name() {
        return SlabLayout.NAME;
    }

    @Override
    public AllocatorMagic magic() {
        return new AllocatorMagic(SlabLayout.MAGIC_OFFSET, SlabLayout.magicPrefix());
    }

    @Override
    public BStackAllocator open(BStack stack) throws IOException {
        return SlabBStackAllocator.open(stack);
    }

    @Override
    public boolean accepts(BStack stack) throws IOException {
        return SlabOpening.isPlausible(stack);
    }

    @Override
    public List<Finding> needsMending(BStack stack) throws IOException {
        return SlabOpening.needsMending(stack);
    }
}
