package bstack.bench.stat;

import bstack.bench.Plan;
import bstack.bench.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * Interleaved rounds: the tasks take turns of a few runs each, A B C A B C …, so that what disturbs the machine meets
 * all of them, and each can be compared with its neighbours in time. Some turns make a round.
 */
public final class Interleaved {
    /** So many runs are a turn. Before each the store may be prepared. */
    private static final int TURN = 40;

    private static final int TINY_TURN = 5;

    private final Plan plan;
    private final List<Entry> entries = new ArrayList<>();

    private record Entry(Task task, Series nanos) {}

    /** @param plan how many rounds, and how long */
    public Interleaved(Plan plan) {
        this.plan = plan;
    }

    /**
     * Adds a task.
     *
     * @param name whose
     * @param task what is run; not closed
     */
    public void add(String name, Task task) {
        entries.add(new Entry(task, new Series(name, new double[plan.rounds()])));
    }

    /**
     * Runs all tasks, and looks at the end whether they have done what they claim.
     *
     * @return nanoseconds for one run, by round, in the order in which the tasks were added
     * @throws Exception if a task fails
     */
    public List<Series> run() throws Exception {
        if (plan.volume() != Plan.Volume.TINY) {
            for (Entry entry : entries) {
                warmUp(entry);
            }
        }
        int turn = plan.pick(TURN, TURN, TINY_TURN);
        for (int round = 0; round < plan.rounds(); round++) {
            round(round, turn);
        }
        for (Entry entry : entries) {
            entry.task.verify();
        }
        return entries.stream().map(Entry::nanos).toList();
    }

    /** Runs a task until it has been compiled. */
    private void warmUp(Entry entry) throws Exception {
        long budget = plan.pick(1_000, 150, 0) * 1_000_000L;
        for (long spent = 0; spent < budget; ) {
            spent += time(entry.task, TURN);
        }
    }

    /** As many turns as fit into the time, but at least one. */
    private void round(int round, int turn) throws Exception {
        long budget = plan.pick(150, 30, 0) * 1_000_000L * entries.size();
        long spent = 0;
        int turns = 0;
        do {
            for (Entry entry : entries) {
                long nanos = time(entry.task, turn);
                entry.nanos.values()[round] += nanos;
                spent += nanos;
            }
            turns++;
        } while (spent < budget);
        for (Entry entry : entries) {
            entry.nanos.values()[round] /= (double) turns * turn;
        }
    }

    private static long time(Task task, int runs) throws Exception {
        task.before(runs);
        long start = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            task.run();
        }
        return System.nanoTime() - start;
    }
}
