package bstack.bench.measure;

import bstack.bench.Measure;
import bstack.bench.Plan;
import bstack.bench.contender.CountedTask;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import bstack.bench.stat.Crowd;
import bstack.bench.stat.Statistics;
import bstack.core.BStack;
import java.util.List;

/** Allocations and releases by 64 threads on the disk, each counted, beside pushes. */
public final class AllocatingThreads implements Measure {
    private static final Crowd CROWD = new Crowd(64, false);
    private static final List<String> TASKS = List.of(CountedTask.PUSH, CountedTask.FIRST_FIT, CountedTask.GHOST_TREE);

    @Override
    public String name() {
        return "allocating threads";
    }

    @Override
    public void run(Plan plan, Report report) throws Exception {
        if (!plan.wants(name())) {
            return;
        }
        plan.tell(name());
        int millis = plan.pick(600, 200, 5);
        double[][] rates = new double[TASKS.size()][plan.rounds()];
        for (int round = -1; round < plan.rounds(); round++) {
            for (int i = 0; i < TASKS.size(); i++) {
                double rate = commitsPerSecond(TASKS.get(i), millis, plan, report);
                if (round >= 0) {
                    rates[i][round] = rate;
                }
            }
        }
        Section section = new Section(
                "Allocations by 64 threads",
                "On the disk. A pair frees one of %,d live slices and allocates another; both are counted."
                        .formatted(CountedTask.LIVE),
                "64 platform threads",
                "commits a second",
                "against pushes");
        for (int i = 0; i < TASKS.size(); i++) {
            double ratio = Statistics.ratio(rates[i], rates[0]);
            section.row(TASKS.get(i), Format.rate(Statistics.median(rates[i])), Format.ratio(ratio));
            report.figure("64 threads on the disk: " + TASKS.get(i), ratio);
        }
        report.add(section);
    }

    private static double commitsPerSecond(String what, int millis, Plan plan, Report report) throws Exception {
        try (Stores stores = new Stores(plan, report);
                CountedTask task =
                        CountedTask.of(what, BStack.open(stores.folder().resolve("stack.bstack")))) {
            double rate = CROWD.perSecond(task, millis);
            task.verify();
            return what.equals(CountedTask.PUSH) ? rate : 2 * rate;
        }
    }
}
