package bstack.alloc.firstfit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What only first fit refuses, and that nothing has changed then; the rest is in {@link FirstFitContractTest}. */
class RefusalTest extends EmptyHeap {
    /** In the original a slice that had been cut down to nothing freed, or moved, the live block at its start. */
    @Test
    void anEmptySliceAtALiveBlockIsIgnoredByDeallocAndRefusedByRealloc() throws IOException {
        BStackSlice slice = heap.alloc(40);
        BStackSlice nothing = slice.subslice(0, 0);
        byte[] before = Stacks.payload(stack);
        heap.dealloc(nothing);
        heap.deallocBulk(List.of(nothing, nothing));
        assertThrows(IllegalArgumentException.class, () -> heap.realloc(nothing, 10));
        assertThrows(IllegalArgumentException.class, () -> heap.realloc(nothing, 0));
        assertArrayEquals(before, Stacks.payload(stack));
    }

    @Test
    void whatIsNoAllocationIsRefused() throws IOException {
        heap.alloc(40);
        BStackSlice slice = heap.alloc(40);
        heap.alloc(40);
        long start = slice.start();
        for (long at : new long[] {
            0, 8, 16, 32, 48, 56, start - 8, start + 1, start + 8, start + 64 + 40, 1 << 20, Long.MAX_VALUE - 8
        }) {
            assertRefused(() -> heap.dealloc(BStackSlice.of(heap, at, 8)));
            assertRefused(() -> heap.realloc(BStackSlice.of(heap, at, 8), 90));
        }
        for (long length : new long[] {41, 48, 1000, Long.MAX_VALUE - start}) {
            assertRefused(() -> heap.dealloc(BStackSlice.of(heap, start, length)));
            assertRefused(() -> heap.realloc(BStackSlice.of(heap, start, length), 8));
        }
    }

    @Test
    void anImitationOfABlockWithinAFreeOneIsRefused() throws IOException {
        BStackSlice slice = heap.alloc(200);
        heap.alloc(8);
        byte[] imitation = new byte[48];
        imitation[0] = 24;
        imitation[40] = 24;
        slice.write(64, imitation);
        heap.dealloc(slice);
        assertRefused(() -> heap.dealloc(BStackSlice.of(heap, slice.start() + 80, 24)));
    }

    @Test
    void impossibleLengthsAreRefused() throws IOException {
        BStackSlice slice = heap.alloc(40);
        for (long length : new long[] {
            -1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 7, Long.MAX_VALUE - 31, Long.MAX_VALUE - 64
        }) {
            assertRefused(() -> heap.alloc(length));
            assertRefused(() -> heap.realloc(slice, length));
            assertRefused(() -> heap.realloc(BStackSlice.of(heap, 0, 0), length));
            assertRefused(() -> heap.allocBulk(1, length));
        }
        assertRefused(() -> heap.allocBulk(1, Long.MAX_VALUE / 2, Long.MAX_VALUE / 2, 5));
    }

    @Test
    void aRefusalSaysWhereAndWhy() throws IOException {
        BStackSlice slice = heap.alloc(40);
        heap.alloc(8);
        heap.dealloc(slice);
        String message = assertThrows(IllegalArgumentException.class, () -> heap.dealloc(slice))
                .getMessage();
        for (String part : List.of("40 bytes", "at 64", stack.name(), "is free")) {
            assertTrue(message.contains(part), message);
        }
    }

    @FunctionalInterface
    private interface Call {
        void run() throws IOException;
    }

    private void assertRefused(Call call) throws IOException {
        byte[] before = Stacks.payload(stack);
        assertThrows(IllegalArgumentException.class, call::run);
        assertArrayEquals(before, Stacks.payload(stack));
    }
}
