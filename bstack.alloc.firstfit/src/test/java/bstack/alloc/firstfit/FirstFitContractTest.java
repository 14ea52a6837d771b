package bstack.alloc.firstfit;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.testkit.AllocatorContract;
import java.io.IOException;

/** First fit does what every allocator must. */
class FirstFitContractTest extends AllocatorContract {
    @Override
    protected BStackAllocator open(BStack stack) throws IOException {
        return FirstFitBStackAllocator.open(stack);
    }
}
