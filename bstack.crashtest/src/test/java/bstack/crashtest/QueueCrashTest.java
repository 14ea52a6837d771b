package bstack.crashtest;

import bstack.alloc.firstfit.FirstFitBStackAllocator;
import bstack.alloc.ghosttree.GhostTreeBStackAllocator;
import bstack.testkit.internal.crash.CrashCampaign;
import bstack.testkit.model.AllocatorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No crash of the simulated disk loses an element, brings one back, or takes one half; nothing is claimed after it. */
@Tag("crash")
class QueueCrashTest {
    private static final long STATES = 300_000;

    @Test
    void noCrashBreaksAQueueInAFirstFitHeap() {
        campaign(FirstFitBStackAllocator::open).fromProperties(STATES).run().printAndAssertSound();
    }

    @Test
    void noCrashBreaksAQueueInAGhostTree() {
        campaign(GhostTreeBStackAllocator::open).fromProperties(STATES).run().printAndAssertSound();
    }

    static CrashCampaign campaign(AllocatorFactory factory) {
        return CrashCampaign.of(seed -> new QueueWorkload(factory, seed));
    }
}
