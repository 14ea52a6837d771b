package bstack.alloc.firstfit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Allocations and frees of several threads are placed as some sequence of them would be. Only under stress: a model
 * checker would be too slow here.
 */
@Tag("campaign")
class FirstFitLinearizabilityTest {
    /** A heap that says where it will place a block, and then does. */
    public static class AllocInTwoSteps extends HeapUnderLincheck {
        /** As for every heap. */
        public AllocInTwoSteps() throws IOException {}

        @Override
        public long alloc(int units) throws IOException {
            long end = heap.length();
            LockSupport.parkNanos(50_000); // so that it does not hang on the machine whether others come between
            super.alloc(units);
            return end;
        }
    }

    @Test
    void underStressEveryPlacementIsThatOfSomeSequence() {
        stress().check(HeapUnderLincheck.class);
    }

    @Test
    void underStressAnAllocationInTwoStepsIsReported() {
        AssertionError reported = assertThrows(
                AssertionError.class,
                () -> stress().iterations(50).minimizeFailedScenario(false).check(AllocInTwoSteps.class));
        assertTrue(reported.getMessage().contains("Invalid execution results"), reported.getMessage());
    }

    private static StressOptions stress() {
        // On a busy machine rewriting the classes alone takes longer than the half minute that is allowed otherwise.
        return new StressOptions()
                .invocationTimeout$lincheck(600_000)
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(3)
                .actorsAfter(2)
                .invocationsPerIteration(300)
                .iterations(Integer.getInteger("bstack.lincheck.iterations", 5));
    }
}
