package bstack.testkit;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.BStackAllocators;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A test with real processes: children run seeded workloads on real files and are killed with SIGKILL at moments nobody
 * has chosen; what they have acknowledged must be there afterwards, whole, and nothing but that and the step in flight.
 *
 * <p>A child is a JVM on the module path and class path of this one, found through system properties. Every child has
 * its own file and seed; a violation's line names the seed. The moment of a kill cannot be repeated, so a violation's
 * file is left where it was.
 */
public final class KillCampaign {
    /** What a child is told to run on the bare stack. */
    static final String STACK = "stack";

    static final BStackOptions OPTIONS =
            BStackOptions.defaults().journalSize(16 * 1024).preallocation(4096);

    /** How many children run at a time. */
    private static final int CHILDREN = 2;

    private static final int FEWEST_STEPS = 3;
    private static final int MOST_STEPS = 250;

    private final String kind;
    private final int kills;
    private final long seed;

    /**
     * What a campaign has done and found.
     *
     * @param kills how many processes were killed
     * @param acknowledged how many steps they had acknowledged
     * @param inFlightDone in how many files the step in flight was found done
     * @param violations one line for each file that was not as it must be
     */
    public record Report(int kills, long acknowledged, int inFlightDone, List<String> violations) {
        /** Copies the list. */
        public Report {
            violations = List.copyOf(violations);
        }

        /**
         * Checks that nothing was found.
         *
         * @throws AssertionError that lists the violations, if there are any
         */
        public void assertSound() {
            if (!violations.isEmpty()) {
                throw new AssertionError(this + "\n" + String.join("\n", violations));
            }
        }

        @Override
        public String toString() {
            return "%d processes killed after %d acknowledged steps, %d times the step in flight was done: %d violations"
                    .formatted(kills, acknowledged, inFlightDone, violations.size());
        }
    }

    private KillCampaign(String kind, int kills, long seed) {
        this.kind = kind;
        this.kills = kills;
        this.seed = seed;
    }

    /** {@return a campaign over stack operations and transactions} */
    public static KillCampaign forStack() {
        return new KillCampaign(STACK, 40, 1);
    }

    /**
     * {@return a campaign over an allocator's operations and transactions}
     *
     * @param name the name of an allocator whose provider the children find on their path
     */
    public static KillCampaign forAllocator(String name) {
        return new KillCampaign(name, 40, 1);
    }

    /**
     * {@return this campaign with what the system properties say: {@code bstack.seed} and {@code bstack.crash.kills}}
     *
     * @param defaultKills how many kills without the property
     */
    public KillCampaign fromProperties(int defaultKills) {
        return new KillCampaign(
                kind, Integer.getInteger("bstack.crash.kills", defaultKills), Long.getLong("bstack.seed", seed));
    }

    /**
     * Runs the campaign.
     *
     * @param directory where the files may lie
     * @throws IOException if a child cannot be started or does not work; that is no violation, but no success either
     */
    public Report run(Path directory) throws IOException {
        CrashProgress progress = new CrashProgress();
        AtomicInteger ended = new AtomicInteger();
        SplittableRandom random = new SplittableRandom(seed);
        List<Future<Verdict>> verdicts = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(CHILDREN)) {
            for (int i = 0; i < kills; i++) {
                Path file = directory.resolve("kill-%d.bstack".formatted(i));
                long childSeed = random.nextLong();
                int target = random.nextInt(FEWEST_STEPS, MOST_STEPS);
                verdicts.add(executor.submit(() -> {
                    Verdict verdict = kill(file, childSeed, target);
                    progress.show(ended.incrementAndGet(), "kills", verdict.violation == null ? 0 : 1);
                    return verdict;
                }));
            }
        }
        List<String> violations = new ArrayList<>();
        long acknowledged = 0;
        int inFlightDone = 0;
        for (Future<Verdict> verdict : verdicts) {
            if (verdict.state() == Future.State.FAILED) {
                throw new IOException("a child did not work", verdict.exceptionNow());
            }
            Verdict v = verdict.resultNow();
            acknowledged += v.acknowledged;
            inFlightDone += v.inFlightDone ? 1 : 0;
            if (v.violation != null) {
                violations.add(v.violation);
            }
        }
        return new Report(kills, acknowledged, inFlightDone, violations);
    }

    private record Verdict(int acknowledged, boolean inFlightDone, String violation) {}

    private Verdict kill(Path file, long childSeed, int target) throws IOException {
        prepare(workload(kind, childSeed), file);
        int steps = killed(file, childSeed, target);
        try {
            boolean done = verify(file, childSeed, steps);
            Files.delete(file);
            return new Verdict(steps, done, null);
        } catch (IOException | RuntimeException | AssertionError e) {
            return new Verdict(
                    steps, false,
                    "%s after %d acknowledged steps of seed %d: %s".formatted(file, steps, childSeed, e));
        }
    }

    /** {@return the workload of a kind, on whose class path or module path the allocator's provider must be} */
    static CrashWorkload workload(String kind, long seed) {
        if (kind.equals(STACK)) {
            return new StackWorkload(seed);
        }
        for (BStackAllocatorProvider provider : BStackAllocators.providers()) {
            if (provider.name().equals(kind)) {
                return new AllocatorWorkload(provider::open, seed);
            }
        }
        throw new IllegalArgumentException("no allocator " + kind + " among " + BStackAllocators.providers());
    }

    private static void prepare(CrashWorkload workload, Path file) throws IOException {
        byte[] initial = workload.initial().disk().toBytes();
        Files.deleteIfExists(file);
        if (initial.length > 0) {
            Files.write(file, initial);
        }
    }

    /** {@return how many steps the child had acknowledged when it died} */
    private int killed(Path file, long childSeed, int target) throws IOException {
        Process child = KilledProcess.start(kind, file, childSeed);
        int steps = 0;
        String unexpected = null;
        try (BufferedReader acknowledgements = child.inputReader()) {
            for (String line = acknowledgements.readLine(); line != null; line = acknowledgements.readLine()) {
                if (line.equals(Integer.toString(steps + 1))) {
                    steps++;
                } else if (!line.isEmpty() && !Integer.toString(steps + 1).startsWith(line)) {
                    unexpected = line;
                }
                if (steps == target) {
                    child.toHandle().destroyForcibly(); // unlike the process, it keeps the stream open
                }
            }
        } finally {
            child.destroyForcibly();
        }
        if (steps < target || unexpected != null) {
            throw new IOException("the child with seed %d ended by itself after %d steps: %s"
                    .formatted(childSeed, steps, unexpected));
        }
        return steps;
    }

    /** {@return whether the step in flight was found done} */
    private boolean verify(Path file, long childSeed, int steps) throws IOException {
        CrashWorkload workload = workload(kind, childSeed);
        CrashingStorage memory = workload.initial().disk();
        SteppedRun run = new SteppedRun(workload, childSeed, () -> BStack.open(memory, OPTIONS));
        for (int i = 0; i < steps; i++) {
            run.step();
        }
        CrashState before = run.state();
        run.step();
        CrashState after = run.state();
        try (BStack stack = BStack.open(file, OPTIONS)) {
            byte[] payload = stack.peek(0);
            boolean done = !Arrays.equals(payload, before.payload());
            if (done && !Arrays.equals(payload, after.payload())) {
                throw new AssertionError("the payload has %d bytes: not the acknowledged one of %d, nor the next of %d"
                        .formatted(payload.length, before.payload().length, after.payload().length));
            }
            workload.check(stack, done ? after : before);
            return done;
        }
    }
}
