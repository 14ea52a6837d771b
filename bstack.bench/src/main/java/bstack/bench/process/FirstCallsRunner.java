package bstack.bench.process;

import bstack.bench.Contender;
import bstack.bench.Op;
import bstack.bench.Task;
import bstack.bench.contender.Contenders;
import bstack.bench.stat.Statistics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process that runs each operation of this library a thousand times, all of them in turns, and then times some more:
 * {@code FOLDER BEFORE RUNS FLUSH_MICROS}. It prints a line for each operation: how many times the floor it takes.
 */
public final class FirstCallsRunner {
    private static final int TURN = 10;

    private FirstCallsRunner() {}

    private record Entry(String name, Task task, double[] nanos) {}

    /**
     * Runs, and prints.
     *
     * @param args an empty folder, how many runs are not timed, how many are, and what a flush takes
     * @throws Exception if an operation fails
     */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int before = Integer.parseInt(args[1]);
        int runs = Integer.parseInt(args[2]);
        int micros = Integer.parseInt(args[3]);
        List<Entry> entries = new ArrayList<>();
        for (Contender contender : Contenders.inMemory(micros)) {
            for (Op op : Op.values()) {
                Optional<Task> task = op == Op.READ || op == Op.PUT
                        ? Optional.empty()
                        : contender.prepare(op, Files.createTempDirectory(folder, "op"));
                task.ifPresent(t -> entries.add(new Entry(op.label() + ": " + contender.name(), t, new double[runs])));
            }
        }
        for (int done = 0; done < before + runs; done += TURN) {
            for (Entry entry : entries) {
                entry.task.before(TURN);
                for (int i = done; i < Math.min(done + TURN, before + runs); i++) {
                    long start = System.nanoTime();
                    entry.task.run();
                    if (i >= before) {
                        entry.nanos[i - before] = System.nanoTime() - start;
                    }
                }
            }
        }
        double[] floor = entries.get(0).nanos;
        for (Entry entry : entries) {
            entry.task.verify();
            entry.task.close();
            System.out.printf("%s=%f%n", entry.name, Statistics.median(entry.nanos) / Statistics.median(floor));
        }
    }
}
