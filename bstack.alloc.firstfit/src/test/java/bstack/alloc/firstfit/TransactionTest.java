package bstack.alloc.firstfit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A transaction that is rolled back takes the index with it; the rest is in {@link FirstFitContractTest}. */
class TransactionTest extends EmptyHeap {
    @Test
    void aRollbackTakesBackHeapAndIndexEvenIfTheIndexWasBuiltInTheTransaction() throws IOException {
        List<BStackSlice> slices = heap.allocBulk(16, 100, 16, 200, 16);
        heap.dealloc(slices.get(1));
        Storage medium = Stacks.storage(Stacks.payload(stack));
        for (boolean indexed : new boolean[] {false, true}) {
            BStack copy = Stacks.stack(medium);
            FirstFitBStackAllocator other = FirstFitBStackAllocator.open(copy);
            if (indexed) {
                other.dealloc(other.alloc(5000));
            }
            byte[] before = Stacks.payload(copy);
            assertThrows(
                    ArithmeticException.class,
                    () -> copy.transact(() -> {
                        other.alloc(40);
                        other.dealloc(other.slice(slices.get(3).start(), 200));
                        other.alloc(300);
                        throw new ArithmeticException("on purpose");
                    }));
            assertArrayEquals(before, Stacks.payload(copy));
            assertEquals(slices.get(1).start() + 104 - 40, other.alloc(40).start());
            other.dealloc(other.slice(slices.get(1).start() + 104 - 40, 40));
            assertEquals(List.of(), other.verify());
            copy.close();
        }
    }

    @Test
    void aRollbackTakesBackAnIndexOfContentThatWasNeverCommitted() throws IOException {
        HeapBytes other = new HeapBytes();
        other.used(16, 1);
        other.free(400);
        other.used(16, 1);
        heap.alloc(16);
        FirstFitBStackAllocator again = FirstFitBStackAllocator.open(heap.intoStack());
        assertThrows(
                ArithmeticException.class,
                () -> stack.transact(() -> {
                    stack.replaceTail(stack.length(), other.payload());
                    assertEquals(104 + 400 - 40, again.alloc(40).start());
                    throw new ArithmeticException("on purpose");
                }));
        assertEquals(64 + 40, again.alloc(40).start());
        assertEquals(List.of(), again.verify());
    }
}
