package bstack.bench.measure;

import bstack.bench.Content;
import bstack.bench.Measure;
import bstack.bench.Plan;
import bstack.bench.Task;
import bstack.bench.process.Usage;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import bstack.bench.stat.Crowd;
import bstack.bench.stat.Statistics;
import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Commits in memory, where no flush hides what they cost. */
public final class NoDevice implements Measure {
    private static final List<Crowd> CROWDS = List.of(
            new Crowd(1, false), new Crowd(2, false), new Crowd(8, false), new Crowd(64, false), new Crowd(1000, true));
    private static final int SLICE = 64;
    /** As many as there are threads at most, and a few more. */
    private static final int LIVE = 1_024;

    @Override
    public String name() {
        return "no device";
    }

    @Override
    public void run(Plan plan, Report report) throws Exception {
        if (!plan.wants(name())) {
            return;
        }
        plan.tell(name());
        List<String> head = new ArrayList<>(List.of("operations a second"));
        CROWDS.forEach(crowd -> head.add(crowd.toString()));
        head.add("processor time at 64");
        head.add("context switches at 64");
        Section section = new Section(
                "Commits in memory, by many threads",
                "Operations a second of all threads together, on `Storage.memory()`; in brackets the multiple of one"
                        + " thread in the same round. A pair frees one of %,d live slices of 64 bytes and allocates"
                                .formatted(LIVE)
                        + " another, two commits: so the heap is the same whatever the number of threads. Processor"
                        + " time is that of all threads, for each operation. On %d processors."
                                .formatted(Runtime.getRuntime().availableProcessors()),
                head.toArray(String[]::new));
        measure("push", plan, report, section);
        measure("pair, first-fit", plan, report, section);
        measure("pair, ghost-tree", plan, report, section);
        report.add(section);
    }

    private static void measure(String what, Plan plan, Report report, Section section) throws Exception {
        int millis = plan.pick(400, 100, 5);
        double[][] rates = new double[CROWDS.size()][plan.rounds()];
        double[] nanos = new double[plan.rounds()];
        double[] switches = new double[plan.rounds()];
        for (int round = -1; round < plan.rounds(); round++) {
            for (int i = 0; i < CROWDS.size(); i++) {
                try (Task task = task(what)) {
                    Usage before = Usage.now();
                    double rate = CROWDS.get(i).perSecond(task, millis);
                    Usage after = Usage.now();
                    task.verify();
                    double runs = ((Counted) task).runs.get();
                    if (round >= 0) {
                        rates[i][round] = rate;
                    }
                    if (round >= 0 && CROWDS.get(i).threads() == 64) {
                        nanos[round] = (after.cpuNanos() - before.cpuNanos()) / runs;
                        switches[round] = (after.switches() - before.switches()) / runs;
                    }
                }
            }
        }
        List<String> cells = new ArrayList<>(List.of(what));
        for (int i = 0; i < CROWDS.size(); i++) {
            double ratio = Statistics.ratio(rates[i], rates[0]);
            String rate = Format.rate(Statistics.median(rates[i]));
            cells.add(i == 0 ? rate : "%s (%s)".formatted(rate, Format.ratio(ratio)));
            report.figure("no device, %s: %s".formatted(what, CROWDS.get(i)), ratio);
        }
        cells.add(Format.time(Statistics.median(nanos)));
        cells.add(Format.digits(Statistics.median(switches)));
        report.figure("no device, %s: processor time at 64".formatted(what), Statistics.median(nanos));
        report.figure("no device, %s: context switches at 64".formatted(what), Statistics.median(switches));
        section.row(cells);
    }

    private static Task task(String what) throws IOException {
        if (what.equals("push")) {
            return new Push();
        }
        return new Pair(what.substring(what.indexOf(", ") + 2));
    }

    private abstract static class Counted implements Task {
        final BStack stack = BStack.open(Storage.memory());
        final AtomicLong runs = new AtomicLong();

        Counted() throws IOException {}

        @Override
        public void close() throws IOException {
            stack.close();
        }
    }

    private static final class Push extends Counted {
        private final byte[] record = Content.of(0, Content.RECORD);

        Push() throws IOException {}

        @Override
        public void run() throws IOException {
            stack.push(record);
            runs.incrementAndGet();
        }

        @Override
        public void verify() throws IOException {
            Content.checkEqual("the length", runs.get() * Content.RECORD, stack.length());
        }
    }

    private static final class Pair extends Counted {
        private final BStackAllocator heap;
        private final Queue<BStackSlice> live = new ConcurrentLinkedQueue<>();

        Pair(String allocator) throws IOException {
            heap = BStackAllocators.create(stack, allocator);
            for (int i = 0; i < LIVE; i++) {
                live.add(heap.alloc(SLICE));
            }
        }

        @Override
        public void run() throws IOException {
            heap.dealloc(live.remove());
            live.add(heap.alloc(SLICE));
            runs.incrementAndGet();
        }

        @Override
        public void verify() throws IOException {
            Content.checkEqual("live slices", LIVE, live.size());
            long used = 0;
            for (HeapBlock block : ((InspectableAllocator) heap).blocks()) {
                used += block.state() == HeapBlock.State.USED ? block.length() : 0;
            }
            if (used < (long) LIVE * SLICE || used > 2L * LIVE * SLICE) {
                throw new IllegalStateException("%d bytes are in use, for %d slices".formatted(used, LIVE));
            }
            Content.checkEqual(
                    "findings", 0, ((InspectableAllocator) heap).verify().size());
        }
    }
}
