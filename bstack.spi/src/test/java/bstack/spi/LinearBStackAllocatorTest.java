package bstack.spi;

import static bstack.spi.BStackSliceTest.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where slices lie, and what only the last one can; what every allocator must do is tested in bstack.testkit. */
class LinearBStackAllocatorTest {
    private BStack stack;
    private LinearBStackAllocator allocator;

    @BeforeEach
    void openOnAnEmptyStack() throws IOException {
        stack = Stacks.memory();
        allocator = LinearBStackAllocator.open(stack);
    }

    @Test
    void allocationsFollowEachOtherFromOffsetZeroAndAreZero() throws IOException {
        assertEquals("linear", allocator.name());
        assertTrue(allocator.isEmpty());
        assertEquals(slice(0, 3), allocator.alloc(3));
        assertEquals(slice(3, 5), allocator.alloc(5));
        assertArrayEquals(new byte[8], stack.peek(0));
        assertEquals(8, allocator.length());
        assertFalse(allocator.isEmpty());
        assertTrue(allocator.reserved().isEmpty());
    }

    @Test
    void anEmptyAllocationLiesAtTheEndAndOccupiesNothing() throws IOException {
        allocator.alloc(7);
        BStackSlice empty = allocator.alloc(0);
        assertEquals(slice(7, 0), empty);
        allocator.dealloc(empty);
        assertEquals(7, stack.length());
        assertEquals(slice(7, 4), allocator.realloc(empty, 4));
    }

    @Test
    void theTailGrowsWithZerosAndShrinksInPlace() throws IOException {
        allocator.alloc(2);
        BStackSlice tail = allocator.alloc(3);
        tail.write(bytes(1, 2, 3));
        BStackSlice grown = allocator.realloc(tail, 5);
        assertEquals(slice(2, 5), grown);
        assertArrayEquals(bytes(1, 2, 3, 0, 0), grown.read());
        assertEquals(grown, allocator.realloc(grown, 5));
        BStackSlice shrunk = allocator.realloc(grown, 1);
        assertArrayEquals(bytes(1), shrunk.read());
        assertEquals(3, stack.length());
        assertEquals(slice(2, 0), allocator.realloc(shrunk, 0));
        assertEquals(2, stack.length());
    }

    @Test
    void whatIsNotTheTailCannotBeReallocatedEvenToItsOwnLength() throws IOException {
        BStackSlice first = allocator.alloc(2);
        allocator.alloc(2);
        assertThrows(UnsupportedOperationException.class, () -> allocator.realloc(first, 3));
        assertThrows(UnsupportedOperationException.class, () -> allocator.realloc(first, 1));
        assertThrows(UnsupportedOperationException.class, () -> allocator.realloc(first, 2));
        assertEquals(4, stack.length());
    }

    @Test
    void freeingTheTailCutsItOffAndFreeingAnythingElseDoesNothing() throws IOException {
        BStackSlice first = allocator.alloc(2);
        BStackSlice second = allocator.alloc(3);
        allocator.dealloc(first);
        assertEquals(5, stack.length());
        allocator.dealloc(second);
        assertEquals(2, stack.length());
        allocator.dealloc(first);
        assertEquals(0, stack.length());
    }

    @Test
    void aBulkAllocationIsOneRunOfSlices() throws IOException {
        allocator.alloc(1);
        assertEquals(List.of(slice(1, 2), slice(3, 0), slice(3, 4)), allocator.allocBulk(2, 0, 4));
        assertEquals(List.of(), allocator.allocBulk());
        assertEquals(7, stack.length());
    }

    @Test
    void bulkFreeingCutsTheLongestTailThatTheSlicesCover() throws IOException {
        List<BStackSlice> slices = allocator.allocBulk(10, 20, 30, 40);
        allocator.deallocBulk(List.of(slices.get(3), slices.get(0), slices.get(2)));
        assertEquals(30, stack.length());
        allocator.deallocBulk(List.of(slices.get(0)));
        assertEquals(30, stack.length());
        allocator.deallocBulk(List.of(slices.get(0), slices.get(1)));
        assertEquals(0, stack.length());
        allocator.deallocBulk(List.of());
    }

    @Test
    void theLockedPrefixIsNotCut() throws IOException {
        BStackSlice tail = allocator.alloc(4);
        stack.lockUpTo(2);
        assertThrows(RuntimeException.class, () -> allocator.dealloc(tail));
        assertEquals(4, stack.length());
        assertEquals(2, allocator.realloc(tail, 2).length());
    }

    @Test
    void aRefusedOperationLeavesTheEnclosingTransactionUsable() throws IOException {
        BStackSlice first = allocator.alloc(2);
        stack.transact(() -> {
            BStackSlice second = allocator.alloc(2);
            assertThrows(UnsupportedOperationException.class, () -> allocator.realloc(first, 9));
            assertThrows(IllegalArgumentException.class, () -> allocator.alloc(Long.MAX_VALUE));
            assertThrows(IllegalArgumentException.class, () -> allocator.dealloc(slice(0, 5)));
            second.write(bytes(7, 7));
        });
        assertArrayEquals(bytes(0, 0, 7, 7), stack.peek(0));
    }

    private BStackSlice slice(long start, long length) {
        return BStackSlice.of(allocator, start, length);
    }
}
