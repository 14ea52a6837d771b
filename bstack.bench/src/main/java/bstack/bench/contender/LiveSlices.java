package bstack.bench.contender;

import bstack.bench.Content;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.Finding;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The live slices of a heap under test. Whatever prepares the heap is one transaction, and needs no measured flush. */
final class LiveSlices {
    private static final int SMALLEST = 16;
    private static final int LARGEST = 512;
    /** By how much a slice is enlarged: more than the padding of either allocator, so that its block must change. */
    private static final int GROWTH = 64;

    private final BStackAllocator heap;
    private final List<BStackSlice> slices = new ArrayList<>();
    private final Places places = new Places(LARGEST);
    private int nextSmall;

    LiveSlices(BStackAllocator heap) {
        this.heap = heap;
    }

    BStackAllocator heap() {
        return heap;
    }

    BStackSlice newest() {
        return slices.getLast();
    }

    private int anyLength() {
        return places.between(SMALLEST, LARGEST);
    }

    /** Allocates in one transaction until there are so many slices. */
    void grow(int count) throws IOException {
        heap.stack().transact(() -> {
            while (slices.size() < count) {
                alloc();
            }
        });
    }

    /** Frees in one transaction until there are only so many slices. */
    void shrink(int count) throws IOException {
        heap.stack().transact(() -> {
            while (slices.size() > count) {
                dealloc();
            }
        });
    }

    void alloc() throws IOException {
        slices.add(heap.alloc(anyLength()));
    }

    void dealloc() throws IOException {
        heap.dealloc(takeAny());
    }

    private BStackSlice takeAny() {
        int at = places.below(slices.size());
        BStackSlice last = slices.removeLast();
        return at == slices.size() ? last : slices.set(at, last);
    }

    /** Makes sure, in one transaction, that so many slices can be enlarged. */
    void makeSmall(int count) throws IOException {
        heap.stack().transact(() -> {
            for (int i = 0; i < count; i++) {
                int at = (nextSmall + i) % slices.size();
                heap.dealloc(slices.get(at));
                slices.set(at, heap.alloc(places.between(SMALLEST, LARGEST - GROWTH)));
            }
        });
    }

    void enlarge() throws IOException {
        BStackSlice slice = slices.get(nextSmall);
        long longer = slice.length() + places.between(GROWTH, (int) (GROWTH + slice.length()));
        slices.set(nextSmall, heap.realloc(slice, longer));
        nextSmall = (nextSmall + 1) % slices.size();
    }

    /** Frees one, stores another, and publishes that in the root: one commit. */
    void replace() throws IOException {
        BStackSlice old = takeAny();
        slices.add(heap.stack().transact(() -> {
            heap.dealloc(old);
            BStackSlice stored = heap.alloc(Content.RECORD);
            stored.write(Content.of(old.start(), Content.RECORD));
            heap.reserved().write(0, stored.toBytes());
            return stored;
        }));
    }

    /** Looks whether the heap is sound, and knows of every slice. */
    void verify() throws IOException {
        List<Finding> findings = ((InspectableAllocator) heap).verify();
        if (!findings.isEmpty()) {
            throw new IllegalStateException("the heap is unsound: " + findings);
        }
        for (BStackSlice slice : slices) {
            Content.checkEqual("bytes that can be read of " + slice, slice.length(), slice.read().length);
        }
    }
}
