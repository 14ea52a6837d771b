package bstack.bench.measure;

import bstack.bench.Contender;
import bstack.bench.Measure;
import bstack.bench.Op;
import bstack.bench.Plan;
import bstack.bench.Task;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import bstack.bench.stat.Crowd;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** How long each single push takes beside those of 63 other threads, the rare slow ones included. */
public final class CrowdLatencies implements Measure {
    private static final Crowd CROWD = new Crowd(64, false);
    private static final int DIGITS = 3;

    private final List<Contender> contenders;

    /** @param contenders in the order of the table */
    public CrowdLatencies(List<Contender> contenders) {
        this.contenders = List.copyOf(contenders);
    }

    @Override
    public String name() {
        return "latencies at 64";
    }

    @Override
    public void run(Plan plan, Report report) throws Exception {
        Section section = new Section(
                "Latency of a push of 64 bytes by 64 threads",
                "Each thread pushes again as soon as its push has returned, for some seconds, after a second that is"
                        + " not counted.",
                "64 platform threads",
                "pushes",
                "p50",
                "p99",
                "p99.9",
                "longest",
                "p99.9 / p50");
        for (Contender contender : contenders) {
            if (plan.wants(name() + ": " + contender.name())) {
                plan.tell(name() + ": " + contender.name());
                measure(contender, plan, report, section);
            }
        }
        if (!section.rows().isEmpty()) {
            report.add(section);
        }
    }

    private static void measure(Contender contender, Plan plan, Report report, Section section) throws Exception {
        try (Stores stores = new Stores(plan, report)) {
            Optional<Task> task = stores.open(contender, Op.PUSH);
            if (task.isEmpty()) {
                return;
            }
            CROWD.perSecond(task.get(), plan.pick(1_000, 300, 5));
            Timed timed = new Timed(task.get());
            CROWD.perSecond(timed, plan.pick(6_000, 1_000, 5));
            task.get().verify();
            Histogram found = timed.histogram;
            double ratio = found.getValueAtPercentile(99.9) / (double) found.getValueAtPercentile(50);
            section.row(
                    contender.name(),
                    String.valueOf(found.getTotalCount()),
                    Format.time(found.getValueAtPercentile(50)),
                    Format.time(found.getValueAtPercentile(99)),
                    Format.time(found.getValueAtPercentile(99.9)),
                    Format.time(found.getMaxValue()),
                    Format.ratio(ratio));
            report.figure("latency at 64: p99.9 against p50: " + contender.name(), ratio);
        }
    }

    /** Another task, each run of which is timed. */
    private static final class Timed implements Task {
        private final Task task;
        private final Histogram histogram = new ConcurrentHistogram(DIGITS);

        Timed(Task task) {
            this.task = task;
        }

        @Override
        public void run() throws Exception {
            long start = System.nanoTime();
            task.run();
            histogram.recordValue(System.nanoTime() - start);
        }

        @Override
        public void verify() throws Exception {
            task.verify();
        }

        @Override
        public void close() {
            // The task is closed by whoever has opened it.
        }
    }
}
