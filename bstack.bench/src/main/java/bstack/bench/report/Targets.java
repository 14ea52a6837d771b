package bstack.bench.report;

import bstack.bench.report.Target.Unit;
import java.util.ArrayList;
import java.util.List;

/** What the library has to reach, beside what was measured. */
public final class Targets {
    private static final double MICROS = 1e3;
    private static final double MILLIS = 1e6;

    private Targets() {}

    /**
     * {@return the table of targets}
     *
     * @param report what was measured
     */
    public static Section table(Report report) {
        Section section = new Section(
                "Targets",
                "Ratios are medians of the ratios within each round. Those of threads depend on how long a flush takes, so"
                        + " they are given for this device and for one whose flush lasts 130 µs.",
                "what",
                "target",
                "measured",
                "verdict");
        for (Target target : targets(report)) {
            section.row(target.what(), target.limitText(), target.valueText(), target.verdict());
        }
        return section;
    }

    private static List<Target> targets(Report report) {
        List<Target> all = new ArrayList<>();
        for (String op : List.of("push", "pop", "set")) {
            all.add(ratio(report, op + ", one thread, against the floor", 1.15, op + ": bstack"));
        }
        for (String heap : List.of("bstack, first fit", "bstack, ghost tree")) {
            for (String op : List.of("alloc", "dealloc", "realloc", "free + store")) {
                all.add(ratio(report, op + ", " + heap.substring(8) + ", against the floor", 1.3, op + ": " + heap));
            }
        }
        all.add(ratio(report, "transaction of ten, against the floor", 1.3, "transaction of ten: bstack"));
        return all;
    }

    private static Target ratio(Report report, String what, double limit, String figure) {
        return new Target(what, limit, true, Unit.RATIO, report.figure(figure));
    }
}
