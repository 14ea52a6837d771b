package bstack.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The part of an {@link AllocatorContract} about calls that are refused: nothing has changed, and work goes on. */
abstract class AllocatorRefusals extends AllocatorFixture {
    private static final long[] IMPOSSIBLE = {-1, Long.MIN_VALUE, Long.MAX_VALUE};

    @Test
    void lengthsThatNoFileCanHoldAreRefused() throws IOException {
        BStackSlice slice = filled(40, 1);
        refused(() -> heap.allocBelow(-1, Long.MAX_VALUE));
        for (long length : IMPOSSIBLE) {
            refused(() -> heap.alloc(length));
            refused(() -> heap.realloc(slice, length));
            refused(() -> heap.realloc(heap.alloc(0), length));
        }
        holds(slice, 1);
    }

    @Test
    void aBulkAllocationIsRefusedAsAWhole() throws IOException {
        assumeTrue(isBulk(), "the allocator has no bulk operations");
        filled(40, 1);
        for (long length : IMPOSSIBLE) {
            refused(() -> bulk().allocBulk(1, length));
            refused(() -> bulk().allocBulk(length, 1, 1));
        }
        refused(() -> bulk().allocBulk(1, Long.MAX_VALUE / 2, Long.MAX_VALUE / 2, 5));
    }

    @Test
    void aSliceOfAnotherAllocatorIsRefusedEvenIfItLooksRight() throws IOException {
        BStackSlice mine = filled(40, 1);
        try (BStackAllocator other = another()) {
            BStackSlice foreign = other.alloc(40);
            assertEquals(mine.start(), foreign.start());
            refused(() -> heap.dealloc(foreign));
            refused(() -> heap.realloc(foreign, 80));
            refused(() -> heap.realloc(foreign, 0));
            refused(() -> heap.footprint(foreign));
            if (isBulk()) {
                refused(() -> bulk().deallocBulk(List.of(mine, foreign)));
            }
        }
        holds(mine, 1);
    }

    @Test
    void aSliceThatReachesBeyondThePayloadIsRefusedHoweverLongItIs() throws IOException {
        BStackSlice mine = filled(40, 1);
        long end = heap.length();
        for (BStackSlice beyond : List.of(
                BStackSlice.of(heap, end, 1),
                BStackSlice.of(heap, end + 64, 8),
                BStackSlice.of(heap, mine.start(), 1 << 20),
                BStackSlice.of(heap, mine.start(), Long.MAX_VALUE - mine.start()),
                BStackSlice.of(heap, Long.MAX_VALUE - 8, 8))) {
            refused(() -> heap.dealloc(beyond));
            refused(() -> heap.realloc(beyond, 8));
            refused(() -> heap.realloc(beyond, 90));
            refused(() -> heap.footprint(beyond));
            if (isBulk()) {
                refused(() -> bulk().deallocBulk(List.of(mine, beyond)));
            }
        }
    }

    @Test
    void aSliceIsFreedOnlyOnce() throws IOException {
        assumeTrue(noticesDoubleFree(), "the allocator cannot notice a double free");
        BStackSlice slice = filled(40, 1);
        BStackSlice wall = filled(40, 2);
        heap.dealloc(slice);
        refused(() -> heap.dealloc(slice));
        refused(() -> heap.realloc(slice, 10));
        refused(() -> heap.realloc(slice, 400));
        refused(() -> heap.realloc(slice, 0));
        if (isBulk()) {
            refused(() -> bulk().deallocBulk(List.of(wall, slice)));
            refused(() -> bulk().deallocBulk(List.of(wall, wall)));
        }
        heap.dealloc(wall);
        refused(() -> heap.dealloc(wall));
    }

    @Test
    @SuppressWarnings("NullAway") // passes what is not allowed
    void nullsAreRefused() throws IOException {
        BStackSlice slice = filled(40, 1);
        refused(NullPointerException.class, () -> heap.dealloc(null));
        refused(NullPointerException.class, () -> heap.realloc(null, 3));
        refused(NullPointerException.class, () -> heap.footprint(null));
        if (isBulk()) {
            refused(NullPointerException.class, () -> bulk().deallocBulk(null));
            refused(NullPointerException.class, () -> bulk().deallocBulk(Arrays.asList(slice, null)));
            refused(NullPointerException.class, () -> bulk().allocBulk((long[]) null));
        }
    }

