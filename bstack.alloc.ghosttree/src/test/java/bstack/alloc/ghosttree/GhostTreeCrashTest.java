package bstack.alloc.ghosttree;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.testkit.AllocatorCrashContract;
import java.io.IOException;

/**
 * No crash, no failing call and no kill loses, tears or leaks anything of a ghost-tree heap. It merges neighbours and cuts
 * its tail off in small heaps too; processes that are killed open theirs by the usual rule.
 */
class GhostTreeCrashTest extends AllocatorCrashContract {
    @Override
    protected BStackAllocator open(BStack stack) throws IOException {
        return GhostTreeBStackAllocator.open(stack, Heaps.SMALL);
    }
}
