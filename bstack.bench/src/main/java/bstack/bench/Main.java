package bstack.bench;

import bstack.bench.contender.Floor;
import bstack.bench.measure.FloorChoice;
import bstack.bench.measure.Measures;
import bstack.bench.report.Environment;
import bstack.bench.report.Markdown;
import bstack.bench.report.Report;
import bstack.bench.report.SvgChart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code bstack-bench}: measures, and writes a page and a chart. */
@Command(
        name = "bstack-bench",
        mixinStandardHelpOptions = true,
        version = "bstack-bench",
        sortOptions = false,
        description =
                "Measures bstack beside the floor of the device, the original's protocol and other embedded stores,"
                        + " and writes a table (performance-table.md) and a chart (performance-chart.svg).")
public final class Main implements Callable<Integer> {
    private static final int FULL_ROUNDS = 11;
    private static final int QUICK_ROUNDS = 3;

    @Spec
    private CommandSpec command;

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
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println("bstack-bench: " + e);
            return 1;
        });
    }

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(dir);
        Files.createDirectories(out);
        if (Environment.isInMemory(dir)) {
            command.commandLine()
                    .getErr()
                    .println("bstack-bench: %s is in memory (%s), where a flush means nothing: choose"
                                    .formatted(dir, Files.getFileStore(dir).type())
                            + " a folder on a disk by --dir");
            return 1;
        }
        Plan plan = new Plan(
                dir,
                rounds != null ? rounds : quick ? QUICK_ROUNDS : FULL_ROUNDS,
                quick ? Plan.Volume.QUICK : Plan.Volume.FULL,
                only,
                command.commandLine().getErr());
        Report report = new Report();
        Floor.Access access = FloorChoice.choose(plan, report);
        boolean failed = false;
        for (Measure measure : Measures.all(access, command())) {
            failed |= !succeeds(measure, plan, report);
            // After each, so that a run that is stopped leaves what it has.
            write(report);
        }
        command.commandLine().getOut().print(Files.readString(table()));
        command.commandLine().getOut().flush();
        return failed ? 1 : 0;
    }

    /** A measure that fails does not end a run of a quarter of an hour; the report says so. */
    private static boolean succeeds(Measure measure, Plan plan, Report report) {
        try {
            measure.run(plan, report);
            return true;
        } catch (Exception e) {
            plan.tell("bstack-bench: " + measure.name() + " has failed: " + e);
            report.note("**failed**: %s (%s)".formatted(measure.name(), e));
            return false;
        }
    }

    /** {@return what starts the command bstack of the source tree that this runs in} */
    private static List<String> command() {
        String root = System.getProperty("bstack.root");
        return root == null ? List.of() : List.of(root + "/bstack");
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
