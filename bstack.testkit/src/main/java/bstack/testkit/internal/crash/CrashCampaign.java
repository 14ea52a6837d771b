package bstack.testkit.internal.crash;

import bstack.core.BStackOptions;
import bstack.testkit.internal.campaign.CampaignReport;
import bstack.testkit.internal.workload.AllocatorWorkload;
import bstack.testkit.internal.workload.CrashWorkload;
import bstack.testkit.internal.workload.StackWorkload;
import bstack.testkit.model.AllocatorFactory;
import bstack.testkit.storage.CrashingStorage;
import bstack.testkit.storage.FlushKind;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * A search for crash states that break a promise: seeded workloads run on a {@link CrashingStorage}; at every write and
 * every flush the states that a crash could leave are made, opened and checked, crashes in the recovery included.
 *
 * <p>What must hold in each: the stack opens; its payload is, byte for byte, the last acknowledged one or that with the
 * operation in flight; the file is at rest and nothing of it is unflushed; an older implementation would refuse the
 * file or find one of the two; and, for a sample, opening for
 * reading only shows the same and writes nothing, recovering again gives the same, the next operation works and is as
 * safe. For allocators besides: nothing is leaked, nothing overlaps, the live slices hold their contents.
 *
 * <pre>{@code
 * CrashCampaign.forAllocator(FirstFitBStackAllocator::open).fromProperties(200_000).run().assertSound();
 * }</pre>
 *
 * <p>Immutable; the methods that set something return a changed copy. A campaign is deterministic: the same seed passes
 * the same states, and finds the same violations, with any number of threads. A violation's line names the system properties that lead to it alone: {@code bstack.seed} and
 * {@code bstack.crash.path}.
 */
public final class CrashCampaign {
    /** So few commits may be outstanding, so that submissions wait as well. */
    private static final int SUBMITTED = 5;

    private static final long JOURNAL = 16 * 1024;
    private static final long PREALLOCATION = 4096;

    private final LongFunction<CrashWorkload> workloads;
    private final CrashSettings settings;

    private CrashCampaign(LongFunction<CrashWorkload> workloads, CrashSettings settings) {
        this.workloads = workloads;
        this.settings = settings;
    }

    /** {@return a campaign over stack operations of every kind and transactions of several} */
    public static CrashCampaign forStack() {
        return of(StackWorkload::new);
    }

    /**
     * {@return a campaign in which several threads commit together, so that one frame holds the work of many}
     *
     * <p>What is found must be a prefix of their commits, in commit order. The order is fixed by the seed, but not how
     * the threads' writes interleave: a violation in a group may need several attempts to be seen again.
     */
    public static CrashCampaign forStackWithThreads() {
        return of(seed -> new StackWorkload(seed, StackWorkload.Mix.GROUPS));
    }

    /** {@return a campaign over a stack in which several commits are submitted before one is awaited} */
    public static CrashCampaign forStackWithSubmissions() {
        return of(seed -> new StackWorkload(seed, StackWorkload.Mix.SUBMITTED));
    }

    /** {@return a campaign over data that are large for the journal: they go to the file before their frame does} */
    public static CrashCampaign forStackWithLargeData() {
        return of(seed -> new StackWorkload(seed, StackWorkload.Mix.LARGE));
    }

    /** {@return a campaign over commits that fill the frame area every few operations} */
    public static CrashCampaign forFullJournals() {
        return of(seed -> new StackWorkload(seed, StackWorkload.Mix.FULL_AREA));
    }

    /** {@return a campaign in which journals are attached again and again where an older one was} */
    public static CrashCampaign forShortSessions() {
        return of(seed -> new StackWorkload(seed, StackWorkload.Mix.SESSIONS));
    }

    /**
     * {@return a campaign over an allocator's operations, and transactions that allocate, write and publish in one}
     *
     * @param factory opens the allocator; several threads use it at the same time
     */
    public static CrashCampaign forAllocator(AllocatorFactory factory) {
        return of(seed -> new AllocatorWorkload(factory, seed));
    }

    /**
     * {@return a campaign over a workload}
     *
     * @param workloads makes the workload of a run from its seed
     */
    public static CrashCampaign of(LongFunction<CrashWorkload> workloads) {
        return new CrashCampaign(workloads, CrashSettings.DEFAULTS);
    }

