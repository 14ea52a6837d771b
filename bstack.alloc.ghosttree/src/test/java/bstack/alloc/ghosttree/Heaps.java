package bstack.alloc.ghosttree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.alloc.ghosttree.internal.heap.GrowthRule;
import bstack.alloc.ghosttree.internal.index.IndexCheck;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** What must hold for every heap at every time. */
final class Heaps {
    /** A rule of growth that merges and cuts in small heaps. */
    static final GrowthRule SMALL = new GrowthRule(256, 1_000);

    private Heaps() {}

    /** Checks that the heap is sound, and that every byte of the arena is free or belongs to one of {@code live}. */
    static void check(GhostTreeBStackAllocator heap, Collection<BStackSlice> live) throws IOException {
        check(heap);
        List<BStackSlice> sorted =
                live.stream().filter(slice -> !slice.isEmpty()).sorted().toList();
        long used = 0;
        long last = 0;
        for (BStackSlice slice : sorted) {
            assertTrue(slice.start() >= last, () -> slice + " overlaps its neighbour");
            last = slice.start() + (slice.length() + 31) / 32 * 32;
            used += last - slice.start();
        }
        List<HeapBlock> blocks = heap.blocks();
        assertEquals(
                used,
                blocks.stream()
                        .filter(block -> !block.isFree())
                        .mapToLong(HeapBlock::length)
                        .sum(),
                "used bytes: more than the live slices have were leaked, fewer were freed twice");
        for (HeapBlock block : blocks) {
            if (block.isFree()) {
                for (BStackSlice slice : sorted) {
                    assertTrue(
                            slice.end() <= block.start() || slice.start() >= block.end(),
                            () -> slice + " overlaps the free " + block);
                }
            }
        }
    }

    /** Checks that the heap is sound, that its blocks cover the arena, and that the index is what the file says. */
    static void check(GhostTreeBStackAllocator heap) throws IOException {
        assertEquals(List.of(), heap.verify());
        long at = Stacks.ARENA;
        for (HeapBlock block : heap.blocks()) {
            assertEquals(at, block.start());
            at = block.end();
        }
        assertEquals(at, heap.length());
        IndexCheck.check(heap.free(), heap.stack());
    }

    /** {@return the free blocks in key order, as the traces print them} */
    static List<String> free(BStackAllocator heap) throws IOException {
        return ((GhostTreeBStackAllocator) heap)
                .blocks().stream()
                        .filter(HeapBlock::isFree)
                        .sorted(Comparator.comparingLong(HeapBlock::length).thenComparingLong(HeapBlock::start))
                        .map(block -> block.start() + ":" + block.length())
                        .toList();
    }

    /** {@return {@code count} slices of {@code length} bytes, filled with their number plus one} */
    static List<BStackSlice> slices(GhostTreeBStackAllocator heap, int count, int length) throws IOException {
        List<BStackSlice> slices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            slices.add(filled(heap.alloc(length), i + 1));
        }
        return slices;
    }

    static BStackSlice filled(BStackSlice slice, int value) throws IOException {
        byte[] bytes = new byte[(int) slice.length()];
        Arrays.fill(bytes, (byte) value);
        slice.write(bytes);
        return slice;
    }
}
