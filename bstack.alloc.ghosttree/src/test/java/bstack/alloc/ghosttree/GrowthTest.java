package bstack.alloc.ghosttree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.alloc.ghosttree.internal.heap.GrowthRule;
import bstack.core.BStackCorruptException;
import bstack.core.TransactionRunnable;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a heap in use merges neighbours and cuts off its tail; decision 92. */
class GrowthTest {
    private static final GrowthRule ONE_MERGE = new GrowthRule(256, Long.MAX_VALUE);

    /** A heap of slices of 128 bytes, of which the first three are free, each for itself. */
    private static GhostTreeBStackAllocator threeNeighbours(GrowthRule rule, List<BStackSlice> live)
            throws IOException {
        GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(Stacks.empty(), rule);
        live.addAll(Heaps.slices(heap, 5, 128));
        for (int i = 0; i < 3; i++) {
            heap.dealloc(live.remove(0));
        }
        assertEquals(List.of("48:128", "176:128", "304:128"), Heaps.free(heap));
        return heap;
    }

    @Test
    void aRequestWithoutAFitMergesNeighboursAndThenThePayloadDoesNotGrow() throws IOException {
        List<BStackSlice> live = new ArrayList<>();
        try (GhostTreeBStackAllocator heap = threeNeighbours(ONE_MERGE, live)) {
            long before = heap.length();
            live.add(heap.alloc(300));
            assertEquals(112, live.get(2).start());
            assertEquals(before, heap.length());
            assertEquals(List.of("48:64"), Heaps.free(heap));
            Heaps.check(heap, live);
        }
    }

    @Test
    void aRequestThatFindsAFitMergesNothing() throws IOException {
        List<BStackSlice> live = new ArrayList<>();
        try (GhostTreeBStackAllocator heap = threeNeighbours(ONE_MERGE, live)) {
            live.add(heap.alloc(100));
            assertEquals(List.of("176:128", "304:128"), Heaps.free(heap));
        }
    }

    @Test
    void withLittleFreeSpaceEveryPlacementIsTheOriginals() throws IOException {
        List<BStackSlice> live = new ArrayList<>();
        try (GhostTreeBStackAllocator heap = threeNeighbours(GrowthRule.USUAL, live)) {
            long before = heap.length();
            live.add(heap.alloc(300));
            assertEquals(before, live.get(2).start());
            assertEquals(List.of("48:128", "176:128", "304:128"), Heaps.free(heap));
        }
    }

    @Test
    void withTheUsualRuleItIsSoUpTo64KiBOfFreeSpace() throws IOException {
        try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(Stacks.empty())) {
            List<BStackSlice> live = Heaps.slices(heap, 18, 4_096);
            long end = heap.length();
            for (int i = 0; i < 15; i++) {
                heap.dealloc(live.remove(0));
            }
            live.add(heap.alloc(8_192));
            assertEquals(end, live.get(3).start());
            heap.dealloc(live.remove(0));
            live.add(heap.alloc(8_192));
            assertTrue(live.get(3).end() <= end, "it was merged, and did not grow");
            Heaps.check(heap, live);
        }
    }

    @Test
    void aMergeThatIsRolledBackLeavesFileAndIndexAsTheyWere() throws IOException {
        List<BStackSlice> live = new ArrayList<>();
        try (GhostTreeBStackAllocator heap = threeNeighbours(ONE_MERGE, live)) {
            byte[] before = heap.stack().peek(0);
            assertThrows(
                    ArithmeticException.class,
                    () -> heap.stack().transact((TransactionRunnable) () -> {
                        heap.alloc(300);
                        heap.dealloc(live.get(0));
                        heap.allocBulk(100, 100, 5_000);
                        throw new ArithmeticException();
                    }));
            assertArrayEquals(before, heap.stack().peek(0));
            Heaps.check(heap, live);
            live.add(heap.alloc(300));
            assertEquals(112, live.get(2).start());
            Heaps.check(heap, live);
        }
    }

    @Test
    void aMergeReportsAFreeBlockThatSomebodyHasWrittenToAndChangesNothing() throws IOException {
        for (long offset : new long[] {48, 200, 310}) {
            List<BStackSlice> live = new ArrayList<>();
            try (GhostTreeBStackAllocator heap = threeNeighbours(ONE_MERGE, live)) {
                heap.stack().set(offset, new byte[] {77});
                byte[] before = heap.stack().peek(0);
                assertThrows(BStackCorruptException.class, () -> heap.alloc(300));
                assertArrayEquals(before, heap.stack().peek(0));
            }
        }
    }

    @Test
    void whatIsFreeAtTheEndIsCutOffFromItsEndUntilLittleEnoughIsLeft() throws IOException {
        try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(Stacks.empty(), Heaps.SMALL)) {
            List<BStackSlice> live = Heaps.slices(heap, 12, 128);
            for (int i = 4; i < 11; i++) {
                heap.dealloc(live.get(i));
            }
            assertEquals(12 * 128 + Stacks.ARENA, heap.length());
            heap.dealloc(live.get(11));
            assertEquals(11 * 128 + Stacks.ARENA, heap.length(), "896 bytes at the end are free, and stay");
            heap.dealloc(live.get(3));
            assertEquals(10 * 128 + Stacks.ARENA, heap.length(), "1,024 are too many");
            Heaps.check(heap, live.subList(0, 3));
        }
    }

    @Test
    void thousandsOfFreeBlocksAreCutOffAtOnceAndARollbackBringsThemBack() throws IOException {
        try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(Stacks.empty(), Heaps.SMALL)) {
            List<BStackSlice> live = Heaps.slices(heap, 4_000, 32);
            BStackSlice last = live.remove(3_999);
            heap.stack().transact(() -> {
                for (int i = 3; i < 3_999; i++) {
                    heap.dealloc(live.get(i));
                }
            });
            byte[] before = heap.stack().peek(0);
            assertThrows(
                    ArithmeticException.class,
                    () -> heap.stack().transact((TransactionRunnable) () -> {
                        heap.dealloc(last);
                        throw new ArithmeticException();
                    }));
            assertArrayEquals(before, heap.stack().peek(0));
            heap.dealloc(last);
            assertEquals(3 * 32 + 31 * 32 + Stacks.ARENA, heap.length());
            Heaps.check(heap, live.subList(0, 3));
        }
    }
}
