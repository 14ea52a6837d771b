package bstack.alloc.firstfit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.core.Storage;
import bstack.spi.BStackSlice;
import java.io.IOException;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * Allocations and frees of several threads are placed as some sequence of them would be. Only under stress: a model
 * checker would be too slow here. Public, because Lincheck instantiates it.
 */
@Param(name = "units", gen = IntGen.class, conf = "1:3")
@Param(name = "block", gen = IntGen.class, conf = "0:3")
public class FirstFitLinearizabilityTest {
    private static final int UNIT = 40;

    final FirstFitBStackAllocator heap;

    /** Opens an empty heap in memory. */
    public FirstFitLinearizabilityTest() throws IOException {
        heap = FirstFitBStackAllocator.open(BStack.open(Storage.memory(), BStackOptions.defaults()
                .journalSize(BStackOptions.MIN_JOURNAL_SIZE).preallocation(0)));
    }

    @Operation
    public long alloc(@Param(name = "units") int units) throws IOException {
        return heap.alloc(16 + UNIT * (units - 1)).start();
    }

    /** Frees the one byte slice at the start of a block, wherever there is one: whoever comes second is refused. */
    @Operation
    public boolean dealloc(@Param(name = "block") int block) throws IOException {
        try {
            BStackSlice slice = heap.slice(64 + UNIT * block, 1);
            heap.dealloc(slice);
            return true;
        } catch (IllegalArgumentException | IndexOutOfBoundsException noBlock) {
            return false;
        }
    }

    @Operation
    public long length() throws IOException {
        return heap.length();
    }

    /** A heap that says where it will place a block, and then does. */
    public static class AllocInTwoSteps extends FirstFitLinearizabilityTest {
        /** As for every heap. */
        public AllocInTwoSteps() throws IOException {}

        @Override
        public long alloc(int units) throws IOException {
            long end = heap.length();
            super.alloc(units);
            return end;
        }
    }

    @Test
    void underStressEveryPlacementIsThatOfSomeSequence() {
        stress().check(FirstFitLinearizabilityTest.class);
    }

    @Test
    void underStressAnAllocationInTwoStepsIsReported() {
        AssertionError reported = assertThrows(AssertionError.class,
                () -> stress().minimizeFailedScenario(false).check(AllocInTwoSteps.class));
        assertTrue(reported.getMessage().contains("Invalid execution results"), reported.getMessage());
    }

    private static StressOptions stress() {
        return new StressOptions().threads(3).actorsPerThread(2).actorsBefore(3).actorsAfter(2)
                .invocationsPerIteration(300)
                .iterations(Integer.getInteger("bstack.lincheck.iterations", 5));
    }
}
