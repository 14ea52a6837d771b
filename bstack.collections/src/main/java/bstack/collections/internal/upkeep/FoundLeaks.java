package bstack.collections.internal.upkeep;

import bstack.collections.LeakReport;
import bstack.collections.SliceTracer;
import bstack.collections.internal.root.Directory;
import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** What a census has found that nothing reaches. Thread-safe. */
public final class FoundLeaks implements LeakReport {
    private final Directory directory;
    private final List<SliceTracer> others;
    private final List<BStackSlice> slices;
    private final long bytes;
    private final long layout;
    private volatile boolean freed;

    private FoundLeaks(Directory directory, List<SliceTracer> others, Census census) {
        this.directory = directory;
        this.others = others;
        this.slices = List.copyOf(census.unreached());
        this.bytes = census.unreachedBytes();
        this.layout = census.layout();
    }

    /**
     * {@return the report about a heap}
     *
     * @param directory its structures
     * @param others what else is reached
     */
    public static FoundLeaks in(Directory directory, Collection<? extends SliceTracer> others) throws IOException {
        List<SliceTracer> tracers = List.copyOf(others);
        return new FoundLeaks(directory, tracers, Census.of(directory, tracers));
    }

    @Override
    public List<BStackSlice> slices() {
        return slices;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void free() throws IOException {
        BStackAllocator heap = directory.heap();
        BStack stack = heap.stack();
        stack.operate(() -> {
            if (freed) {
                throw new IllegalStateException(
                        "%s: these slices have been freed: make another report".formatted(stack.name()));
            }
            Census now = Census.of(directory, others);
            if (now.layout() != layout || !now.unreached().equals(slices)) {
                throw new IllegalStateException(
                        "%s: the heap has changed since the report: make another one while nothing is allocated"
                                .formatted(stack.name()));
            }
            stack.onRollback(() -> freed = false);
            freed = true;
            for (BStackSlice slice : slices) {
                heap.dealloc(slice);
            }
            return null;
        });
    }
}
