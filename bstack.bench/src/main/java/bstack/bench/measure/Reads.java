package bstack.bench.measure;

import bstack.bench.Contender;
import bstack.bench.Measure;
import bstack.bench.Plan;
import bstack.bench.contender.Floor;
import bstack.bench.jmh.RandomReads;
import bstack.bench.jmh.RivalReads;
import bstack.bench.report.Format;
import bstack.bench.report.Panel;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import java.nio.file.Path;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/** Random reads of 64 bytes, by JMH. */
public final class Reads implements Measure {
    private static final int[] THREADS = {1, 2};

    @Override
    public String name() {
        return "reads";
    }

    @Override
    public void run(Plan plan, Report report) throws Exception {
        Section section = new Section(
                "Random reads of 64 bytes",
                "JMH, average time of one read in one thread, of 100,000 records in the page cache, in a process that"
                        + " has used every other operation before. `get` makes a new array, `getInto` fills the"
                        + " caller's buffer, `getLong` reads eight bytes.",
                "what",
                "1 thread",
                "2 threads");
        Panel panel = new Panel("random read of 64 bytes, one thread", "ns");
        for (String method : new String[] {"get", "getInto", "getLong"}) {
            if (plan.wants(name() + ": bstack, " + method)) {
                plan.tell(name() + ": " + method);
                double[] nanos = ours(method, plan, report);
                section.row("bstack, `" + method + "`", Format.time(nanos[0]), Format.time(nanos[1]));
                panel.bar("bstack, " + method, nanos[0], true);
                report.figure("read: " + method, nanos[0]);
            }
        }
        for (Contender rival : RivalReads.contenders()) {
            // A quick run is for this library's own figures.
            if (plan.volume() != Plan.Volume.QUICK && plan.wants(name() + ": " + rival.name())) {
                rival(rival, plan, report, section, panel);
            }
        }
        if (!section.rows().isEmpty()) {
            report.add(section);
            report.add(panel);
        }
    }

    private static double[] ours(String method, Plan plan, Report report) throws Exception {
        double[] nanos = new double[THREADS.length];
        for (int i = 0; i < THREADS.length; i++) {
            try (Stores stores = new Stores(plan, report)) {
                nanos[i] = ours(method, THREADS[i], stores.folder(), plan);
            }
        }
        return nanos;
    }

    private static double ours(String method, int threads, Path folder, Plan plan) throws Exception {
        if (plan.volume() == Plan.Volume.TINY) {
            return inThisProcess(method, folder);
        }
        ChainedOptionsBuilder options = JmhRuns.options(plan, RandomReads.class, method)
                .threads(threads)
                .param("folder", folder.toString());
        return JmhRuns.nanos(JmhRuns.run(options).iterator().next());
    }

    /** Once and untimed: that the benchmark reads what is there. */
    private static double inThisProcess(String method, Path folder) throws Exception {
        RandomReads benchmark = new RandomReads();
        benchmark.folder = folder.toString();
        benchmark.open();
        RandomReads.Reader reader = new RandomReads.Reader();
        switch (method) {
            case "get" -> reader.verify(benchmark.get(reader));
            case "getInto" -> reader.verify(benchmark.getInto(reader).array());
            default -> reader.verifyLong(benchmark.getLong(reader));
        }
        benchmark.close();
        return 1;
    }

    private void rival(Contender rival, Plan plan, Report report, Section section, Panel panel) throws Exception {
        plan.tell(name() + ": " + rival.name());
        try (Stores stores = new Stores(plan, report)) {
            double nanos = rival(rival, stores.folder(), plan);
            String name = rival instanceof Floor ? "pread(2)" : rival.name();
            section.row(name, Format.time(nanos), "");
            panel.bar(name, nanos, true);
        } catch (RunnerException e) {
            report.note("reads left out, because they cannot be run here: " + rival.name());
        }
    }

    private static double rival(Contender rival, Path folder, Plan plan) throws Exception {
        if (plan.volume() == Plan.Volume.TINY) {
            RivalReads benchmark = new RivalReads();
            benchmark.folder = folder.toString();
            benchmark.contender = rival.name();
            benchmark.open();
            benchmark.read();
            benchmark.close();
            return 1;
        }
        ChainedOptionsBuilder options = JmhRuns.options(plan, RivalReads.class, "read")
                .threads(1)
                .param("folder", folder.toString())
                .param("contender", rival.name());
        return JmhRuns.nanos(JmhRuns.run(options).iterator().next());
    }
}
