package bstack.alloc.ghosttree;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.testkit.AllocatorContract;
import java.io.IOException;

/** The ghost tree does what every allocator must. */
class GhostTreeContractTest extends AllocatorContract {
    @Override
    protected BStackAllocator open(BStack stack) throws IOException {
        return GhostTreeBStackAllocator.open(stack);
    }
}
