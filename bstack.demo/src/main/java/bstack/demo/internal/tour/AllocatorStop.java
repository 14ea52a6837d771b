package bstack.demo.internal.tour;

import bstack.demo.internal.heap.HeapPicture;
import bstack.demo.internal.heap.TerminalMap;
import bstack.demo.internal.text.Figures;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The heap: slices allocated and freed, found again, by an allocator that the file itself names. */
final class AllocatorStop {
    private static final int SLICES = 200;
    private static final int WIDTH = 76;
    private static final int ROWS = 4;

    private final Guide guide;

    AllocatorStop(Guide guide) {
        this.guide = guide;
    }

    void visit(Path folder, List<BStackAllocatorProvider> allocators) throws IOException {
        guide.heading(2, "The allocators: a heap in the file, with a magic that names its allocator");
        guide.explain(
                "An allocator turns the stack into a heap: it gives out slices and takes them back, and they are found"
                        + " again after a restart. Here every second slice is freed; what is drawn is the file's payload, full"
                        + " where it is in use.");
        for (BStackAllocatorProvider provider : allocators) {
            Path file = folder.resolve("heap-" + provider.name() + ".bstack");
            BStackSlice kept;
            try (BStackAllocator heap = BStackAllocators.create(file, provider.name())) {
                kept = fill(heap);
            }
            try (BStackAllocator heap = BStackAllocators.open(file)) {
                Guide.expect(heap.name().equals(provider.name()), "the file to be recognised");
                byte[] read = heap.slice(kept.start(), kept.length()).read();
                Guide.expect(Arrays.equals(read, content(kept)), "the slice to hold what was written");
                guide.fact(
                        "",
                        "closed, opened again: recognised as " + heap.name() + "; the slice at " + kept.start()
                                + " holds what was written");
            }
        }
    }

    private BStackSlice fill(BStackAllocator heap) throws IOException {
        List<BStackSlice> slices = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 0; i < SLICES; i++) {
            slices.add(heap.alloc(40 + i % 7 * 24));
        }
        long allocated = System.nanoTime();
        for (int i = 0; i < SLICES; i += 2) {
            heap.dealloc(slices.get(i));
        }
        long freed = System.nanoTime();
        BStackSlice kept = slices.get(SLICES - 1);
        kept.write(content(kept));
        guide.fact(
                heap.name(),
                "alloc %s, free %s each"
                        .formatted(
                                Figures.micros((allocated - begun) / (double) SLICES),
                                Figures.micros((freed - allocated) / (SLICES / 2.0))));
        if (heap instanceof InspectableAllocator inspectable) {
            List<HeapBlock> blocks = inspectable.blocks();
            Guide.expect(inspectable.verify().isEmpty(), "the heap to be sound");
            long free = blocks.stream()
                    .filter(b -> b.state() == HeapBlock.State.FREE)
                    .count();
            guide.fact(
                    "",
                    "%d slices live; the heap lists %d used and %d free blocks, and is sound"
                            .formatted(SLICES / 2, blocks.size() - free, free));
        }
        if (heap instanceof InspectableAllocator inspectable) {
            for (String line : new TerminalMap(HeapPicture.of(inspectable), WIDTH, false, false).rows(ROWS)) {
                guide.drawn(line);
            }
        }
        return kept;
    }

    private static byte[] content(BStackSlice slice) {
        byte[] content = new byte[(int) slice.length()];
        Arrays.fill(content, (byte) slice.start());
        return content;
    }
}
