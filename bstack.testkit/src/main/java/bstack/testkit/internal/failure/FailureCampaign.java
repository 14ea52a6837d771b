package bstack.testkit.internal.failure;

import bstack.core.BStack;
import bstack.core.BStackFailedException;
import bstack.testkit.internal.campaign.CampaignProgress;
import bstack.testkit.internal.campaign.CampaignReport;
import bstack.testkit.internal.campaign.Volume;
import bstack.testkit.internal.kill.KillCampaign;
import bstack.testkit.internal.process.TracedThread;
import bstack.testkit.internal.workload.AllocatorWorkload;
import bstack.testkit.internal.workload.CrashState;
import bstack.testkit.internal.workload.CrashWorkload;
import bstack.testkit.internal.workload.StackWorkload;
import bstack.testkit.internal.workload.SteppedRun;
import bstack.testkit.model.AllocatorFactory;
import bstack.testkit.replay.StackReplay;
import bstack.testkit.storage.CrashingStorage;
import bstack.testkit.storage.FaultyStorage;
import bstack.testkit.storage.StorageCall;
import bstack.testkit.storage.Survivors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * A test of every failing call: a seeded workload runs on a {@link CrashingStorage} again and again, each time with
 * another of its calls failing in one of the ways of {@link FaultyStorage.Fault}, once or from then on. The run has
 * checkpoints, closes and openings in it; the recovery from a crash at its end is tried in the same way.
 *
 * <p>What must hold: unless the failing call was a reservation or a read, the stack refuses reads and writes from then
 * on with {@link BStackFailedException}, and its close touches the medium no more. A failing reservation is a
 * {@link bstack.core.BStackNoSpaceException} that has changed nothing, and the stack goes on. Opened again, with the
 * machine alive or after a power cut, the stack holds the last acknowledged payload or that with the step in flight.
 */
public final class FailureCampaign {
    private static final int LEAST_JAVA_OF_NATIVE_ACCESS = 22;
    static final int STEPS = 24;
    private static final int POWER_CUTS = 3;
    private static final FaultyStorage.Fault[] FAULTS = FaultyStorage.Fault.values();

    /** The calls that are made to fail by an exception that no storage should throw. */
    private static final StorageCall[] ALL_BUT_CLOSE =
            EnumSet.complementOf(EnumSet.of(StorageCall.CLOSE)).toArray(StorageCall[]::new);

    private final LongFunction<CrashWorkload> workloads;
    private final Optional<Supplier<? extends Throwable>> thrown;
    private final CampaignProgress progress = new CampaignProgress();
    private long cases;

    private FailureCampaign(LongFunction<CrashWorkload> workloads, Optional<Supplier<? extends Throwable>> thrown) {
        this.workloads = workloads;
        this.thrown = thrown;
    }

    /** {@return a campaign over stack operations and transactions} */
    public static FailureCampaign forStack() {
        return forStack(StackWorkload.Mix.USUAL, false);
    }

    /**
     * {@return the same with other operations, or on a disk where reserving space raises the size}
     *
     * @param mix which operations dominate
     * @param reserveGrows whether the disk is such a one
     */
    public static FailureCampaign forStack(StackWorkload.Mix mix, boolean reserveGrows) {
        LongFunction<CrashWorkload> workloads = seed -> {
            StackWorkload workload = new StackWorkload(seed, mix);
            workload.initial().disk().reserveGrows(reserveGrows);
            return workload;
        };
        return new FailureCampaign(workloads, Optional.empty());
    }

    /**
     * {@return a campaign over an allocator's operations and transactions}
     *
     * @param factory opens the allocator
     */
    public static FailureCampaign forAllocator(AllocatorFactory factory) {
        return new FailureCampaign(seed -> new AllocatorWorkload(factory, seed), Optional.empty());
    }

    /**
     * {@return this campaign with calls that throw something else than an IOException, or another one than media do}
     *
     * <p>What must hold then: a call of the stack that throws has changed nothing, or the stack has failed.
     *
     * @param kind makes what is thrown
     */
    public FailureCampaign throwing(Supplier<? extends Throwable> kind) {
        return new FailureCampaign(workloads, Optional.of(kind));
    }

    /** {@return how many cases have been tried: runs with a failing call, and openings after them} */
    public long cases() {
        return cases;
    }

