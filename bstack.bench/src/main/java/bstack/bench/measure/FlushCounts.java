package bstack.bench.measure;

import bstack.bench.Contender;
import bstack.bench.Measure;
import bstack.bench.Op;
import bstack.bench.Plan;
import bstack.bench.Task;
import bstack.bench.contender.Heap;
import bstack.bench.contender.Stack;
import bstack.bench.contender.StackOpener;
import bstack.bench.medium.CountingStorage;
import bstack.bench.medium.Media;
import bstack.bench.process.ChildJvm;
import bstack.bench.process.OperationRunner;
import bstack.bench.process.SystemCalls;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import bstack.core.BStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How many flushes an operation takes: of this library, counted by a storage that is put below it; of all, counted in a
 * trace of the system calls of another process.
 */
public final class FlushCounts implements Measure {
    private static final List<Op> OPS =
            List.of(Op.PUSH, Op.POP, Op.SET, Op.TRANSACTION, Op.ALLOC, Op.DEALLOC, Op.REALLOC, Op.REPLACE, Op.PUT);

    private static final int RUNS_BEFORE = 20;

    private final List<Contender> contenders;

    /** @param contenders whose system calls are traced, in the order of the table */
    public FlushCounts(List<Contender> contenders) {
        this.contenders = List.copyOf(contenders);
    }

    @Override
    public String name() {
        return "flushes";
    }

    @Override
    public void run(Plan plan, Report report) throws Exception {
        List<String> head = new ArrayList<>(List.of("flushes an operation"));
        OPS.forEach(op -> head.add(op.label()));
        Section section = new Section(
                "Flushes",
                "Counted by a storage below this library; and, of all, in the system calls of a separate short run"
                        + " under strace (marked so): fsync, fdatasync, waiting msync, durable writes. One thread,"
                        + " the journal attached; what is above 1 are checkpoints and moves of the journal.",
                head.toArray(String[]::new));
        for (String name : List.of("bstack", "first-fit", "ghost-tree")) {
            if (plan.wants(name() + ": " + name)) {
                plan.tell(name() + ": " + name);
                section.row(counted(name, plan, report));
            }
        }
        // A quick run is for this library's own figures.
        boolean strace = plan.volume() != Plan.Volume.QUICK && isThere();
        for (Contender contender : contenders) {
            if (strace && plan.wants(name() + ": strace: " + contender.name())) {
                plan.tell(name() + ": " + contender.name());
                traced(contender, plan, report).ifPresent(section::row);
            }
        }
        if (!strace && plan.volume() == Plan.Volume.FULL) {
            report.note("flushes of others were not counted: strace is not there");
        }
        if (!section.rows().isEmpty()) {
            report.add(section);
        }
    }

    private static List<String> counted(String name, Plan plan, Report report) throws Exception {
        CountingStorage[] storage = new CountingStorage[1];
        StackOpener opener = path -> BStack.open(Media.open(path, medium -> storage[0] = new CountingStorage(medium)));
        Contender contender = name.equals("bstack") ? new Stack(name, opener) : new Heap(name, name, opener);
        List<String> cells = new ArrayList<>(List.of(name.equals("bstack") ? name : "bstack, " + name));
        int runs = plan.pick(100, 100, 20);
        for (Op op : OPS) {
            try (Stores stores = new Stores(plan, report)) {
                Optional<Task> task = stores.open(contender, op);
                cells.add(task.isEmpty() ? "" : count(task.get(), runs, op, name, storage[0], report));
            }
        }
        return cells;
    }

    private static String count(Task task, int runs, Op op, String name, CountingStorage storage, Report report)
            throws Exception {
        // The first commits attach the journal.
        task.before(RUNS_BEFORE);
        for (int i = 0; i < RUNS_BEFORE; i++) {
            task.run();
        }
        task.before(runs);
        long before = storage.durableWrites() + storage.syncs();
        for (int i = 0; i < runs; i++) {
            task.run();
        }
        double flushes = (storage.durableWrites() + storage.syncs() - before) / (double) runs;
        task.verify();
        report.figure("flushes: %s, %s".formatted(op.label(), name), flushes);
        return Format.digits(flushes);
    }

    static boolean isThere() throws InterruptedException {
        try {
            Process strace =
                    new ProcessBuilder("strace", "-V").redirectErrorStream(true).start();
            strace.getInputStream().readAllBytes();
            return strace.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<List<String>> traced(Contender contender, Plan plan, Report report) throws Exception {
        int runs = plan.pick(100, 50, 10);
        try (Stores stores = new Stores(plan, report)) {
            Path trace = stores.folder().resolve("trace");
            List<String> command =
                    new ArrayList<>(List.of("strace", "-f", "-qq", "-o", trace.toString(), "-e", SystemCalls.TRACE));
            List<String> arguments =
                    new ArrayList<>(List.of(contender.name(), stores.folder().toString(), String.valueOf(runs)));
            OPS.forEach(op -> arguments.add(op.name()));
            command.addAll(ChildJvm.command(OperationRunner.class, arguments.toArray(String[]::new)));
            Process child =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String out = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (child.waitFor() != 0) {
                if (plan.volume() == Plan.Volume.TINY) {
                    throw new IllegalStateException("the traced process has failed: " + out);
                }
                report.note(
                        "flushes of %s were not counted: the traced process has failed".formatted(contender.name()));
                return Optional.empty();
            }
            SystemCalls calls = new SystemCalls(Files.readAllLines(trace, StandardCharsets.ISO_8859_1));
            List<String> cells = new ArrayList<>(List.of(contender.name() + " (strace)"));
            for (Op op : OPS) {
                OptionalLong flushes = calls.flushes(op);
                cells.add(flushes.isEmpty() ? "" : Format.digits(flushes.getAsLong() / (double) runs));
                flushes.ifPresent(count -> report.figure(
                        "flushes by strace: %s, %s".formatted(op.label(), contender.name()), count / (double) runs));
            }
            return Optional.of(cells);
        }
    }
}
