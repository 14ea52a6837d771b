package bstack.alloc.ghosttree;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.testkit.AllocatorCrashContract;
import java.io.IOException;

/** No crash, no failing call and no kill loses, tears or leaks anything of a ghost-tree heap. */
class GhostTreeCrashTest extends AllocatorCrashContract {
    @Override
    protected BStackAllocator open(BStack stack) throws IOException {
        return GhostTreeBStackAllocator.open(stack);
    }
}