    /**
     * Fails every call of several runs: as many as the system property {@code bstack.crash.failures} says, of the seed
     * in {@code bstack.seed} and those after it.
     *
     * @param defaultRuns how many runs without the property
     * @return what was done
     * @throws AssertionError if something does not hold
     * @throws IOException if the workload fails without a failing call
     */
    public CampaignReport<String> runFromProperties(int defaultRuns) throws IOException {
        long start = System.nanoTime();
        long seed = Long.getLong("bstack.seed", 1);
        int runs = Integer.getInteger("bstack.crash.failures", Volume.of(defaultRuns));
        for (int i = 0; i < runs; i++) {
            run(seed + i);
        }
        return CampaignReport.since(
                start,
                CampaignReport.done("%,d cases of a failing call in %,d runs", cases, runs),
                cases,
                seed,
                List.of());
    }

    /**
     * Fails system calls of runs on a real file, by strace: of as many runs as the system property
     * {@code bstack.crash.traced} says every call in every way, of the seed in {@code bstack.seed} and those after it.
     *
     * @param directory where the file may lie
     * @param defaultCases how many cases of one run are tried without the property
     * @return what was done
     * @throws AssertionError if something does not hold
     * @throws IOException if the workload fails without a failing call, or strace does not work
     */
    public CampaignReport<String> runOnFileFromProperties(Path directory, int defaultCases) throws IOException {
        long start = System.nanoTime();
        long seed = Long.getLong("bstack.seed", 1);
        int traced = Integer.getInteger("bstack.crash.traced", 0);
        int runs = Math.max(traced, 1);
        FileFailures failures = new FileFailures(workloads, directory);
        for (int i = 0; i < runs; i++) {
            failures.run(seed + i, traced > 0 ? Integer.MAX_VALUE : Volume.of(defaultCases));
        }
        return CampaignReport.since(
                start,
                CampaignReport.done("%,d cases of a failing system call in %,d runs", failures.cases(), runs),
                failures.cases(),
                seed,
                List.of());
    }

    /**
     * {@return why {@link #runOnFileFromProperties} cannot be had here; empty if it can}
     *
     * @param directory where a file may lie
     * @throws IOException if none can be written there
     */
    public static Optional<String> whyNotOnFile(Path directory) throws IOException {
        if (Runtime.version().feature() < LEAST_JAVA_OF_NATIVE_ACCESS) {
            return Optional.of(
                    "the calls that fail are those of native access, which needs Java " + LEAST_JAVA_OF_NATIVE_ACCESS);
        }
        return TracedThread.missing(directory);
    }

