package bstack.alloc.ghosttree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bstack.core.TransactionRunnable;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A transaction that is rolled back takes the index with it; the rest is in {@link GhostTreeContractTest}. */
class TransactionTest {
    @Test
    void aRolledBackTransactionLeavesFileAndIndexAsTheyWere() throws IOException {
        try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(Stacks.empty())) {
            List<BStackSlice> slices = Heaps.slices(heap, 40, 64);
            for (int i = 0; i < 40; i += 3) {
                heap.dealloc(slices.get(i));
            }
            byte[] before = heap.stack().peek(0);
            assertThrows(
                    ArithmeticException.class,
                    () -> heap.stack().transact((TransactionRunnable) () -> {
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
            assertEquals(slices.get(0).start(), heap.alloc(64).start());
        }
    }
}
