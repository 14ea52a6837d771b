package bstack.alloc.ghosttree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.alloc.ghosttree.internal.heap.GrowthRule;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Random operations beside a model of what is live and of where it goes; {@code -Dbstack.seed=N} repeats a run. */
class GhostTreeModelTest {
    private static final int ROUNDS = 6;
    private static final int OPERATIONS = 1_500;

    @Test
    void treeAndIndexAgreeAndEveryByteIsFreeOrLive() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            assertEquals(0, run(GrowthRule.USUAL)[0], "so small a heap is placed as the original's");
        }
    }

    @Test
    void soItIsIfNeighboursAreMergedForRequestsAndTheTailIsCutOff() throws IOException {
        int merges = 0;
        int cuts = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int[] done = run(Heaps.SMALL);
            merges += done[0];
            cuts += done[1];
        }
        assertTrue(merges > ROUNDS && cuts > ROUNDS, "%d merges, %d cuts".formatted(merges, cuts));
    }

    private static int[] run(GrowthRule rule) {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        try {
            return HeapModel.run(seed, OPERATIONS, rule);
        } catch (Throwable failure) {
            throw new AssertionError("repeat this run with -Dbstack.seed=" + seed, failure);
        }
    }
}
