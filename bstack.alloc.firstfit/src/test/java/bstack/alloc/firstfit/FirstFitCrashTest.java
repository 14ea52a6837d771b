package bstack.alloc.firstfit;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.testkit.AllocatorCrashContract;
import java.io.IOException;

/** No crash, no failing call and no kill loses, tears or leaks anything of a first-fit heap. */
class FirstFitCrashTest extends AllocatorCrashContract {
    @Override
    protected BStackAllocator open(BStack stack) throws IOException {
        return FirstFitBStackAllocator.open(stack);
    }
}
