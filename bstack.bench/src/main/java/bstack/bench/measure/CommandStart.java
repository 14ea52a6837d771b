package bstack.bench.measure;

import bstack.bench.Measure;
import bstack.bench.Plan;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import bstack.bench.stat.Series;
import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How long the command {@code bstack info} takes from its start to its end, beside a JVM that does nothing. */
public final class CommandStart implements Measure {
    private final List<String> command;

    /** @param command what starts the command bstack, to which {@code info FILE} is added; empty if it is not there */
    public CommandStart(List<String> command) {
        this.command = List.copyOf(command);
    }

    @Override
    public String name() {
        return "command";
    }

    @Override
    public void run(Plan plan, Report report) throws Exception {
        if (!plan.wants(name()) || command.isEmpty()) {
            return;
        }
        plan.tell(name());
        int runs = plan.pick(21, 7, 1);
        Series info = new Series("`bstack info FILE`", new double[runs]);
        Series java = new Series("`java -version`", new double[runs]);
        try (Stores stores = new Stores(plan, report)) {
            Path file = stores.folder().resolve("heap.bstack");
            BStackAllocators.create(file, "first-fit").close();
            List<String> infoCommand = new ArrayList<>(command);
            infoCommand.addAll(List.of("info", file.toString()));
            List<String> javaCommand = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version");
            // The first runs build what is missing, and fill the page cache.
            for (int run = -plan.pick(2, 2, 0); run < runs; run++) {
                info.values()[Math.max(run, 0)] = time(infoCommand, "first-fit");
                java.values()[Math.max(run, 0)] = time(javaCommand, "version");
            }
        }
        Section section = new Section(
                "Start of the command",
                "The whole process, %d runs each, in turns.".formatted(runs),
                "command",
                "time");
        section.row(info.name(), Format.time(info.median()));
        section.row(java.name(), Format.time(java.median()));
        report.add(section);
        report.figure("command start", info.median());
    }

    private static long time(List<String> line, String expected) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        long nanos = System.nanoTime() - start;
        if (code != 0 || !out.contains(expected)) {
            throw new IllegalStateException("%s ended with %d and said: %s".formatted(line, code, out.strip()));
        }
        return nanos;
    }
}
