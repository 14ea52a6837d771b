package bstack.crashtest;

import bstack.alloc.firstfit.FirstFitBStackAllocator;
import bstack.alloc.ghosttree.GhostTreeBStackAllocator;
import bstack.testkit.internal.crash.CrashCampaign;
import bstack.testkit.model.AllocatorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No crash of the simulated disk in a compaction loses, tears or leaks anything of what moves. */
@Tag("crash")
@Tag("campaign")
class CompactionCrashTest {
    private static final long STATES = 100_000;

    @Test
    void noCrashBreaksACompactionOfAFirstFitHeap() {
        campaign(FirstFitBStackAllocator::open).fromProperties(STATES).run().printAndAssertSound();
    }

    @Test
    void noCrashBreaksACompactionOfAGhostTree() {
        campaign(GhostTreeBStackAllocator::open).fromProperties(STATES).run().printAndAssertSound();
    }

    static CrashCampaign campaign(AllocatorFactory factory) {
        return CrashCampaign.of(seed -> new CompactionWorkload(factory, seed));
    }
}
