package bstack.bench.measure;

import bstack.bench.Measure;
import bstack.bench.Plan;
import bstack.bench.jmh.FreeBlockSearch;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import java.util.ArrayList;
import java.util.List;

/** What the processor has to do for an allocation among many free blocks, by JMH, on a storage in memory. */
public final class FreeBlockSearches implements Measure {

    @Override
    public String name() {
        return "free block search";
    }

    private static int[] counts(Plan plan) {
        return switch (plan.volume()) {
            case FULL -> new int[] {1_000, 100_000, 1_000_000};
            case QUICK -> new int[] {1_000, 100_000};
            case TINY -> new int[] {100};
        };
    }

    @Override
    public void run(Plan plan, Report report) throws Exception {
        List<String> head = new ArrayList<>(List.of("free blocks"));
        for (int count : counts(plan)) {
            head.add("%,d".formatted(count));
        }
        Section section = new Section(
                "Search among free blocks",
                "JMH, one alloc and one dealloc, each a commit, on a storage in memory: without the disk.",
                head.toArray(String[]::new));
        for (String allocator : List.of("first-fit", "ghost-tree")) {
            if (plan.wants(name() + ": " + allocator)) {
                List<String> cells = new ArrayList<>(List.of(allocator));
                for (int count : counts(plan)) {
                    plan.tell("%s: %s, %,d".formatted(name(), allocator, count));
                    double nanos = measure(allocator, count, plan);
                    cells.add(Format.time(nanos));
                    report.figure("search %s %d".formatted(allocator, count), nanos);
                }
                section.row(cells);
            }
        }
        if (!section.rows().isEmpty()) {
            report.add(section);
        }
    }

    private static double measure(String allocator, int count, Plan plan) throws Exception {
        if (plan.volume() == Plan.Volume.TINY) {
            return inThisProcess(allocator, count);
        }
        return JmhRuns.nanos(JmhRuns.run(JmhRuns.options(plan, FreeBlockSearch.class, "allocAndDealloc")
                        .threads(1)
                        .param("allocator", allocator)
                        .param("freeBlocks", String.valueOf(count)))
                .iterator()
                .next());
    }

    /** Once and untimed: that the benchmark allocates at all. */
    private static double inThisProcess(String allocator, int count) throws Exception {
        FreeBlockSearch benchmark = new FreeBlockSearch();
        benchmark.allocator = allocator;
        benchmark.freeBlocks = count;
        benchmark.make();
        if (benchmark.allocAndDealloc().isEmpty()) {
            throw new IllegalStateException("nothing was allocated");
        }
        benchmark.close();
        return 1;
    }
}
