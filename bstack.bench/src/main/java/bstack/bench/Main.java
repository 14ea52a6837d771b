package bstack.bench;

import bstack.bench.contender.Contenders;
import bstack.bench.contender.Floor;
import bstack.bench.measure.FloorChoice;
import bstack.bench.measure.Operations;
import bstack.bench.report.Environment;
import bstack.bench.report.Markdown;
import bstack.bench.report.Report;
import bstack.bench.report.SvgChart;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code bstack-bench}: measures, and writes a page and a chart. */
@Command(
        name = "bstack-bench",
        mixinStandardHelpOptions = true,
        version = "bstack-bench",
        sortOptions = false,
        description = "Measures bstack beside the floor of the device, the original's protocol and other embedded stores,"
                + " and writes a table (performance-table.md) and a chart (performance-chart.svg).")
public final class Main implements Callable<Integer> {
    private static final int FULL_ROUNDS = 11;
    private static final int QUICK_ROUNDS = 3;

    @Option(names = "--quick", description = "Takes about a minute or two; the figures are rough.")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "REGEX",
            defaultValue = "",
            description = "Measures only the rows whose name this is found in, such as 'push: (bstack|RocksDB)'.")
    private Pattern only;

    @Option(names = "--rounds", paramLabel = "N", description = "How many interleaved rounds: 11, or 3 with --quick.")
    private Integer rounds;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "${sys:bstack.bench.dir:-target/bench}",
            description = "The folder where files are made; it must be on a real disk. Default: ${DEFAULT-VALUE}")
    private Path dir;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            defaultValue = "${sys:bstack.bench.dir:-target/bench}",
            description = "The folder where table and chart are written. Default: ${DEFAULT-VALUE}")
    private Path out;

    /**
     * Runs the command.
     *
     * @param args its arguments
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main())
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    command.getErr().println("bstack-bench: " + e);
                    return 1;
                })
                .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(dir);
        Files.createDirectories(out);
        if (Environment.isInMemory(dir)) {
            System.err.println("bstack-bench: " + dir + " is in memory (" + Files.getFileStore(dir).type()
                    + "), where a flush means nothing: choose a folder on a disk by --dir");
            return 1;
        }
        Plan plan = new Plan(
                dir,
                rounds != null ? rounds : quick ? QUICK_ROUNDS : FULL_ROUNDS,
                quick ? Plan.Volume.QUICK : Plan.Volume.FULL,
                only,
                System.err);
        Report report = new Report();
        Floor.Access access = FloorChoice.choose(plan, report);
        for (Measure measure : measures(access)) {
            measure.run(plan, report);
            // After each, so that a run that is stopped leaves what it has.
            write(report);
        }
        System.out.print(Files.readString(table()));
        return 0;
    }

    private static List<Measure> measures(Floor.Access access) {
        List<Contender> all = new ArrayList<>();
        all.add(Contenders.stack());
        all.addAll(Contenders.heaps());
        all.addAll(Contenders.original());
        all.addAll(Contenders.rivals());
        return List.of(new Operations(Contenders.floor(access), all));
    }

    private Path table() {
        return out.resolve("performance-table.md");
    }

    private void write(Report report) throws IOException {
        String chart = "performance-chart.svg";
        Files.writeString(table(), Markdown.page(report, Environment.lines(dir), chart));
        Files.writeString(out.resolve(chart), SvgChart.draw(report.panels()));
    }
}
