package bstack.bench.measure;

import bstack.bench.Measure;
import bstack.bench.Plan;
import bstack.bench.process.ChildJvm;
import bstack.bench.process.FirstCallsRunner;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import bstack.bench.stat.Statistics;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Operations in a process that is new, and does all of them: after 1,000 calls each. */
public final class FirstCalls implements Measure {
    private static final int BEFORE = 1_000;
    private static final int FLUSH_MICROS = 75;

    @Override
    public String name() {
        return "first calls";
    }

    @Override
    public void run(Plan plan, Report report) throws Exception {
        if (!plan.wants(name())) {
            return;
        }
        plan.tell(name());
        Map<String, double[]> ratios = new LinkedHashMap<>();
        int processes = plan.pick(5, 2, 1);
        for (int i = 0; i < processes; i++) {
            try (Stores stores = new Stores(plan, report)) {
                run(stores, plan, i, processes, ratios);
            }
        }
        Section section = new Section(
                "Operations of a process that has just started",
                ("After %,d calls of each operation, in turns, in %d processes: how many times the floor an operation"
                                + " takes, by the medians of each process. In memory, where a flush takes %d µs.")
                        .formatted(BEFORE, processes, FLUSH_MICROS),
                "operation",
                "against the floor");
        ratios.forEach((operation, found) -> {
            double ratio = Statistics.median(found);
            section.row(operation, Format.ratio(ratio));
            report.figure("first calls: " + operation, ratio);
        });
        report.add(section);
    }

    private static void run(Stores stores, Plan plan, int process, int processes, Map<String, double[]> ratios)
            throws Exception {
        List<String> command = ChildJvm.commandAsUsers(
                FirstCallsRunner.class,
                stores.folder().toString(),
                String.valueOf(plan.pick(BEFORE, BEFORE, 10)),
                String.valueOf(plan.pick(1_000, 300, 10)),
                String.valueOf(FLUSH_MICROS));
        Process child = ChildJvm.start(command);
        String out = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (child.waitFor() != 0) {
            throw new IllegalStateException("the process of the first calls has failed: " + out);
        }
        for (String line : out.lines().toList()) {
            int at = line.lastIndexOf('=');
            ratios.computeIfAbsent(line.substring(0, at), k -> new double[processes])[process] =
                    Double.parseDouble(line.substring(at + 1));
        }
    }
}
