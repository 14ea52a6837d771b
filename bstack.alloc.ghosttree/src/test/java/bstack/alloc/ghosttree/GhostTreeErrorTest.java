package bstack.alloc.ghosttree;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.testkit.AllocatorErrorContract;
import java.io.IOException;

/** No error of the process at any place damages a ghost-tree heap. */
class GhostTreeErrorTest extends AllocatorErrorContract {
    @Override
    protected BStackAllocator open(BStack stack) throws IOException {
        return GhostTreeBStackAllocator.open(stack);
    }
}
