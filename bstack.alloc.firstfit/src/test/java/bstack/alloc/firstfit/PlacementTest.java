package bstack.alloc.firstfit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where blocks go, and the very bytes that are written. */
class PlacementTest extends EmptyHeap {
    // ---- the layout, byte for byte

    @Test
    void anEmptyHeapIsItsHeader() throws IOException {
        assertEquals("00".repeat(16) + "414c464600010100" + "00".repeat(24), hex(0, stack.length()));
    }

    @Test
    void aUsedAndAFreeBlockLieInTheFileAsTheFormatSays() throws IOException {
        BStackSlice first = heap.alloc(24);
        BStackSlice second = heap.alloc(5);
        second.write(new byte[] {1, 2, 3, 4, 5});
        heap.dealloc(first);
        assertEquals("4000000000000000" + "00".repeat(8), hex(32, 48), "the head names the free block");
        assertEquals("1800000000000000" + "01000000" + "00000000", hex(48, 64), "size 24, free");
        assertEquals("00".repeat(16), hex(64, 80), "no next, no previous one");
        assertEquals("1800000000000000", hex(88, 96));
        assertEquals("1000000000000000" + "00000000" + "00000000", hex(96, 112), "size 16, used");
        assertEquals("0102030405" + "00".repeat(11) + "1000000000000000", hex(112, 136));
        assertEquals(136, stack.length());
    }

    @Test
    void freeBlocksAreLinkedFromTheNewestToTheOldestAndBack() throws IOException {
        List<BStackSlice> slices = heap.allocBulk(16, 16, 16, 16, 16, 16);
        heap.dealloc(slices.get(0));
        heap.dealloc(slices.get(2));
        heap.dealloc(slices.get(4));
        long a = slices.get(0).start();
        long b = slices.get(2).start();
        long c = slices.get(4).start();
        assertEquals(c, Stacks.word(stack, 32));
        assertEquals(List.of(b, 0L), List.of(Stacks.word(stack, c), Stacks.word(stack, c + 8)));
        assertEquals(List.of(a, c), List.of(Stacks.word(stack, b), Stacks.word(stack, b + 8)));
        assertEquals(List.of(0L, b), List.of(Stacks.word(stack, a), Stacks.word(stack, a + 8)));
    }

    @Test
    void theFirstSixteenBytesAreTheUsers() throws IOException {
        BStackSlice reserved = heap.reserved();
        assertEquals(BStackSlice.of(heap, 0, 16), reserved);
        reserved.write("sixteen of bytes".getBytes());
        assertThrows(IllegalArgumentException.class, () -> heap.dealloc(reserved));
        FirstFitBStackAllocator again = FirstFitBStackAllocator.open(heap.intoStack());
        assertArrayEquals("sixteen of bytes".getBytes(), again.reserved().read());
    }

    // ---- empty slices

    @Test
    void anEmptySliceOccupiesNothingAndGrowsIntoAnAllocation() throws IOException {
        BStackSlice empty = heap.alloc(0);
        assertEquals(BStackSlice.of(heap, 0, 0), empty);
        heap.dealloc(empty);
        assertEquals(48, heap.length());
        BStackSlice grown = heap.realloc(empty, 10);
        assertEquals(BStackSlice.of(heap, 64, 10), grown);
        assertEquals(empty, heap.realloc(grown, 0));
        assertEquals(48, heap.length());
    }

    // ---- new bytes are zero

    @Test
    void growingWithinTheBlockShowsNothingOfALongerFormerSlice() throws IOException {
        BStackSlice slice = heap.alloc(100);
        heap.alloc(8);
        slice.write(filled(100));
        slice = heap.realloc(slice, 20);
        assertArrayEquals(Arrays.copyOf(filled(20), 24), heap.realloc(slice, 24).read());
        slice = heap.realloc(heap.slice(slice.start(), 24), 17);
        assertArrayEquals(
                Arrays.copyOf(filled(17), 100), heap.realloc(slice, 100).read());
    }

    @Test
    void growingOverTheOldFooterOrAFreeNeighbourShowsNeither() throws IOException {
        BStackSlice slice = heap.alloc(16);
        BStackSlice neighbour = heap.alloc(200);
        BStackSlice last = heap.alloc(16);
        neighbour.write(filled(200));
        last.write(filled(16));
        heap.dealloc(neighbour);
        slice = heap.realloc(slice, 120);
        assertEquals(64, slice.start());
        assertArrayEquals(new byte[120], slice.read());
        assertArrayEquals(Arrays.copyOf(filled(16), 50), heap.realloc(last, 50).read());
    }

    @Test
    void aLargeBlockMovesWithItsContentAndWithoutItsSize() throws IOException {
        int size = 5 << 20;
        BStackSlice slice = heap.alloc(size);
        BStackSlice wall = heap.alloc(8);
        byte[] content = new byte[size];
        new Random(1).nextBytes(content);
        slice.write(content);
        BStackSlice moved = heap.realloc(slice, size + 1000);
        assertTrue(moved.start() > wall.start());
        assertArrayEquals(Arrays.copyOf(content, size + 1000), moved.read());
        assertEquals(List.of("64:" + size), Heaps.free(heap));
        BStackSlice back = heap.realloc(heap.realloc(moved, size - 100_000), size - 50_000);
        assertArrayEquals(Arrays.copyOf(Arrays.copyOf(content, size - 100_000), size - 50_000), back.read());
        assertEquals(List.of(), heap.verify());
    }

    // ---- the end of the payload

    /** In the original a block larger than its slice was not seen to be the last one, and stayed in the file, free. */
    @Test
    void aLastBlockLargerThanItsSliceIsCutOffWhenItIsFreed() throws IOException {
        BStackSlice large = heap.alloc(200);
        BStackSlice behind = heap.alloc(16);
        large = heap.realloc(large, 20);
        heap.dealloc(behind);
        heap.dealloc(large);
        assertEquals(48, heap.length());
    }

    @Test
    void aLastBlockLargerThanItsSliceShrinksAndGrowsInPlace() throws IOException {
        BStackSlice large = heap.alloc(200);
        BStackSlice behind = heap.alloc(16);
        large = heap.realloc(large, 20);
        heap.dealloc(behind);
        large = heap.realloc(large, 100);
        assertEquals(64 + 104 + 8, heap.length());
        large = heap.realloc(large, 1000);
        assertEquals(64 + 1000 + 8, heap.length());
        assertEquals(64, large.start());
    }

    @Test
    void freeingTheLastBlockCutsOffEveryFreeBlockBeforeIt() throws IOException {
        List<BStackSlice> slices = heap.allocBulk(16, 16, 16, 16);
        heap.dealloc(slices.get(1));
        heap.dealloc(slices.get(2));
        heap.dealloc(slices.get(3));
        assertEquals(64 + 16 + 8, heap.length());
        assertEquals(0, heap.trim());
    }

    @Test
    void everythingFreedInAnyOrderLeavesTheHeaderAlone() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            List<BStackSlice> slices = new ArrayList<>(heap.allocBulk(1, 20, 300, 40, 5, 16, 17, 90));
            Collections.shuffle(slices, new Random(seed));
            heap.deallocBulk(slices);
            assertEquals(48, heap.length());
            assertEquals(0, Stacks.word(stack, 32));
        }
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0xAB);
        return bytes;
    }

    private String hex(long from, long to) throws IOException {
        return HexFormat.of().formatHex(stack.get(from, to));
    }
}
