package bstack.collections.internal.upkeep;

import bstack.collections.SliceTracer;
import bstack.collections.internal.page.Damage;
import bstack.collections.internal.root.Directory;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * All blocks of a heap that are in use, beside all slices that structures and tracers reach: what is left over is reached
 * by nothing. Taken within one transaction, so that both are of one state.
 */
final class Census {
    private final InspectableAllocator heap;
    private final List<BStackSlice> unreached = new ArrayList<>();
    private long unreachedBytes;
    private long layout = 1;

    private Census(InspectableAllocator heap) {
        this.heap = heap;
    }

    /**
     * {@return the census of a heap}
     *
     * @param directory its structures
     * @param others what else is reached
     * @throws UnsupportedOperationException if the heap's blocks cannot be listed
     * @throws bstack.core.BStackCorruptException if something that is reached is free
     */
    static Census of(Directory directory, Collection<? extends SliceTracer> others) throws IOException {
        if (!(directory.heap() instanceof InspectableAllocator heap)) {
            throw new UnsupportedOperationException("%s: the allocator %s cannot list its blocks"
                    .formatted(directory.heap().stack().name(), directory.heap().name()));
        }
        return heap.stack().transact(() -> {
            Census census = new Census(heap);
            census.compare(heap.blocks(), reached(directory, others));
            return census;
        });
    }

    /** {@return the slices that nothing reaches, in the order of their addresses} */
    List<BStackSlice> unreached() {
        return unreached;
    }

    /** {@return the bytes that they occupy} */
    long unreachedBytes() {
        return unreachedBytes;
    }

    /** {@return a number that is another one if other blocks are in use} */
    long layout() {
        return layout;
    }

    private void compare(List<HeapBlock> blocks, List<Reached> reached) throws IOException {
        int next = 0;
        for (HeapBlock block : blocks) {
            long inUse = block.isFree() ? block.end() : block.start();
            if (next < reached.size() && reached.get(next).start < inUse) {
                break;
            }
            if (!block.isFree()) {
                layout = (layout * 31 + block.start()) * 31 + block.length();
                int first = next;
                while (next < reached.size() && reached.get(next).start < block.end()) {
                    next++;
                }
                compare(block, reached.subList(first, next));
            }
        }
        if (next < reached.size()) {
            throw Damage.at(heap, reached.get(next).start, "a slice that is in use", "free bytes");
        }
    }

    /** Finds the parts of a block that slices do not occupy of which it is known that they begin in it. */
    private void compare(HeapBlock block, List<Reached> slices) throws IOException {
        if (slices.stream().mapToLong(Reached::footprint).sum() >= block.length()) {
            return;
        }
        long at = block.start();
        for (Reached slice : slices) {
            add(at, slice.start);
            at = slice.start + slice.footprint;
        }
        add(at, block.end());
    }

    private void add(long from, long to) throws IOException {
        if (from < to) {
            unreached.add(heap.allocation(new HeapBlock(from, to - from, HeapBlock.State.USED)));
            unreachedBytes += to - from;
        }
    }

    /** A slice that is reached, and what it occupies. */
    private record Reached(long start, long footprint) {}

    /** {@return what is reached, by address, each slice once} */
    private static List<Reached> reached(Directory directory, Collection<? extends SliceTracer> others)
            throws IOException {
        BStackAllocator heap = directory.heap();
        List<BStackSlice> slices = new ArrayList<>();
        directory.trace(slice -> {
            try {
                heap.footprint(slice);
            } catch (IllegalArgumentException e) {
                throw Damage.at(heap, slice.start(), "a slice that is in use", String.valueOf(e.getMessage()));
            }
            slices.add(slice);
        });
        for (SliceTracer tracer : others) {
            tracer.trace(slices::add);
        }
        slices.removeIf(BStackSlice::isEmpty);
        slices.sort(null);
        List<Reached> reached = new ArrayList<>(slices.size());
        for (int i = 0; i < slices.size(); i++) {
            BStackSlice slice = slices.get(i);
            // Of several with one start the last is the longest.
            if (i + 1 == slices.size() || slices.get(i + 1).start() != slice.start()) {
                reached.add(new Reached(slice.start(), heap.footprint(slice)));
            }
        }
        return reached;
    }
}
