package bstack.bench.measure;

import bstack.bench.Contender;
import bstack.bench.Content;
import bstack.bench.Measure;
import bstack.bench.Op;
import bstack.bench.Plan;
import bstack.bench.Task;
import bstack.bench.medium.CountingStorage;
import bstack.bench.medium.Media;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import bstack.core.BStack;
import bstack.core.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How long each single push takes, the rare slow ones included. The stack's journal fills some times meanwhile; the
 * pushes that met a checkpoint are shown by themselves as well.
 */
public final class Latencies implements Measure {
    private static final int TURN = 100;
    private static final int DIGITS = 3;

    private final List<Contender> contenders;

    /** @param contenders in the order of the table */
    public Latencies(List<Contender> contenders) {
        this.contenders = List.copyOf(contenders);
    }

    @Override
    public String name() {
        return "latencies";
    }

    private record Entry(String name, Task task, Histogram histogram) {}

    @Override
    public void run(Plan plan, Report report) throws Exception {
        try (Stores stores = new Stores(plan, report)) {
            List<Entry> entries = new ArrayList<>();
            for (Contender contender : contenders) {
                if (plan.wants(name() + ": " + contender.name())) {
                    Optional<Task> task = stores.open(contender, Op.PUSH);
                    task.ifPresent(t -> entries.add(new Entry(contender.name(), t, new Histogram(DIGITS))));
                }
            }
            if (entries.isEmpty()) {
                return;
            }
            plan.tell(name());
            Section section = new Section(
                    "Latency of a push of 64 bytes",
                    "One thread, %d pushes each at the most, in turns of %d.".formatted(count(plan), TURN),
                    "one thread",
                    "pushes",
                    "p50",
                    "p99",
                    "p99.9",
                    "longest");
            measure(entries, plan);
            for (Entry entry : entries) {
                entry.task.verify();
                row(section, entry.name, entry.histogram);
                report.figure("latency p99.9: " + entry.name, entry.histogram.getValueAtPercentile(99.9));
            }
            if (plan.wants(name() + ": checkpoint")) {
                try (CheckpointWatch watch = new CheckpointWatch(stores)) {
                    watch.measure(plan);
                    row(section, "bstack, pushes that met a checkpoint or a move of the journal", watch.met);
                    row(section, "bstack, all others of the same run", watch.others);
                }
            }
            report.add(section);
        }
    }

    private static int count(Plan plan) {
        return plan.pick(100_000, 8_000, 200);
    }

    /** Until the slowest has had its time: a push that takes milliseconds is not made a hundred thousand times. */
    private static void measure(List<Entry> entries, Plan plan) throws Exception {
        long budget = TimeUnit.MILLISECONDS.toNanos(plan.pick(60_000, 5_000, 1_000));
        long start = System.nanoTime();
        for (int done = 0; done < count(plan) && System.nanoTime() - start < budget; done += TURN) {
            for (Entry entry : entries) {
                for (int i = 0; i < TURN; i++) {
                    long before = System.nanoTime();
                    entry.task.run();
                    entry.histogram.recordValue(System.nanoTime() - before);
                }
            }
        }
    }

    private static void row(Section section, String name, Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            section.row(name, "0", "", "", "", "");
            return;
        }
        section.row(
                name,
                String.valueOf(histogram.getTotalCount()),
                Format.time(histogram.getValueAtPercentile(50)),
                Format.time(histogram.getValueAtPercentile(99)),
                Format.time(histogram.getValueAtPercentile(99.9)),
                Format.time(histogram.getMaxValue()));
    }

    /** Pushes to a stack whose flushes are counted: a flush of the whole belongs to a checkpoint or a move. */
    private static final class CheckpointWatch implements AutoCloseable {
        private final Histogram met = new Histogram(DIGITS);
        private final Histogram others = new Histogram(DIGITS);
        private final byte[] record = Content.of(0, Content.RECORD);
        private final CountingStorage storage;
        private final BStack stack;

        CheckpointWatch(Stores stores) throws IOException {
            Storage medium = Media.open(stores.folder().resolve("stack.bstack"), m -> m);
            storage = new CountingStorage(medium);
            stack = BStack.open(storage);
        }

        void measure(Plan plan) throws IOException {
            stack.push(record);
            long budget = TimeUnit.MILLISECONDS.toNanos(plan.pick(20_000, 3_000, 1_000));
            long start = System.nanoTime();
            long before = start;
            for (int i = 0; i < count(plan) && before - start < budget; i++) {
                long syncs = storage.syncs();
                before = System.nanoTime();
                stack.push(record);
                long nanos = System.nanoTime() - before;
                (storage.syncs() == syncs ? others : met).recordValue(nanos);
            }
            Content.checkEqual(
                    "bytes pushed",
                    (1 + met.getTotalCount() + others.getTotalCount()) * Content.RECORD,
                    stack.length());
        }

        @Override
        public void close() throws IOException {
            stack.close();
        }
    }
}
