package bstack.crashtest;

import bstack.alloc.firstfit.FirstFitBStackAllocator;
import bstack.alloc.ghosttree.GhostTreeBStackAllocator;
import bstack.testkit.internal.crash.CrashCampaign;
import bstack.testkit.model.AllocatorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No crash of the simulated disk loses, tears or leaks anything of maps, whatever their pages go through. */
@Tag("crash")
class MapCrashTest {
    private static final long STATES = 600_000;

    @Test
    void noCrashBreaksAMapInAFirstFitHeap() {
        campaign(FirstFitBStackAllocator::open).fromProperties(STATES).run().printAndAssertSound();
    }

    @Test
    void noCrashBreaksAMapInAGhostTree() {
        campaign(GhostTreeBStackAllocator::open).fromProperties(STATES).run().printAndAssertSound();
    }

    static CrashCampaign campaign(AllocatorFactory factory) {
        return CrashCampaign.of(seed -> new MapWorkload(factory, seed));
    }
}
