package bstack.alloc.ghosttree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.core.TransactionRunnable;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Operations as parts of transactions: committed together, rolled back together, the index with them. */
class TransactionTest {
    @Test
    void aRolledBackTransactionLeavesFileAndIndexAsTheyWere() throws IOException {
        try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(Stacks.empty())) {
            List<BStackSlice> slices = Heaps.slices(heap, 40, 64);
            for (int i = 0; i < 40; i += 3) {
                heap.dealloc(slices.get(i));
            }
            byte[] before = heap.stack().peek(0);
            assertThrows(ArithmeticException.class, () -> heap.stack().transact((TransactionRunnable) () -> {
                heap.alloc(64);
                heap.alloc(20);
                heap.dealloc(slices.get(1));
                heap.deallocBulk(List.of(slices.get(4), slices.get(5), slices.get(38)));
                heap.realloc(slices.get(7), 200);
                heap.allocBulk(10, 20, 30);
                heap.trim();
                throw new ArithmeticException();
            }));
            assertArrayEquals(before, heap.stack().peek(0));
            Heaps.check(heap);
            assertEquals(slices.getFirst().start(), heap.alloc(64).start());
        }
    }

    @Test
    void anAllocationItsContentAndTheRootThatPublishesItCommitTogether() throws IOException {
        Storage file = Stacks.storage(new byte[0]);
        try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(BStack.open(file))) {
            heap.stack().transact((TransactionRunnable) () -> {
                BStackSlice slice = Heaps.filled(heap.alloc(1000), 3);
                heap.reserved().write(slice.toBytes());
            });
        }
        try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(BStack.open(file))) {
            BStackSlice slice = BStackSlice.fromBytes(heap, heap.reserved().read(0, BStackSlice.BYTES));
            assertEquals(3, slice.read()[999]);
            Heaps.check(heap, List.of(slice));
        }
    }

    @Test
    void anOpeningThatIsRolledBackLeavesNothing() throws IOException {
        BStack stack = Stacks.empty();
        assertThrows(ArithmeticException.class, () -> stack.transact((TransactionRunnable) () -> {
            GhostTreeBStackAllocator.open(stack).alloc(5);
            throw new ArithmeticException();
        }));
        assertEquals(0, stack.length());
        try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(stack)) {
            Heaps.check(heap, List.of(heap.alloc(5)));
        }
    }

    @Test
    void manyThreadsGetDisjointSlices() throws Exception {
        try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(Stacks.empty());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<BStackSlice>>> results = new ArrayList<>();
            for (int t = 1; t <= 8; t++) {
                int value = t;
                results.add(threads.submit(() -> {
                    List<BStackSlice> kept = new ArrayList<>();
                    for (int i = 0; i < 40; i++) {
                        kept.add(Heaps.filled(heap.alloc(20 + 7 * i), value));
                        if (i % 3 == 2) {
                            heap.dealloc(kept.remove(i % kept.size()));
                        }
                    }
                    return kept;
                }));
            }
            List<BStackSlice> live = new ArrayList<>();
            for (int t = 1; t <= 8; t++) {
                for (BStackSlice slice : results.get(t - 1).get()) {
                    for (byte b : slice.read()) {
                        assertEquals(t, b);
                    }
                    live.add(slice);
                }
            }
            Heaps.check(heap, live);
        }
    }
}
