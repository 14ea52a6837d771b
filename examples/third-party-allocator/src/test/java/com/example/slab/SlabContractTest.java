package com.example.slab;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.testkit.AllocatorContract;
import java.io.IOException;

/** The slab allocator does what every allocator must. */
class SlabContractTest extends AllocatorContract {
    @Override
    protected BStackAllocator open(BStack stack) throws IOException {
        return SlabBStackAllocator.open(stack);
    }
}
