package com.example.slab;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.testkit.AllocatorErrorContract;
import java.io.IOException;

/** A process without memory damages nothing. */
class SlabErrorTest extends AllocatorErrorContract {
    @Override
    protected BStackAllocator open(BStack stack) throws IOException {
        return SlabBStackAllocator.open(stack);
    }
}
