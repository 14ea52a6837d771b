package bstack.bench.measure;

import bstack.bench.Contender;
import bstack.bench.Measure;
import bstack.bench.Op;
import bstack.bench.Plan;
import bstack.bench.Task;
import bstack.bench.contender.Contenders;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import bstack.bench.stat.Crowd;
import bstack.bench.stat.Statistics;
import java.util.List;
import java.util.Optional;

/** Pushes by many threads on devices whose flush lasts differently long, beside group commit without a file. */
public final class FlushTimes implements Measure {
    private static final List<Crowd> CROWDS = List.of(new Crowd(1, false), new Crowd(64, false), new Crowd(1000, true));
    private static final int[] MICROS = {80, 150, 400};

    @Override
    public String name() {
        return "flush times";
    }

    @Override
    public void run(Plan plan, Report report) throws Exception {
        if (!plan.wants(name())) {
            return;
        }
        plan.tell(name());
        Section section = new Section(
                "Pushes of 64 bytes by many threads, by the time of a flush",
                "Operations a second in memory, where a flush lasts as long as said; in brackets the multiple of one"
                        + " thread, and of the sketch with the same crowd.",
                "flush",
                "1 thread",
                "64 platform threads",
                "1,000 virtual threads");
        for (int micros : MICROS) {
            try (Stores stores = new Stores(plan, report)) {
                Optional<Task> stack = stores.open(Contenders.slowMemory(micros), Op.PUSH);
                Contender sketched = Contenders.sketch(micros);
                Optional<Task> sketch = stores.open(sketched, Op.PUSH);
                if (stack.isPresent() && sketch.isPresent()) {
                    measure(micros, stack.get(), sketch.get(), plan, report, section);
                }
            }
        }
        report.add(section);
    }

    private static void measure(int micros, Task stack, Task sketch, Plan plan, Report report, Section section)
            throws Exception {
        int millis = plan.pick(400, 100, 5);
        double[][] ours = new double[CROWDS.size()][plan.rounds()];
        double[][] limit = new double[CROWDS.size()][plan.rounds()];
        for (int round = -1; round < plan.rounds(); round++) {
            for (int i = 0; i < CROWDS.size(); i++) {
                double rate = CROWDS.get(i).perSecond(stack, millis);
                double sketched = CROWDS.get(i).perSecond(sketch, millis);
                if (round >= 0) {
                    ours[i][round] = rate;
                    limit[i][round] = sketched;
                }
            }
        }
        stack.verify();
        sketch.verify();
        String[] cells = new String[CROWDS.size() + 1];
        cells[0] = micros + " µs";
        for (int i = 0; i < CROWDS.size(); i++) {
            double multiple = Statistics.ratio(ours[i], ours[0]);
            double ofSketch = Statistics.ratio(ours[i], limit[i]);
            cells[i + 1] = "%s (%s, %s)"
                    .formatted(Format.rate(Statistics.median(ours[i])), Format.ratio(multiple), Format.ratio(ofSketch));
            report.figure("flush of %d µs: %s".formatted(micros, CROWDS.get(i)), multiple);
            report.figure("flush of %d µs: %s, against the sketch".formatted(micros, CROWDS.get(i)), ofSketch);
        }
        section.row(cells);
    }
}
