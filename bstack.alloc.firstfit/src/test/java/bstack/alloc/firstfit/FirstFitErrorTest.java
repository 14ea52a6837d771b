package bstack.alloc.firstfit;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.testkit.AllocatorErrorContract;
import java.io.IOException;

/** No error of the process at any place damages a first-fit heap. */
class FirstFitErrorTest extends AllocatorErrorContract {
    @Override
    protected BStackAllocator open(BStack stack) throws IOException {
        return FirstFitBStackAllocator.open(stack);
    }
}
