package bstack.alloc.ghosttree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bstack.core.BStack;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where blocks go, and the very bytes that are written. */
class PlacementTest {
    private BStack stack;
    private GhostTreeBStackAllocator heap;

    @BeforeEach
    void open() throws IOException {
        stack = Stacks.empty();
        heap = GhostTreeBStackAllocator.open(stack);
    }

    @AfterEach
    void close() throws IOException {
        heap.close();
    }

    @Test
    void aNewHeapIsTheHeaderAlone() throws IOException {
        assertEquals(
                "00".repeat(32) + "414c475400010000" + "0000000000000000",
                HexFormat.of().formatHex(stack.peek(0)));
    }

    @Test
    void theBytesOfATreeOfThreeBlocksAreThoseOfTheFormat() throws IOException {
        List<BStackSlice> slices = Heaps.slices(heap, 6, 32);
        BStackSlice longer = Heaps.filled(heap.alloc(64), 7);
        heap.alloc(1);
        heap.dealloc(slices.get(2));
        heap.dealloc(slices.get(0));
        heap.dealloc(longer);
        // Keys: (32, 48), (32, 112), (64, 240); the root is the second.
        assertEquals("7000000000000000", hex(40, 48));
        assertEquals(
                "2000000000000000" + "00" + "02" + "000000000000" + "3000000000000000" + "f000000000000000",
                hex(112, 144));
        assertEquals("2000000000000000" + "00" + "01" + "000000000000" + "00".repeat(16), hex(48, 80));
        assertEquals("4000000000000000" + "00" + "01" + "000000000000" + "00".repeat(48), hex(240, 304));
    }

    private String hex(long from, long to) throws IOException {
        return HexFormat.of().formatHex(stack.get(from, to));
    }

    @Test
    void theSmallestBlockThatFitsIsTakenOfSeveralTheLowestAndOfThatTheBack() throws IOException {
        List<BStackSlice> slices = heap.allocBulk(128, 32, 96, 32, 96, 32);
        heap.deallocBulk(List.of(slices.get(0), slices.get(2), slices.get(4)));
        assertEquals(slices.get(2).start() + 32, heap.alloc(64).start());
        assertEquals(slices.get(2).start(), heap.alloc(20).start());
        assertEquals(slices.get(4).start(), heap.alloc(96).start());
        assertEquals(slices.get(0).start() + 96, heap.alloc(1).start());
    }

    @Test
    void aFreedTailIsCutOffAndFreeBlocksBeforeItAreNot() throws IOException {
        List<BStackSlice> slices = Heaps.slices(heap, 3, 40);
        heap.dealloc(slices.get(1));
        heap.dealloc(slices.get(2));
        assertEquals(slices.get(2).start(), heap.length());
        assertEquals(List.of("112:64"), Heaps.free(heap));
        Heaps.check(heap, slices.subList(0, 1));
    }

    @Test
    void trimGivesTheFreeBlocksAtTheTailBack() throws IOException {
        List<BStackSlice> slices = Heaps.slices(heap, 5, 40);
        heap.deallocBulk(List.of(slices.get(1)));
        heap.dealloc(slices.get(3));
        heap.dealloc(slices.get(2));
        heap.dealloc(slices.get(4));
        assertEquals(3 * 64, heap.trim());
        assertEquals(slices.get(1).start(), heap.length());
        assertEquals(0, heap.trim());
        Heaps.check(heap, slices.subList(0, 1));
    }

    @Test
    void aBulkTakesTheFrontOfOneBlockAndTheRestReturnsToTheTree() throws IOException {
        List<BStackSlice> slices = Heaps.slices(heap, 2, 320);
        heap.dealloc(slices.get(0));
        List<BStackSlice> bulk = heap.allocBulk(10, 0, 33, 32);
        assertEquals(List.of(slice(48, 10), slice(0, 0), slice(80, 33), slice(144, 32)), bulk);
        assertEquals(List.of("176:192"), Heaps.free(heap));
        for (BStackSlice slice : bulk) {
            assertArrayEquals(new byte[(int) slice.length()], slice.read());
        }
        heap.deallocBulk(bulk);
        assertEquals(List.of("48:128", "176:192"), Heaps.free(heap));
        Heaps.check(heap, slices.subList(1, 2));
    }

