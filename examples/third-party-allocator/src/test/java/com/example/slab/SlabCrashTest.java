package com.example.slab;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.testkit.AllocatorCrashContract;
import java.io.IOException;

/** No crash, no failing call, no kill and no error of the process loses, tears or leaks anything. */
class SlabCrashTest extends AllocatorCrashContract {
    @Override
    protected BStackAllocator open(BStack stack) throws IOException {
        return SlabBStackAllocator.open(stack);
    }
}
