package bstack.bench.process;

import bstack.bench.Contender;
import bstack.bench.Op;
import bstack.bench.Task;
import bstack.bench.contender.Contenders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A process that runs the operations of one contender, and marks in the trace of its system calls where each begins and
 * ends: {@code CONTENDER FOLDER RUNS OPS…}. The marks are looks for files that are not there.
 */
public final class OperationRunner {
    /** How the names of the files begin that are looked for. */
    public static final String MARK = "/bstack-bench-mark/";

    private static final int RUNS_BEFORE = 20;

    private OperationRunner() {}

    /**
     * Runs, and marks.
     *
     * @param args the contender's name, an empty folder, how many runs, and the names of the operations
     * @throws Exception if an operation fails
     */
    public static void main(String[] args) throws Exception {
        Contender contender = Contenders.all().stream()
                .filter(c -> c.name().equals(args[0]))
                .findFirst()
                .orElseThrow();
        int runs = Integer.parseInt(args[2]);
        for (String name : List.of(args).subList(3, args.length)) {
            Op op = Op.valueOf(name);
            Optional<Task> prepared = contender.prepare(op, Files.createTempDirectory(Path.of(args[1]), "op"));
            if (prepared.isPresent()) {
                try (Task task = prepared.get()) {
                    run(task, RUNS_BEFORE);
                    task.before(runs);
                    mark(op, "begin");
                    for (int i = 0; i < runs; i++) {
                        task.run();
                    }
                    mark(op, "end");
                    task.verify();
                }
            }
        }
    }

    private static void run(Task task, int runs) throws Exception {
        task.before(runs);
        for (int i = 0; i < runs; i++) {
            task.run();
        }
    }

    private static void mark(Op op, String what) {
        if (Files.exists(Path.of(MARK + what + "/" + op.name()))) {
            throw new IllegalStateException("somebody has made the folder " + MARK);
        }
    }
}
