package bstack.testkit.internal.kill;

import bstack.testkit.internal.process.ShortLivedJvm;
import bstack.testkit.internal.process.Strace;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;

/**
 * Kills by strace, before a system call on the file that changes, flushes or reserves something: for each run one
 * process is only watched, and then one killed before each call that was seen, or before a sample of them.
 *
 * <p>Every third run is made as on a kernel without durable writes, which flushes by a call of its own, and every third
 * on a file system that cannot reserve space either. After every other kill the recovery is killed as well, up to three
 * times.
 */
final class KillsBeforeSystemCalls implements KillPlan {
    private static final int STEPS = 24;
    /** Of each run in a small campaign, so that several are seen. */
    private static final int SAMPLE = 14;
    /** A large campaign has at least so many runs. */
    private static final int RUNS = 10;

    private static final int RECOVERIES = 3;
    private static final int KILLED = 128 + 9;

    private static final List<List<String>> KERNELS = List.of(
            List.of(),
            List.of("pwritev2:error=EOPNOTSUPP"),
            List.of("pwritev2:error=EOPNOTSUPP", "fallocate:error=EOPNOTSUPP"));

    private static final File NO_INPUT = new File("/dev/null");

    private final String kind;
    private final int kills;
    private final Path directory;
    private final ShortLivedJvm jvm;
    private final long seed;
    private int runs;

    /** @param kills how many there will be in all */
    KillsBeforeSystemCalls(String kind, int kills, Path directory, ShortLivedJvm jvm, long seed) throws IOException {
        this.kind = kind;
        this.kills = kills;
        this.directory = directory.toRealPath();
        this.jvm = jvm;
        this.seed = seed;
    }

    @Override
    public String where() {
        return "before system calls";
    }

    /** One call to be killed before: the n-th of its kind. */
    private record Target(String call, int n) {
        @Override
        public String toString() {
            return call + " " + n;
        }
    }

    @Override
    public List<Callable<Verdict>> next(int most) throws IOException {
        int run = runs++;
        List<String> kernel = KERNELS.get(run % KERNELS.size());
        KilledFile watched = new KilledFile(kind, directory.resolve("watched-%d.bstack".formatted(run)), seed + run);
        List<Target> targets = targets(watched, kernel);
        Random random = new Random(watched.seed());
        Collections.shuffle(targets, random);
        int many = Math.min(Math.max(SAMPLE, kills / RUNS), most);
        List<Callable<Verdict>> tasks = new ArrayList<>();
        for (Target target : targets.subList(0, Math.min(many, targets.size()))) {
            Path path = directory.resolve("%d-%s-%d.bstack".formatted(run, target.call, target.n));
            KilledFile file = new KilledFile(kind, path, watched.seed());
            long draw = random.nextLong();
            tasks.add(() -> kill(file, target, kernel, new Random(draw)));
        }
        return tasks;
    }

    /** Runs a process that is not killed; {@return its calls} */
    private List<Target> targets(KilledFile watched, List<String> kernel) throws IOException {
        watched.prepare();
        Traced traced = trace(watched, STEPS, kernel);
        if (traced.steps != STEPS + 1 || traced.exit != 0) {
            throw new IOException("the process with seed %d has ended after step %d with code %d"
                    .formatted(watched.seed(), traced.steps, traced.exit));
        }
        watched.verify(STEPS, STEPS);
        Files.delete(watched.path());
        List<Target> targets = new ArrayList<>();
        traced.calls.forEach((call, count) -> {
            if (kernel.stream().noneMatch(left -> left.startsWith(call + ":"))) {
                for (int n = 1; n <= count; n++) {
                    targets.add(new Target(call, n));
                }
            }
        });
        return targets;
    }

    private Verdict kill(KilledFile file, Target target, List<String> kernel, Random random) throws IOException {
        file.prepare();
        Traced traced = trace(file, STEPS, injections(target, kernel));
        if (traced.exit != KILLED || traced.calls.getOrDefault(target.call, 0) != target.n) {
            throw new IOException("the process with seed %d was not killed before %s, but ended with code %d after %s"
                    .formatted(file.seed(), target, traced.exit, traced.calls));
        }
        int killed = 1;
        StringBuilder how = new StringBuilder("killed before " + target);
        for (int i = 0; i < RECOVERIES && random.nextBoolean(); i++) {
            Target again = new Target(recoveryCall(random), 1 + random.nextInt(2));
            if (trace(file, 0, injections(again, kernel)).exit == KILLED) {
                how.append(", in recovery before ").append(again);
                killed++;
            }
        }
        return file.verdict(killed, traced.steps, STEPS, how.append(" with ").append(kernel));
    }

    private static String recoveryCall(Random random) {
        List<String> calls = List.of("pwrite64", "pwritev2", "fdatasync", "ftruncate");
        return calls.get(random.nextInt(calls.size()));
    }

    private static List<String> injections(Target target, List<String> kernel) {
        List<String> injections = new ArrayList<>(kernel);
        injections.removeIf(left -> left.startsWith(target.call + ":"));
        injections.add("%s:signal=KILL:when=%d".formatted(target.call, target.n));
        return injections;
    }

    /** A process under strace that has ended: the steps it acknowledged, its exit code, its calls on the file. */
    private record Traced(int steps, int exit, Map<String, Integer> calls) {}

    private Traced trace(KilledFile file, int last, List<String> injections) throws IOException {
        Path log = file.path().resolveSibling(file.path().getFileName() + ".log");
        List<String> command = Strace.command(
                file.path(), log, injections, jvm.command(KilledProcess.argumentsForOneThread(file, last)));
        Process process = new ProcessBuilder(command)
                .redirectInput(NO_INPUT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int steps;
        try {
            steps = file.acknowledged(process, 0);
        } finally {
            Strace.end(process);
        }
        Traced traced = new Traced(steps, process.exitValue(), Strace.counts(log));
        Files.delete(log);
        return traced;
    }
}
