package bstack.testkit.internal.kill;

import bstack.testkit.internal.process.ShortLivedJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/** Kills by SIGKILL from outside, when a process has acknowledged some steps, at a moment nobody has chosen. */
final class KillsAtRandom implements KillPlan {
    private static final int FEWEST_STEPS = 3;
    private static final int MOST_STEPS = 80;
    /** How far a process may get until the kill reaches it; on a busy machine that takes its time. */
    private static final int MORE_STEPS = 100;

    private final String kind;
    private final Path directory;
    private final ShortLivedJvm jvm;
    private final SplittableRandom random;
    private int started;

    KillsAtRandom(String kind, Path directory, ShortLivedJvm jvm, long seed) {
        this.kind = kind;
        this.directory = directory;
        this.jvm = jvm;
        random = new SplittableRandom(seed);
    }

    @Override
    public String where() {
        return "at random";
    }

    @Override
    public List<Callable<Verdict>> next(int most) {
        List<Callable<Verdict>> tasks = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            Path path = directory.resolve("random-%d.bstack".formatted(started++));
            KilledFile file = new KilledFile(kind, path, random.nextLong());
            int target = random.nextInt(FEWEST_STEPS, MOST_STEPS);
            tasks.add(() -> kill(file, target));
        }
        return tasks;
    }

    private Verdict kill(KilledFile file, int target) throws IOException {
        file.prepare();
        Process process = new ProcessBuilder(jvm.command(KilledProcess.arguments(file, target + MORE_STEPS)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int steps;
        try {
            steps = file.acknowledged(process, target);
        } finally {
            process.destroyForcibly();
        }
        if (steps < target) {
            throw new IOException(
                    "the process with seed %d ended by itself after %d steps".formatted(file.seed(), steps));
        }
        return file.verdict(1, steps, target + MORE_STEPS, "killed at random");
    }
}
