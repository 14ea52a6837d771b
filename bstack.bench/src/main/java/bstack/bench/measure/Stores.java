package bstack.bench.measure;

import bstack.bench.Contender;
import bstack.bench.Op;
import bstack.bench.Plan;
import bstack.bench.Task;
import bstack.bench.report.Report;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The open stores of one measurement, each in a folder of its own; closed and removed together. */
final class Stores implements Closeable {
    private final Plan plan;
    private final Report report;
    private final List<Task> tasks = new ArrayList<>();
    private final List<Path> folders = new ArrayList<>();

    Stores(Plan plan, Report report) {
        this.plan = plan;
        this.report = report;
    }

    /**
     * {@return a contender's operation in a new store; empty if it has none, or if it cannot be run here, which the
     * report then says}
     */
    Optional<Task> open(Contender contender, Op op) throws IOException {
        Path folder = folder();
        try {
            Optional<Task> task = contender.prepare(op, folder);
            task.ifPresent(tasks::add);
            return task;
        } catch (Exception | LinkageError e) {
            if (plan.volume() == Plan.Volume.TINY) {
                throw new IllegalStateException(contender.name() + " cannot be run", e);
            }
            report.note("left out, because it cannot be run here: %s (%s)".formatted(contender.name(), e));
            return Optional.empty();
        }
    }

    /** {@return a new folder, which is removed in the end} */
    Path folder() throws IOException {
        Path folder = Files.createTempDirectory(plan.folder(), "bstack-bench-");
        folders.add(folder);
        return folder;
    }

    @Override
    public void close() throws IOException {
        try {
            for (Task task : tasks) {
                task.close();
            }
        } finally {
            for (Path folder : folders) {
                remove(folder);
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(folder)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