    @Test
    void aRefusedOperationLeavesTheTransactionAroundItUsable() throws IOException {
        BStackSlice kept = stack.transact(() -> {
            BStackSlice slice = heap.alloc(40);
            assertThrows(IllegalArgumentException.class, () -> heap.alloc(-5));
            assertThrows(IllegalArgumentException.class, () -> heap.dealloc(BStackSlice.of(heap, heap.length(), 8)));
            slice.write(content(1, 40));
            return slice;
        });
        holds(kept, 1);
        sound(List.of(kept));
    }

    @Test
    void aHandleIsTakenUpAgainWithinThePayloadOnly() throws IOException {
        BStackSlice slice = filled(40, 1);
        assertEquals(slice, heap.slice(slice.start(), 40));
        long end = heap.length();
        assertEquals(0, heap.slice(end, 0).length());
        for (long[] wrong : new long[][] {
            {slice.start(), end - slice.start() + 1}, {end + 1, 0}, {-1, 2}, {0, -1}, {Long.MAX_VALUE, Long.MAX_VALUE}
        }) {
            assertThrows(IndexOutOfBoundsException.class, () -> heap.slice(wrong[0], wrong[1]));
        }
    }

    @Test
    void aStackCarriesOneAllocatorAtATime() throws IOException {
        BStackSlice slice = filled(40, 1);
        assertThrows(IllegalStateException.class, () -> open(stack));
        holds(slice, 1);
    }

    @Test
    void afterIntoStackEverythingIsRefusedAndTheStackIsFree() throws IOException {
        BStackSlice slice = filled(40, 1);
        assertThrows(IllegalStateException.class, () -> stack.transact(() -> heap.intoStack()));
        BStackAllocator before = heap;
        assertSame(stack, heap.intoStack());
        everythingIsRefused(before, slice);
        heap = open(stack);
        before.close();
        refused(() -> heap.dealloc(slice));
        BStackSlice again = heap.slice(slice.start(), slice.length());
        holds(again, 1);
        heap.dealloc(again);
    }

    @Test
    void afterACloseEverythingIsRefusedAndAnotherCloseDoesNothing() throws IOException {
        BStackSlice slice = filled(40, 1);
        heap.close();
        heap.close();
        assertThrows(IllegalStateException.class, () -> stack.length());
        everythingIsRefused(heap, slice);
    }

    private static void everythingIsRefused(BStackAllocator heap, BStackSlice slice) {
        assertThrows(IllegalStateException.class, () -> heap.alloc(8));
        assertThrows(IllegalStateException.class, () -> heap.alloc(0));
        assertThrows(IllegalStateException.class, () -> heap.dealloc(slice));
        assertThrows(IllegalStateException.class, () -> heap.realloc(slice, 8));
        assertThrows(IllegalStateException.class, () -> heap.allocBelow(8, slice.start()));
        assertThrows(IllegalStateException.class, heap::trim);
        assertThrows(IllegalStateException.class, () -> heap.footprint(slice));
        assertThrows(IllegalStateException.class, heap::length);
        assertThrows(IllegalStateException.class, slice::read);
        if (heap instanceof InspectableAllocator inspectable) {
            assertThrows(IllegalStateException.class, inspectable::blocks);
            assertThrows(IllegalStateException.class, inspectable::verify);
        }
    }

    @Test
    void aReadOnlyHeapReadsAndRefusesChanges(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("heap.bstack");
        long start;
        try (BStackAllocator writer = open(BStack.open(file))) {
            BStackSlice slice = writer.alloc(300);
            slice.write(content(1, 300));
            start = slice.start();
        }
        try (BStackAllocator reader = open(BStack.openReadOnly(file))) {
            BStackSlice slice = reader.slice(start, 300);
            assertArrayEquals(content(1, 300), slice.read());
            assertThrows(IllegalStateException.class, () -> reader.alloc(1));
            assertThrows(IllegalStateException.class, () -> reader.realloc(slice, 400));
            assertThrows(IllegalStateException.class, () -> reader.dealloc(slice));
            assertThrows(IllegalStateException.class, () -> slice.write(new byte[300]));
            assertArrayEquals(content(1, 300), slice.read());
            assertFalse(reader.isEmpty());
        }
    }
}
