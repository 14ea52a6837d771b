package bstack.bench.measure;

import bstack.bench.Contender;
import bstack.bench.Measure;
import bstack.bench.Op;
import bstack.bench.Plan;
import bstack.bench.Task;
import bstack.bench.contender.FragmentedHeap;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import bstack.bench.stat.Interleaved;
import bstack.bench.stat.Series;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What many free blocks cost: opening the file, the first operation, which builds the index, the memory of that index,
 * and each allocation.
 */
public final class FreeBlocks implements Measure {
    private static final double MILLION = 1_000_000;

    private final Contender floor;

    /** @param floor what an allocation is compared with */
    public FreeBlocks(Contender floor) {
        this.floor = floor;
    }

    @Override
    public String name() {
        return "free blocks";
    }

    private static int[] counts(Plan plan) {
        return switch (plan.volume()) {
            case FULL -> new int[] {1_000, 100_000, 1_000_000};
            case QUICK -> new int[] {1_000, 100_000};
            case TINY -> new int[] {10, 100};
        };
    }

    /** What was found of one file. */
    private record Opened(int count, double open, double first, double memory, long blocks) {}

    @Override
    public void run(Plan plan, Report report) throws Exception {
        Section section = new Section(
                "Heaps with many free blocks",
                "Open: `BStackAllocators.open` of a clean file. First operation: one alloc and one dealloc, which"
                        + " build the index in memory. Memory: what the heap of the JVM has grown by, after a"
                        + " collection. Alloc: of 32 to 256 bytes, a durable commit each, in interleaved rounds; in"
                        + " brackets against the fewest free blocks.",
                "allocator",
                "free blocks",
                "open",
                "first operation",
                "memory per million",
                "alloc",
                "× floor");
        for (String allocator : List.of("first-fit", "ghost-tree")) {
            if (plan.wants(name() + ": " + allocator)) {
                plan.tell(name() + ": " + allocator);
                try (Stores stores = new Stores(plan, report)) {
                    measure(allocator, stores, plan, report, section);
                }
            }
        }
        if (!section.rows().isEmpty()) {
            report.add(section);
        }
    }

    private void measure(String allocator, Stores stores, Plan plan, Report report, Section section) throws Exception {
        int[] counts = counts(plan);
        List<Opened> opened = new ArrayList<>();
        Interleaved rounds = new Interleaved(plan);
        rounds.add(floor.name(), stores.open(floor, Op.ALLOC).orElseThrow());
        for (int count : counts) {
            Path path = stores.folder().resolve("heap.bstack");
            try (BStackAllocator heap = BStackAllocators.create(path, allocator)) {
                FragmentedHeap.make(heap, count);
            }
            AllocBeside task = stores.keep(open(path, count, opened));
            rounds.add(String.valueOf(count), task);
        }
        List<Series> series = rounds.run();
        Series base = series.getFirst();
        Series fewest = series.get(1);
        for (int i = 0; i < counts.length; i++) {
            Series alloc = series.get(i + 1);
            Opened file = opened.get(i);
            section.row(
                    allocator,
                    "%,d".formatted(file.blocks),
                    Format.time(file.open),
                    Format.time(file.first),
                    Format.bytes(file.memory / file.count * MILLION),
                    "%s (%s)".formatted(Format.time(alloc.median()), Format.ratio(alloc.ratioTo(fewest))),
                    Format.ratio(alloc.ratioTo(base)));
            String figure = "free blocks %s %d: ".formatted(allocator, file.count);
            report.figure(figure + "open", file.open);
            report.figure(figure + "alloc", alloc.ratioTo(fewest));
            report.figure(figure + "memory", file.memory);
        }
    }

    private static AllocBeside open(Path path, int count, List<Opened> opened) throws IOException {
        long free;
        try (BStackAllocator heap = BStackAllocators.openReadOnly(path)) {
            free = ((InspectableAllocator) heap)
                    .blocks().stream()
                            .filter(block -> block.state() == HeapBlock.State.FREE)
                            .count();
        }
        long before = usedMemory();
        long start = System.nanoTime();
        BStackAllocator heap = BStackAllocators.open(path);
        long afterOpen = System.nanoTime();
        heap.dealloc(heap.alloc(FragmentedHeap.SHORTEST));
        long afterFirst = System.nanoTime();
        long memory = Math.max(0, usedMemory() - before);
        opened.add(new Opened(count, afterOpen - start, afterFirst - afterOpen, memory, free));
        return new AllocBeside(heap);
    }

    private static long usedMemory() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Allocations beside the free blocks; before each turn the last ones are given back, in one commit. */
    private static final class AllocBeside implements Task {
        private final BStackAllocator heap;
        private final List<BStackSlice> slices = new ArrayList<>();
        private final SplittableRandom random = new SplittableRandom(42);

        AllocBeside(BStackAllocator heap) {
            this.heap = heap;
        }

        @Override
        public void before(int times) throws IOException {
            heap.stack().transact(() -> {
                for (BStackSlice slice : slices) {
                    heap.dealloc(slice);
                }
            });
            slices.clear();
        }

        @Override
        public void run() throws IOException {
            slices.add(heap.alloc(random.nextInt(FragmentedHeap.SHORTEST, FragmentedHeap.LONGEST + 1)));
        }

        @Override
        public void verify() throws IOException {
            if (!((InspectableAllocator) heap).verify().isEmpty()) {
                throw new IllegalStateException("the heap is unsound: " + ((InspectableAllocator) heap).verify());
            }
        }

        @Override
        public void close() throws IOException {
            heap.close();
        }
    }
}
