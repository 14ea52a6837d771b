package bstack.alloc.ghosttree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.TransactionRunnable;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What only a ghost tree refuses, and that nothing has changed then; the rest is in {@link GhostTreeContractTest}. */
class RefusalTest {
    private BStack stack;
    private GhostTreeBStackAllocator heap;
    private List<BStackSlice> slices;

    @BeforeEach
    void open() throws IOException {
        stack = Stacks.empty();
        heap = GhostTreeBStackAllocator.open(stack);
        slices = Heaps.slices(heap, 8, 100);
    }

    @AfterEach
    void close() throws IOException {
        heap.close();
    }

    private BStackSlice slice(long start, long length) {
        return BStackSlice.of(heap, start, length);
    }

    private void refused(Executable operation) throws IOException {
        byte[] before = stack.peek(0);
        assertThrows(IllegalArgumentException.class, operation);
        // Inside a transaction a refusal spoils nothing: the rest of it commits.
        stack.transact((TransactionRunnable) () -> {
            stack.set(0, new byte[] {1});
            assertThrows(IllegalArgumentException.class, operation);
        });
        before[0]++;
        assertArrayEquals(before, stack.peek(0));
        stack.set(0, new byte[] {0});
        Heaps.check(heap);
    }

    private void refusedAsASlice(BStackSlice slice) throws IOException {
        refused(() -> heap.dealloc(slice));
        refused(() -> heap.realloc(slice, 0));
        refused(() -> heap.realloc(slice, slice.length()));
        refused(() -> heap.realloc(slice, 5000));
        refused(() -> heap.deallocBulk(List.of(slices.get(0), slice)));
    }

    @Test
    void aSliceThatReachesIntoAFreeBlockIsRefused() throws IOException {
        heap.dealloc(slices.get(3));
        refusedAsASlice(slice(slices.get(2).start(), 130));
        refusedAsASlice(slice(slices.get(2).start(), 600));
        refusedAsASlice(slice(slices.get(3).start() + 96, 40));
        refusedAsASlice(slice(slices.get(3).start() + 32, 32));
    }

    @Test
    void aSliceThatStartsWhereNoBlockCanIsRefused() throws IOException {
        refusedAsASlice(slice(slices.get(2).start() + 8, 10));
        refusedAsASlice(slice(slices.get(2).start() - 16, 10));
        refusedAsASlice(slice(0, 32));
        refusedAsASlice(slice(16, 32));
        refusedAsASlice(slice(32, 16));
        refusedAsASlice(slice(heap.length(), 1));
        refusedAsASlice(slice(heap.length() + 64, 1));
    }

    @Test
    void aSliceThatReachesBeyondTheArenaIsRefusedHoweverLongItIs() throws IOException {
        long start = slices.get(7).start();
        for (long length : new long[] {129, 1 << 20, Long.MAX_VALUE - start - 31, Long.MAX_VALUE - start}) {
            refusedAsASlice(slice(start, length));
        }
    }

    @Test
    void bytesPushedPastTheAllocatorAreNoBlock() throws IOException {
        long end = stack.push(new byte[5]);
        for (BStackSlice slice : List.of(slice(end, 5), slice(end - 32, 37))) {
            assertThrows(IllegalArgumentException.class, () -> heap.dealloc(slice));
            assertThrows(IllegalArgumentException.class, () -> heap.realloc(slice, 100));
        }
        assertEquals(end + 5, heap.length());
    }

    @Test
    void lengthsThatNoFileCanHoldAreRefused() throws IOException {
        for (long length : new long[] {
            -1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 31, Long.MAX_VALUE - 32, Long.MAX_VALUE - 200
        }) {
            refused(() -> heap.alloc(length));
            refused(() -> heap.realloc(slices.get(2), length));
            refused(() -> heap.realloc(slices.get(7), length));
            refused(() -> heap.realloc(slice(0, 0), length));
            refused(() -> heap.allocBulk(1, length));
        }
        refused(() -> heap.allocBulk(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2, 40));
        refused(() -> heap.allocBulk(1L << 62, 1L << 62, 1L << 62));
    }

    @Test
    void slicesThatOverlapInOneBulkAreRefused() throws IOException {
        refused(() -> heap.deallocBulk(List.of(slices.get(1), slices.get(4), slices.get(1))));
        refused(() ->
                heap.deallocBulk(List.of(slices.get(1), slice(slices.get(1).start() + 32, 10))));
        refused(() -> heap.deallocBulk(List.of(slice(slices.get(1).start(), 200), slices.get(2))));
    }

    @Test
    void bytesWrittenThroughAStaleSliceAreNoticedBeforeTheBlockIsHandedOut() throws IOException {
        BStackSlice stale = slices.get(3);
        heap.dealloc(stale);
        stale.write(50, new byte[] {1});
        byte[] before = stack.peek(0);
        assertEquals(1, heap.verify().size());
        assertEquals(stale.start() + 50, heap.verify().get(0).offset());
        BStackCorruptException refusal = assertThrows(BStackCorruptException.class, () -> heap.alloc(100));
        assertEquals(16 + stale.start() + 50, refusal.offset());
        assertArrayEquals(before, stack.peek(0));
        stale.zero();
        assertThrows(BStackCorruptException.class, () -> heap.allocBulk(100));
        assertTrue(heap.verify().get(0).found().contains("zeros"));
        heap.alloc(2000);
    }
}
