package bstack.alloc.ghosttree;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What opening does with a payload. */
class OpeningTest {
    private GhostTreeBStackAllocator open(byte[] payload) throws IOException {
        return GhostTreeBStackAllocator.open(BStack.open(Stacks.storage(payload)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 40, 47, 48})
    void zerosThatACreationLeftAreFormatted(int length) throws IOException {
        try (GhostTreeBStackAllocator heap = open(new byte[length])) {
            assertArrayEquals(new HeapBytes(0).payload(), heap.stack().peek(0));
            Heaps.check(heap, List.of(heap.alloc(40)));
        }
    }

    @Test
    void anythingElseWithoutTheMagicIsRefusedAndTheStackStaysFreeForAnother() throws IOException {
        List<byte[]> payloads = new ArrayList<>();
        payloads.add(new byte[49]);
        payloads.add(new byte[4096]);
        for (int length : new int[] {1, 33, 47, 48, 80}) {
            byte[] payload = new byte[length];
            payload[0] = 1;
            payloads.add(payload);
        }
        payloads.add(Arrays.copyOf(new HeapBytes(0).payload(), 47));
        for (int i = 32; i < 38; i++) {
            byte[] payload = new HeapBytes(2).payload();
            payload[i]++;
            payloads.add(payload);
        }
        for (byte[] payload : payloads) {
            try (BStack stack = BStack.open(Stacks.storage(payload))) {
                assertThrows(BStackCorruptException.class, () -> GhostTreeBStackAllocator.open(stack));
                assertArrayEquals(payload, stack.peek(0));
                stack.discard(stack.length());
                GhostTreeBStackAllocator.open(stack);
            }
        }
    }

    @Test
    void anIncompleteUnitAtTheEndIsFilledUp() throws IOException {
        for (int more = 1; more < 32; more++) {
            byte[] sound = new HeapBytes(2).payload();
            byte[] payload = Arrays.copyOf(sound, sound.length + more);
            payload[sound.length] = 7;
            try (GhostTreeBStackAllocator heap = open(payload)) {
                assertEquals(sound.length + 32, heap.length());
                assertEquals(7, heap.stack().get(sound.length, sound.length + 1)[0]);
                Heaps.check(heap);
            }
        }
    }

    @Test
    void neighboursAreMergedAndTheSeamsAreZero() throws IOException {
        Storage file = Stacks.storage(new byte[0]);
        List<BStackSlice> slices;
        try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(BStack.open(file))) {
            slices = Heaps.slices(heap, 8, 64);
            for (int i : new int[] {5, 2, 1, 3, 6}) {
                heap.dealloc(slices.get(i));
            }
            assertEquals(5, Heaps.free(heap).size());
        }
        try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(BStack.open(file))) {
            assertEquals(List.of("368:128", "112:192"), Heaps.free(heap));
            Heaps.check(heap);
            assertEquals(48 + 8 * 64, heap.length());
        }
    }

    @Test
    void fewNeighboursAmongManyBlocksAreExchangedWithoutWritingTheWholeTree() throws IOException {
        Storage file = Stacks.storage(new byte[0]);
        List<BStackSlice> slices;
        try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(BStack.open(file))) {
            slices = Heaps.slices(heap, 400, 32);
            for (int i = 0; i < 400; i += 2) {
                heap.dealloc(slices.get(i));
            }
            heap.dealloc(slices.get(101));
            heap.dealloc(slices.get(103));
            heap.dealloc(slices.get(301));
        }
        byte[] before = Stacks.file(file);
        try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(BStack.open(file))) {
            Heaps.check(heap);
            assertEquals(
                    200 + 3 - 6,
                    heap.blocks().stream().filter(HeapBlock::isFree).count());
            assertTrue(Heaps.free(heap).contains(slices.get(100).start() + ":160"));
            assertTrue(Heaps.free(heap).contains(slices.get(300).start() + ":96"));
        }
        byte[] after = Stacks.file(file);
        int changed = 0;
        for (int i = 64; i < before.length; i += 32) {
            changed += Arrays.equals(before, i, i + 32, after, i, i + 32) ? 0 : 1;
        }
        assertTrue(changed < 60, changed + " nodes were written");
    }

    @Test
    void aTreeWithNothingToMergeIsNotWritten() throws IOException {
        Storage file = Stacks.storage(new byte[0]);
        try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(BStack.open(file))) {
            List<BStackSlice> slices = Heaps.slices(heap, 40, 64);
            for (int i = 38; i > 0; i -= 2) {
                heap.dealloc(slices.get(i));
            }
        }
        byte[] before = Stacks.file(file);
        try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(BStack.open(file))) {
            assertEquals(19, Heaps.free(heap).size());
            assertArrayEquals(before, Stacks.file(file), "the file stays at rest while it is only read");
        }
        assertArrayEquals(before, Stacks.file(file));
    }

    @Test
    void aReadOnlyStackIsMendedInMemoryAndCanBeInspected() throws IOException {
        // Two neighbours, an incomplete unit at the end: all of it mended, none of it in the file.
        byte[] payload = new HeapBytes(5)
                .root(80)
                .free(80, 32, 1, 2, 0, 112)
                .free(112, 64, 0, 1, 0, 0)
                .payload();
        Storage file = Stacks.storage(Arrays.copyOf(payload, payload.length + 5));
        byte[] before = Stacks.file(file);
        try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(BStack.openReadOnly(file))) {
            assertEquals(List.of("80:96"), Heaps.free(heap));
            Heaps.check(heap);
            assertArrayEquals(new byte[] {(byte) 0xEE}, heap.slice(48, 1).read());
            for (long length : new long[] {1, 5000}) {
                assertThrows(IllegalStateException.class, () -> heap.alloc(length));
            }
            assertThrows(IllegalStateException.class, () -> heap.dealloc(heap.slice(48, 1)));
            Heaps.check(heap);
        }
        assertArrayEquals(before, Stacks.file(file));
    }

    @Test
    void nodesOfLaterVersionsAreReadAndAreRewrittenSoThatBothCanReadThem() throws IOException {
        HeapBytes payload = new HeapBytes(8)
                .root(112)
                .free(48, 32, 0, 1, 0, 0)
                .free(112, 64, 0, 2, 48, 208)
                .free(208, 64, 0, 1, 0, 0);
        payload.bytes().put(38, (byte) 3).put(39, (byte) 9);
        for (int start : new int[] {48, 112, 208}) {
            payload.bytes().put(start + 10, new byte[] {1, 2, 3, 4, 5, 6});
        }
        byte[] before = payload.payload();
        Storage file = Stacks.storage(before);
        try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(BStack.open(file))) {
            assertArrayEquals(before, heap.stack().peek(0));
            Heaps.check(heap);
            assertEquals(48, heap.alloc(20).start());
            assertArrayEquals(new byte[32], heap.stack().get(48, 80));
            assertArrayEquals(new byte[6], heap.stack().get(122, 128), "a changed node is written by this version");
            assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6}, heap.stack().get(218, 224), "one that did not is kept");
            assertEquals(112, heap.alloc(64).start());
            assertArrayEquals(new byte[64], heap.stack().get(112, 176));
            Heaps.check(heap);
            assertEquals(3, heap.stack().get(38, 39)[0], "the magic is kept");
        }
    }

    @Test
    void aHundredThousandFreeBlocksOpenAndWorkAsAFewDo() throws IOException {
        int count = 100_000;
        HeapBytes payload = new HeapBytes(2 * count);
        // All of one size, and so sorted by address: a tree as shallow as it can be.
        payload.root(balanced(payload, 0, count));
        try (GhostTreeBStackAllocator heap = open(payload.payload())) {
            Heaps.check(heap);
            assertEquals(48, heap.alloc(5).start());
            assertEquals(48 + 64, heap.alloc(5).start());
            heap.dealloc(heap.slice(48, 5));
            long end = heap.length();
            assertEquals(end, heap.alloc(33).start());
            heap.deallocBulk(List.of(heap.slice(80, 32), heap.slice(336, 32)));
            Heaps.check(heap);
        }
    }

    /** Makes the free blocks {@code from} to {@code to} a tree, and returns its root. */
    private static long balanced(HeapBytes payload, int from, int to) {
        if (from == to) {
            return 0;
        }
        int middle = (from + to) / 2;
        int start = 48 + 64 * middle;
        long left = balanced(payload, from, middle);
        long right = balanced(payload, middle + 1, to);
        int leftHeight = height(middle - from);
        int rightHeight = height(to - middle - 1);
        payload.free(start, 32, rightHeight - leftHeight, 1 + Math.max(leftHeight, rightHeight), left, right);
        return start;
    }

    private static int height(int count) {
        return 32 - Integer.numberOfLeadingZeros(count);
    }
}
