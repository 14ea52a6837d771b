package com.example.slab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.Storage;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the contracts cannot know: the bytes of the format, where slices are placed, and what is mended. */
class SlabHeapTest {
    private static final int ARENA = 48;
    private static final int BLOCK = 64;
    private static final long IN_USE = Long.MIN_VALUE;

    /** A payload from the published layout, without help of the code under test: the header, then numbers. */
    private static byte[] heap(long blockSize, long freeHead, long... words) {
        ByteBuffer bytes =
                ByteBuffer.allocate(ARENA + words.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(24);
        bytes.put(new byte[] {'A', 'L', 'C', 'K', 0, 1, 1, 0})
                .putLong(blockSize)
                .putLong(freeHead);
        for (long word : words) {
            bytes.putLong(word);
        }
        return bytes.array();
    }

    private static BStack stack(byte[] payload) throws IOException {
        BStack stack = BStack.open(Storage.memory());
        stack.push(payload);
        return stack;
    }

    private static SlabBStackAllocator open(byte[] payload) throws IOException {
        return SlabBStackAllocator.open(stack(payload));
    }

    private static BStackSlice filled(SlabBStackAllocator heap, int length) throws IOException {
        BStackSlice slice = heap.alloc(length);
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 7);
        slice.write(bytes);
        return slice;
    }

    private static int block(BStackSlice slice) {
        return (int) (slice.start() - ARENA) / BLOCK;
    }

    // ---------------------------------------------------------------- the bytes

    @Test
    void aHeapIsTheBytesThatTheFormatNames() throws IOException {
        try (BStack stack = BStack.open(Storage.memory());
                SlabBStackAllocator heap = SlabBStackAllocator.open(stack, 8)) {
            assertArrayEquals(heap(16, 0), stack.peek(0));
            BStackSlice first = heap.alloc(8);
            BStackSlice second = heap.alloc(8);
            BStackSlice third = heap.alloc(20);
            heap.dealloc(second);
            heap.dealloc(first);
            assertArrayEquals(heap(16, ARENA, 0, ARENA + 16, 0, 0, IN_USE | 2, 0, 0, 0), stack.peek(0));
            assertEquals(ARENA + 40, third.start());
        }
    }

    @Test
    void aHeapOfAnotherImplementationIsWorkedWith() throws IOException {
        try (SlabBStackAllocator heap =
                open(heap(16, ARENA + 16, IN_USE | 1, 77, 0, ARENA + 48, IN_USE | 1, 88, 0, 0))) {
            assertEquals(List.of(), heap.verify());
            assertArrayEquals(
                    new byte[] {77, 0, 0, 0, 0, 0, 0, 0},
                    heap.slice(ARENA + 8, 8).read());
            assertEquals(ARENA + 24, heap.alloc(8).start());
            assertEquals(ARENA + 56, heap.alloc(8).start());
            heap.dealloc(heap.slice(ARENA + 40, 8));
            assertEquals(List.of(), heap.verify());
        }
    }

    @Test
    void anExistingHeapKeepsItsBlockSizeAndAWrongOneIsRefused() throws IOException {
        try (SlabBStackAllocator heap = SlabBStackAllocator.open(stack(heap(16, 0)), 1000)) {
            heap.alloc(1);
            assertEquals(ARENA + 16, heap.length());
        }
        try (BStack stack = BStack.open(Storage.memory())) {
            assertThrows(IllegalArgumentException.class, () -> SlabBStackAllocator.open(stack, 7));
            assertThrows(IllegalArgumentException.class, () -> SlabBStackAllocator.open(stack, Integer.MAX_VALUE));
            SlabBStackAllocator.open(stack);
        }
    }

    // ---------------------------------------------------------------- placement

    @Test
    void theBlockThatWasFreedLastIsUsedFirstAndSeveralInARowAreUsedTogether() throws IOException {
        try (SlabBStackAllocator heap = open(new byte[0])) {
            List<BStackSlice> slices = heap.allocBulk(56, 56, 56, 56, 56, 56, 56);
            for (int i : new int[] {1, 3, 4, 0}) {
                heap.dealloc(slices.get(i));
            }
            assertEquals(0, block(heap.alloc(56)));
            assertEquals(3, block(filled(heap, 57)), "of two in a row");
            assertEquals(7, block(heap.alloc(120)), "the only free one is alone");
            assertEquals(1, block(heap.alloc(1)));
            assertEquals(List.of(), heap.verify());
        }
    }

