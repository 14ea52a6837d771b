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
import java.util.Arrays;
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
            census.compare(heap.blocks(), Reached.by(directory, others));
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

    private void compare(List<HeapBlock> blocks, Reached reached) throws IOException {
        int next = 0;
        for (HeapBlock block : blocks) {
            if (next < reached.count() && (block.isFree() || reached.start(next) < block.start())) {
                checkNotFree(block, reached.start(next));
            }
            if (!block.isFree()) {
                layout = (layout * 31 + block.start()) * 31 + block.length();
                int first = next;
                while (next < reached.count() && reached.start(next) < block.end()) {
                    next++;
                }
                compare(block, reached, first, next);
            }
        }
        if (next < reached.count()) {
            throw notInUse(reached.start(next));
        }
    }

    private void checkNotFree(HeapBlock block, long start) throws IOException {
        if (start < block.end()) {
            throw notInUse(start);
        }
    }

    private IOException notInUse(long start) {
        return Damage.at(heap, start, "a slice that is in use", "free bytes");
    }

    /** Finds the parts of a block that the slices do not occupy of which it is known that they begin in it. */
    private void compare(HeapBlock block, Reached reached, int from, int to) throws IOException {
        long occupied = 0;
        for (int i = from; i < to; i++) {
            occupied += reached.footprint(i);
        }
        if (occupied >= block.length()) {
            return;
        }
        long at = block.start();
        for (int i = from; i < to; i++) {
            add(at, reached.start(i));
            at = reached.start(i) + reached.footprint(i);
        }
        add(at, block.end());
    }

    private void add(long from, long to) throws IOException {
        if (from < to) {
            unreached.add(heap.allocation(new HeapBlock(from, to - from, HeapBlock.State.USED)));
            unreachedBytes += to - from;
        }
    }

    /** The slices that are reached, by their starts, each once. */
    private static final class Reached {
        private long[] starts = new long[64];
        private long[] footprints = new long[64];
        private int count;

        static Reached by(Directory directory, Collection<? extends SliceTracer> others) throws IOException {
            BStackAllocator heap = directory.heap();
            List<BStackSlice> slices = new ArrayList<>();
            directory.trace(slices::add);
            for (SliceTracer tracer : others) {
                tracer.trace(slices::add);
            }
            BStackSlice[] sorted =
                    slices.stream().filter(slice -> !slice.isEmpty()).sorted().toArray(BStackSlice[]::new);
            Reached reached = new Reached();
            for (BStackSlice slice : sorted) {
                reached.add(slice.start(), heap.footprint(slice));
            }
            return reached;
        }

        private void add(long start, long footprint) {
            if (count > 0 && starts[count - 1] == start) {
                footprints[count - 1] = footprint; // the longer of two, since they are sorted
                return;
            }
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
                footprints = Arrays.copyOf(footprints, 2 * count);
            }
            starts[count] = start;
            footprints[count] = footprint;
            count++;
        }

        int count() {
            return count;
        }

        long start(int index) {
            return starts[index];
        }

        long footprint(int index) {
            return footprints[index];
        }
    }
}