    private BStackSlice slice(long start, long length) {
        return BStackSlice.of(heap, start, length);
    }

    @Test
    void bulksOfNothingAreNothing() throws IOException {
        assertEquals(List.of(), heap.allocBulk());
        assertEquals(List.of(slice(0, 0), slice(0, 0)), heap.allocBulk(0, 0));
        heap.deallocBulk(List.of());
        heap.deallocBulk(List.of(slice(0, 0)));
        assertEquals(Stacks.ARENA, heap.length());
    }

    @Test
    void emptySlicesOccupyNothing() throws IOException {
        assertEquals(slice(0, 0), heap.alloc(0));
        heap.dealloc(slice(0, 0));
        heap.dealloc(slice(77, 0));
        assertEquals(slice(0, 0), heap.realloc(slice(0, 0), 0));
        BStackSlice allocated = heap.realloc(slice(0, 0), 33);
        assertEquals(slice(48, 33), allocated);
        assertEquals(slice(0, 0), heap.realloc(allocated, 0));
        assertEquals(Stacks.ARENA, heap.length());
    }

    @Test
    void aReallocThatExposesBytesShowsZerosEvenWhereAnotherProgramLeftSomething() throws IOException {
        BStackSlice slice = Heaps.filled(heap.alloc(10), 1);
        stack.set(slice.start() + 10, new byte[] {9, 9, 9, 9});
        BStackSlice longer = heap.realloc(slice, 32);
        assertArrayEquals(new byte[22], longer.read(10, 32));
        BStackSlice shorter = heap.realloc(Heaps.filled(longer, 5), 3);
        stack.set(shorter.end(), new byte[] {9});
        assertArrayEquals(new byte[97], heap.realloc(shorter, 100).read(3, 100));
        Heaps.check(heap, List.of(slice(48, 100)));
    }

    @Test
    void aShrunkenSliceGivesWholeUnitsBackAndLeavesZerosInItsLast() throws IOException {
        List<BStackSlice> slices = Heaps.slices(heap, 2, 200);
        BStackSlice shorter = heap.realloc(slices.get(0), 70);
        assertEquals(slices.get(0).start(), shorter.start());
        assertEquals(List.of("144:128"), Heaps.free(heap));
        assertArrayEquals(new byte[26], stack.get(shorter.end(), 144));
        BStackSlice tail = heap.realloc(slices.get(1), 5);
        assertArrayEquals(new byte[27], stack.get(tail.end(), heap.length()));
        Heaps.check(heap, List.of(shorter, tail));
    }

    @Test
    void aLargeSliceIsMovedWithItsContents() throws IOException {
        BStackSlice large = heap.alloc(1_000_003);
        byte[] bytes = new byte[1_000_003];
        new java.util.Random(7).nextBytes(bytes);
        large.write(bytes);
        heap.alloc(1);
        BStackSlice moved = heap.realloc(large, 2_000_000);
        assertArrayEquals(java.util.Arrays.copyOf(bytes, 2_000_000), moved.read());
        assertEquals(List.of("48:1000032"), Heaps.free(heap));
    }

    @Test
    void theReservedBytesAreTheUsersAndAreKept() throws IOException {
        Heaps.filled(heap.reserved(), 0x5A);
        List<BStackSlice> slices = Heaps.slices(heap, 3, 40);
        heap.deallocBulk(slices);
        assertEquals(32, heap.reserved().length());
        assertEquals("5a".repeat(32), hex(0, 32));
    }

    @Test
    void bytesPushedPastTheAllocatorDoNotMisalignWhatFollows() throws IOException {
        stack.push(new byte[] {1, 2, 3});
        assertEquals(80, heap.alloc(5).start());
        assertArrayEquals(new byte[] {1, 2, 3}, stack.get(48, 51));
    }
}
