package bstack.bench.measure;

import bstack.bench.Measure;
import bstack.bench.Plan;
import bstack.bench.process.ChildJvm;
import bstack.bench.process.JournalFiller;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import bstack.bench.stat.Statistics;
import bstack.core.BStack;
import bstack.core.BStackOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** How long the open takes after the process that wrote was killed with a full journal. */
public final class RecoveryTime implements Measure {

    @Override
    public String name() {
        return "recovery";
    }

    @Override
    public void run(Plan plan, Report report) throws Exception {
        if (!plan.wants(name())) {
            return;
        }
        plan.tell(name());
        long journal = plan.volume() == Plan.Volume.TINY
                ? BStackOptions.MIN_JOURNAL_SIZE
                : BStackOptions.defaults().journalSize();
        try (Stores stores = new Stores(plan, report)) {
            Path killed = stores.folder().resolve("killed.bstack");
            long commits = fillAndKill(killed, journal);
            int times = plan.pick(20, 5, 2);
            double[] nanos = new double[times];
            for (int i = -1; i < times; i++) {
                nanos[Math.max(i, 0)] = recover(killed, commits);
            }
            double median = Statistics.median(nanos);
            Section section = new Section(
                    "Recovery after a kill",
                    "A process commits 64 bytes at a time until its journal is nearly full, and is killed. The open"
                            + " of a copy of that file is timed, %d times.".formatted(times),
                    "journal",
                    "commits replayed",
                    "open");
            section.row(Format.bytes(journal), "%,d".formatted(commits), Format.time(median));
            report.add(section);
            report.figure("recovery", median);
        }
    }

    private static long fillAndKill(Path path, long journal) throws IOException, InterruptedException {
        Process child = ChildJvm.start(ChildJvm.command(JournalFiller.class, path.toString(), String.valueOf(journal)));
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            if (line == null) {
                throw new IllegalStateException("the process that fills the journal has ended with " + child.waitFor());
            }
            return Long.parseLong(line);
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    private static long recover(Path killed, long commits) throws IOException {
        Path copy = Files.copy(killed, killed.resolveSibling("copy.bstack"), StandardCopyOption.REPLACE_EXISTING);
        long start = System.nanoTime();
        try (BStack stack = BStack.open(copy)) {
            long nanos = System.nanoTime() - start;
            // The commit that met the last checkpoint may be in the journal as well.
            if (stack.recovery().commits() < commits) {
                throw new IllegalStateException(
                        "of %d commits the journal has %s".formatted(commits, stack.recovery()));
            }
            return nanos;
        }
    }
}