    /** {@return this campaign with another seed} */
    public CrashCampaign seed(long seed) {
        return with(settings.seed(seed));
    }

    /** {@return this campaign ending after the run in which it reaches this many states} */
    public CrashCampaign states(long states) {
        return with(settings.states(states));
    }

    /**
     * {@return this campaign on a disk that leaves out a kind of flush, which must make it find violations}
     *
     * @param kind the kind
     */
    public CrashCampaign leaveOut(FlushKind kind) {
        return with(settings.leftOut(kind));
    }

    /**
     * {@return this campaign on a disk where reserving space raises the size, as {@code posix_fallocate} or writing
     * zeros does, and {@code fallocate} with KEEP_SIZE does not}
     */
    public CrashCampaign reserveGrows() {
        return with(settings.reserveGrows(true));
    }

    /** {@return this campaign with all subsets of up to 12 unflushed sectors made at every flush, not only at some} */
    public CrashCampaign thorough() {
        return with(settings.limits(CrashLimits.THOROUGH));
    }

    /** {@return this campaign ending at the first violation, not at the fifth} */
    public CrashCampaign stopAtFirst() {
        return with(settings.violations(1));
    }

    /**
     * {@return this campaign with what the system properties say: {@code bstack.seed}, {@code bstack.crash.states} or
     * {@code bstack.crash.factor}, {@code bstack.crash.thorough} and {@code bstack.crash.path}}
     *
     * @param defaultStates how many states without the properties; the factor multiplies it
     */
    public CrashCampaign fromProperties(long defaultStates) {
        return with(settings.seed(Long.getLong("bstack.seed", settings.seed()))
                .states(CrashSettings.statesFromProperties(defaultStates))
                .path(System.getProperty("bstack.crash.path", ""))
                .limitsFromProperties());
    }

    /** {@return this campaign visiting one state alone} */
    public CrashCampaign at(long seed, String path) {
        return with(settings.seed(seed).path(path));
    }

    private CrashCampaign with(CrashSettings changed) {
        return new CrashCampaign(workloads, changed);
    }

    /** {@return this campaign with so many runs made at a time; usually as many as there are processors} */
    public CrashCampaign threads(int threads) {
        return with(settings.threads(threads));
    }

    /** {@return what was found; it ends early after five violations} */
    public CampaignReport<CrashCounts> run() {
        CrashPath only = CrashPath.of(settings.path());
        SplittableRandom seeds = new SplittableRandom(settings.seed());
        LongStream all = LongStream.iterate(settings.seed(), before -> seeds.nextLong());
        CrashRuns runs = new CrashRuns(settings);
        runs.make(
                (only.isActive() ? all.limit(1) : all)
                        .<Supplier<CrashRuns.Outcome>>mapToObj(seed -> () -> run(seed, only))
                        .iterator(),
                settings.states());
        return runs.report();
    }

    private CrashRuns.Outcome run(long seed, CrashPath only) {
        CrashWorkload workload = workloads.apply(seed);
        settings.medium().prepare(workload.initial().disk());
        BStackOptions options = options();
        CrashExplorer explorer = new CrashExplorer(options, settings.limits(), workload::check, only);
        String violation = null;
        try {
            new CrashRun(workload, explorer, options, only, seed).run(CrashSettings.OPERATIONS);
        } catch (CrashViolation e) {
            violation = line(e, seed, settings);
        }
        return new CrashRuns.Outcome(explorer.states(), explorer.nested(), violation);
    }

    private static BStackOptions options() {
        // No thread beside those of the workload: who awaits leads, so that each run makes the same calls.
        return BStackOptions.defaults()
                .journalSize(JOURNAL)
                .preallocation(PREALLOCATION)
                .executor(task -> {})
                .maxSubmitted(SUBMITTED);
    }

    private static String line(CrashViolation violation, long seed, CrashSettings settings) {
        Trail trail = violation.trail();
        return "%s | at %s | again with -Dbstack.seed=%d -Dbstack.crash.path=%s%s"
                .formatted(violation.getMessage(), trail, seed, trail.path(), settings.properties());
    }
}
