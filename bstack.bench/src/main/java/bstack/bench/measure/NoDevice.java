package bstack.bench.measure;

import bstack.bench.Measure;
import bstack.bench.Plan;
import bstack.bench.contender.CountedTask;
import bstack.bench.process.Usage;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import bstack.bench.stat.Crowd;
import bstack.bench.stat.Statistics;
import bstack.core.BStack;
import bstack.core.Storage;
import java.util.ArrayList;
import java.util.List;

/** Commits in memory, where no flush hides what they cost. */
public final class NoDevice implements Measure {
    private static final List<Crowd> CROWDS = List.of(
            new Crowd(1, false), new Crowd(2, false), new Crowd(8, false), new Crowd(64, false), new Crowd(1000, true));

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
                                .formatted(CountedTask.LIVE)
                        + " another, two commits: so the heap is the same whatever the number of threads. Processor"
                        + " time is that of all threads, for each operation. On %d processors."
                                .formatted(Runtime.getRuntime().availableProcessors()),
                head.toArray(String[]::new));
        measure(CountedTask.PUSH, plan, report, section);
        measure(CountedTask.FIRST_FIT, plan, report, section);
        measure(CountedTask.GHOST_TREE, plan, report, section);
        report.add(section);
    }

    private static void measure(String what, Plan plan, Report report, Section section) throws Exception {
        int millis = plan.pick(400, 100, 5);
        double[][] rates = new double[CROWDS.size()][plan.rounds()];
        double[] nanos = new double[plan.rounds()];
        double[] switches = new double[plan.rounds()];
        for (int round = -1; round < plan.rounds(); round++) {
            for (int i = 0; i < CROWDS.size(); i++) {
                try (CountedTask task = CountedTask.of(what, BStack.open(Storage.memory()))) {
                    Usage before = Usage.now();
                    double rate = CROWDS.get(i).perSecond(task, millis);
                    Usage after = Usage.now();
                    task.verify();
                    double runs = task.runs();
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
}