    @Test
    void freeBlocksAtTheEndAreCutOff() throws IOException {
        try (SlabBStackAllocator heap = open(new byte[0])) {
            List<BStackSlice> slices = heap.allocBulk(1, 1, 200, 1);
            heap.dealloc(slices.get(2));
            heap.dealloc(slices.get(1));
            assertEquals(ARENA + 7 * BLOCK, heap.length());
            heap.dealloc(slices.get(3));
            assertEquals(ARENA + BLOCK, heap.length());
            assertEquals(0, heap.trim());
        }
        try (SlabBStackAllocator heap = open(heap(16, ARENA, 0, ARENA + 16, 0, 0))) {
            assertEquals(ARENA + 32, heap.length(), "the original leaves them, and that is sound");
            assertEquals(32, heap.trim());
            assertArrayEquals(heap(16, 0), heap.stack().peek(0));
        }
    }

    @Test
    void aSliceGrowsInPlaceWithinItsBlockAndAtTheEnd() throws IOException {
        try (SlabBStackAllocator heap = open(new byte[0])) {
            BStackSlice slice = filled(heap, 56);
            slice = heap.realloc(slice, 3);
            slice = heap.realloc(slice, 50);
            assertArrayEquals(new byte[47], slice.read(3, 50), "what the longer slice held is gone");
            BStackSlice last = filled(heap, 10);
            assertEquals(block(last), block(heap.realloc(last, 5_000)));
            assertEquals(0, block(slice));
            assertTrue(block(heap.realloc(slice, 57)) > 0);
        }
    }

    // ---------------------------------------------------------------- what is refused

    @Test
    void anAllocationIsFreedAsAWholeOrNotAtAll() throws IOException {
        try (SlabBStackAllocator heap = open(new byte[0])) {
            BStackSlice slice = filled(heap, 300);
            // The user's bytes imitate the word of an allocation in the middle of this one.
            slice.write(
                    BLOCK - 8,
                    ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(IN_USE | 1)
                            .array());
            for (BStackSlice wrong : List.of(
                    slice.subslice(0, 200),
                    slice.subslice(1, 300),
                    slice.subslice(BLOCK, BLOCK + 50),
                    BStackSlice.of(heap, slice.start(), 5 * BLOCK - 7))) {
                String said = assertThrows(IllegalArgumentException.class, () -> heap.dealloc(wrong), wrong::toString)
                        .getMessage();
                assertTrue(said.contains("is no live allocation"), said);
            }
            heap.dealloc(slice);
            assertEquals(ARENA, heap.length());
        }
    }

    @Test
    void whatIsWrittenThroughAStaleSliceIsNoticed() throws IOException {
        try (SlabBStackAllocator heap = open(new byte[0])) {
            BStackSlice stale = filled(heap, 8);
            filled(heap, 8);
            heap.dealloc(stale);
            stale.write(new byte[] {1, 2, 3});
            assertEquals(1, heap.verify().size());
            assertThrows(BStackCorruptException.class, () -> heap.alloc(8));
        }
    }

    // ---------------------------------------------------------------- opening

    @Test
    void blocksThatTheOriginalHasLostAreFreeAgain() throws IOException {
        // The third and the fourth were being freed when the original was killed; the last is of an unfinished growth.
        byte[] lost = heap(16, ARENA, 0, 0, IN_USE | 1, 5, 0, ARENA + 48, 0, ARENA, IN_USE | 1, 6, 0, 0);
        try (BStack stack = stack(lost);
                SlabBStackAllocator heap = SlabBStackAllocator.open(stack)) {
            assertEquals(List.of(), heap.verify());
            assertEquals(
                    List.of(true, false, true, true, false),
                    heap.blocks().stream().map(HeapBlock::isFree).toList());
            assertEquals(ARENA + 40, heap.alloc(24).start(), "both in a row");
        }
    }

    @Test
    void whatNoInterruptionExplainsIsRefusedAndLeftAsItIs() throws IOException {
        for (byte[] damaged : List.of(
                heap(15, 0),
                heap(1 << 21, 0),
                heap(16, 8, IN_USE | 1, 5),
                heap(16, ARENA, IN_USE | 1, 5),
                heap(16, ARENA, 0, ARENA),
                heap(16, 0, IN_USE | 2, 5),
                heap(16, 0, IN_USE, 5),
                heap(16, 0, 1, 5),
                heap(16, 0, 0, 5),
                heap(16, 0, IN_USE | 1, 5, 0),
                Arrays.copyOf(heap(16, 0), ARENA - 1),
                new byte[ARENA + 1])) {
            try (BStack stack = stack(damaged)) {
                assertThrows(BStackCorruptException.class, () -> SlabBStackAllocator.open(stack));
                assertArrayEquals(damaged, stack.peek(0));
            }
        }
    }

    @Test
    void whatACreationHasLeftIsFormatted() throws IOException {
        for (int length : new int[] {0, 1, 24, 47, ARENA}) {
            try (SlabBStackAllocator heap = open(new byte[length])) {
                assertArrayEquals(heap(BLOCK, 0), heap.stack().peek(0));
            }
        }
    }
}
