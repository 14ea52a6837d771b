package bstack.testkit.internal.kill;

import bstack.core.BStackOptions;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.BStackAllocators;
import bstack.testkit.internal.campaign.CampaignProgress;
import bstack.testkit.internal.campaign.CampaignReport;
import bstack.testkit.internal.campaign.Volume;
import bstack.testkit.internal.process.ShortLivedJvm;
import bstack.testkit.internal.process.Strace;
import bstack.testkit.internal.process.Workers;
import bstack.testkit.internal.workload.AllocatorWorkload;
import bstack.testkit.internal.workload.CrashWorkload;
import bstack.testkit.internal.workload.StackWorkload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * A test with real processes: children run seeded workloads on real files and are killed with SIGKILL; what they have
 * acknowledged must be there afterwards, whole, and nothing but that and the step in flight.
 *
 * <p>They are killed at moments nobody has chosen ({@link #run}), or, where the command strace works, before each system
 * call of a run on its file, and in the recovery from that ({@link #runBeforeSystemCalls}).
 *
 * <p>A child is a JVM on the module path and class path of this one, found through system properties. Every child has
 * its own file; a violation's line names seed and call. The moment of a kill at random cannot be repeated, so a
 * violation's file is left where it was.
 */
public final class KillCampaign {
    /** What a child is told to run on the bare stack. */
    public static final String STACK = "stack";

    private static final String SUBMISSIONS = "stack with submissions";

    public static final BStackOptions OPTIONS =
            BStackOptions.defaults().journalSize(16 * 1024).preallocation(4096);

    /** The same without a thread beside the caller's, so that each run makes the same system calls. */
    public static final BStackOptions ONE_THREAD = OPTIONS.backgroundFlush(false);

    /** How many children run at a time. */
    private static final int CHILDREN = 2;

    private static final int TRAINING_STEPS = 60;

    private final String kind;
    private final int kills;
    private final long seed;

    private KillCampaign(String kind, int kills, long seed) {
        this.kind = kind;
        this.kills = kills;
        this.seed = seed;
    }

    /** {@return a campaign over stack operations and transactions} */
    public static KillCampaign forStack() {
        return new KillCampaign(STACK, 40, 1);
    }

    /** {@return a campaign over a stack in which several commits are submitted before one is awaited} */
    public static KillCampaign forStackWithSubmissions() {
        return new KillCampaign(SUBMISSIONS, 40, 1);
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
                kind,
                Integer.getInteger("bstack.crash.kills", Volume.of(defaultKills)),
                Long.getLong("bstack.seed", seed));
    }

    /** {@return why {@link #runBeforeSystemCalls} cannot be had here; empty if it can} */
    public static Optional<String> whyNotBeforeSystemCalls() {
        return Strace.missing();
    }

    /**
     * Runs the campaign with kills at random moments.
     *
     * @param directory where the files may lie
     * @throws IOException if a child cannot be started or does not work; that is no violation, but no success either
     */
    public CampaignReport<String> run(Path directory) throws IOException {
        return run(new KillsAtRandom(kind, directory, trained(directory), seed));
    }

    /**
     * Runs the campaign with kills before system calls.
     *
     * @param directory where the files may lie
     * @throws IOException if a child cannot be started or does not work; that is no violation, but no success either
     */
    public CampaignReport<String> runBeforeSystemCalls(Path directory) throws IOException {
        return run(new KillsBeforeSystemCalls(kind, kills, directory, trained(directory), seed));
    }

    private ShortLivedJvm trained(Path directory) throws IOException {
        KilledFile file = new KilledFile(kind, directory.resolve("training.bstack"), seed);
        file.prepare();
        return ShortLivedJvm.trained(directory, KilledProcess.class, KilledProcess.arguments(file, TRAINING_STEPS));
    }

    private CampaignReport<String> run(KillPlan plan) throws IOException {
        CampaignProgress progress = new CampaignProgress();
        long start = System.nanoTime();
        int killed = 0;
        long acknowledged = 0;
        int inFlightDone = 0;
        List<String> violations = new ArrayList<>();
        try (Workers executor = Workers.of(CHILDREN)) {
            while (killed < kills) {
                List<Future<KillPlan.Verdict>> verdicts = new ArrayList<>();
                plan.next(kills - killed).forEach(task -> verdicts.add(executor.submit(task)));
                for (Future<KillPlan.Verdict> future : verdicts) {
                    KillPlan.Verdict verdict = result(future);
                    killed += verdict.kills();
                    acknowledged += verdict.acknowledged();
                    inFlightDone += verdict.inFlightDone() ? 1 : 0;
                    if (verdict.violation() != null) {
                        violations.add(verdict.violation());
                        System.out.println(verdict.violation()); // at once: the end may be hours away
                    }
                    progress.show(killed, "kills", violations.size());
                }
            }
        }
        String done = CampaignReport.done(
                "%,d processes killed %s after %,d acknowledged steps, %,d times the step in flight was done",
                killed, plan.where(), acknowledged, inFlightDone);
        return CampaignReport.since(start, done, killed, seed, violations);
    }

    private static KillPlan.Verdict result(Future<KillPlan.Verdict> future) throws IOException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IOException("a child did not work", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while children run", e);
        }
    }

    /** {@return the workload of a kind, on whose class path or module path the allocator's provider must be} */
    public static CrashWorkload workload(String kind, long seed) {
        if (kind.equals(STACK)) {
            return new StackWorkload(seed);
        }
        if (kind.equals(SUBMISSIONS)) {
            return new StackWorkload(seed, StackWorkload.Mix.SUBMITTED);
        }
        for (BStackAllocatorProvider provider : BStackAllocators.providers()) {
            if (provider.name().equals(kind)) {
                return new AllocatorWorkload(provider::open, seed);
            }
        }
        throw new IllegalArgumentException("no allocator " + kind + " among " + BStackAllocators.providers());
    }
}