    /**
     * Fails every call of one run, and of the recovery after it.
     *
     * @param seed the workload's seed
     * @throws AssertionError if something does not hold; the message says in which case
     * @throws IOException if the workload fails without a failing call
     */
    public void run(long seed) throws IOException {
        Undisturbed undisturbed = undisturbed(seed);
        each("call", seed, undisturbed.calls, planned -> {
            CrashWorkload workload = workloads.apply(seed);
            FaultyStorage storage = new FaultyStorage(workload.initial().disk());
            FailureCase failure =
                    new FailureCase(workload, seed, undisturbed.reached, FailingMedium.of(storage, thrown));
            planned.plan(storage);
            cases++;
            boolean settled = failure.run(STEPS);
            failure.close();
            if (settled) {
                reopen(workload.initial().disk(), failure.allowed(), seed);
            }
        });
        if (thrown.isPresent()) {
            return; // a recovery is an opening, and those have been tried
        }
        CrashingStorage crashed = undisturbed.crashed;
        CrashState[] reached = {
            undisturbed.reached.get(undisturbed.reached.size() - 1).state()
        };
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < POWER_CUTS; i++) {
            CrashingStorage found = i == 0 ? crashed : powerCut(crashed, random);
            recoveries(found, reached, seed);
        }
    }

    /**
     * A run in which nothing fails.
     *
     * @param reached what it finds at first, and holds after opening and after each step
     * @param crashed its disk before the close
     * @param calls the storage with all its calls counted
     */
    private record Undisturbed(List<FailureCase.Reached> reached, CrashingStorage crashed, FaultyStorage calls) {}

    private Undisturbed undisturbed(long seed) throws IOException {
        List<FailureCase.Reached> reached = new ArrayList<>();
        CrashWorkload workload = workloads.apply(seed);
        FaultyStorage storage = new FaultyStorage(workload.initial().disk());
        SteppedRun run = undisturbed(workload, seed, () -> BStack.open(storage, KillCampaign.OPTIONS), reached);
        CrashingStorage crashed = workload.initial().disk().snapshot();
        run.close();
        return new Undisturbed(reached, crashed, storage);
    }

    /**
     * Runs a workload to its close in which nothing fails.
     *
     * @param reached where it is added what the run finds at first, and holds after opening, each step, and closing
     * @return the run, not closed yet
     */
    static SteppedRun undisturbed(
            CrashWorkload workload, long seed, StackReplay.Opener opener, List<FailureCase.Reached> reached)
            throws IOException {
        reached.add(new FailureCase.Reached(List.of(), workload.initial().allowed()[0]));
        SteppedRun run = new SteppedRun(workload, seed, opener);
        reached.add(new FailureCase.Reached(List.of(), run.state()));
        for (int i = 1; i <= STEPS; i++) {
            run.step(i == STEPS / 2);
            reached.add(new FailureCase.Reached(run.between(), run.state()));
        }
        reached.add(new FailureCase.Reached(
                List.of(), reached.get(reached.size() - 1).state()));
        return run;
    }

    /** Fails every call of the recovery of a disk. */
    private void recoveries(CrashingStorage found, CrashState[] allowed, long seed) throws IOException {
        FaultyStorage counted = new FaultyStorage(found.snapshot());
        BStack.open(counted, KillCampaign.OPTIONS).close();
        each("recovery's call", seed, counted, planned -> {
            CrashingStorage disk = found.snapshot();
            FaultyStorage storage = new FaultyStorage(disk);
            planned.plan(storage);
            cases++;
            try (BStack stack = BStack.open(storage, KillCampaign.OPTIONS)) {
                check(stack, allowed);
            } catch (FaultyStorage.InjectedFault | BStackFailedException expected) {
                reopen(disk, allowed, seed);
            }
        });
    }

    /** What makes one call of a storage fail. */
    @FunctionalInterface
    private interface Planned {
        void plan(FaultyStorage storage);
    }

    /** What is tried with one call failing. */
    @FunctionalInterface
    private interface Trial {
        void run(Planned planned) throws IOException;
    }

    /** Every changing call in every way, once and for ever; and every read once. Or every call in the one way. */
    private void each(String what, long seed, FaultyStorage counted, Trial trial) {
        if (thrown.isPresent()) {
            long calls = counted.calls(ALL_BUT_CLOSE);
            for (long i = 1; i <= calls; i++) {
                long n = i;
                String name = "seed %d, %s %d of %d".formatted(seed, what, n, calls);
                trial(name, trial, storage -> storage.failOnce(FaultyStorage.Fault.IO_ERROR, n, ALL_BUT_CLOSE));
                trial(
                        name + " and later",
                        trial,
                        storage -> storage.failFrom(FaultyStorage.Fault.IO_ERROR, n, ALL_BUT_CLOSE));
            }
            return;
        }
        long calls = counted.calls();
        for (long i = 1; i <= calls; i++) {
            long n = i;
            for (FaultyStorage.Fault fault : FAULTS) {
                String name = "seed %d, %s %d of %d: %s".formatted(seed, what, n, calls, fault);
                trial(name, trial, storage -> storage.failOnce(fault, n));
                trial(name + " for ever", trial, storage -> storage.failFrom(fault, n));
            }
        }
        long reads = counted.calls(StorageCall.READ, StorageCall.SIZE);
        for (long i = 1; i <= reads; i++) {
            long n = i;
            trial(
                    "seed %d, %s for reading %d of %d".formatted(seed, what, n, reads),
                    trial,
                    storage -> storage.failOnce(FaultyStorage.Fault.IO_ERROR, n, StorageCall.READ, StorageCall.SIZE));
        }
    }

    private static void trial(String name, Trial trial, Planned planned) {
        try {
            trial.run(planned);
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError(name + ": " + e, e);
        }
    }

    /** The process dies, or opens the file again; or the power is cut. */
    private void reopen(CrashingStorage disk, CrashState[] allowed, long seed) throws IOException {
        CrashingStorage alive = disk.snapshot();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i <= POWER_CUTS; i++) {
            cases++;
            progress.show(cases, "cases", 0);
            CrashingStorage medium = i == 0 ? alive.snapshot() : powerCut(alive, random);
            try (BStack stack = BStack.open(medium, KillCampaign.OPTIONS)) {
                check(stack, allowed);
            }
        }
    }

    private static CrashingStorage powerCut(CrashingStorage disk, SplittableRandom random) {
        Survivors survivors = new Survivors(disk);
        int[] choice = survivors.randomChoice(random);
        long size = survivors.size(random.nextInt(survivors.sizes()));
        return survivors.afterPowerCut(choice, size, Survivors.Tear.any(random), random);
    }

    private static void check(BStack stack, CrashState[] allowed) throws IOException {
        byte[] payload = stack.peek(0);
        for (CrashState state : allowed) {
            if (Arrays.equals(payload, state.payload())) {
                return;
            }
        }
        throw new AssertionError("found %d bytes, allowed was, last, a state of %d bytes"
                .formatted(payload.length, allowed[allowed.length - 1].payload().length));
    }
}
