package bstack.testkit.internal.failure;

import bstack.core.BStack;
import bstack.core.BStackFailedException;
import bstack.testkit.internal.campaign.CampaignProgress;
import bstack.testkit.internal.kill.KillCampaign;
import bstack.testkit.internal.process.Strace;
import bstack.testkit.internal.process.TracedThread;
import bstack.testkit.internal.workload.CrashState;
import bstack.testkit.internal.workload.CrashWorkload;
import bstack.testkit.internal.workload.SteppedRun;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The part of a {@link FailureCampaign} that works on a real file: strace makes each system call of a run fail in turn,
 * and of the recovery from the state in which a process that is killed at its end would leave the file. Afterwards, with
 * strace gone, the file is opened again.
 *
 * <p>What must hold is what must hold on the simulated disk; besides, a call that a signal has interrupted is made
 * again, and a file that cannot be mapped is read by calls. The run is also made as on a kernel without durable writes,
 * where a write may have happened when its flush fails.
 */
final class FileFailures {
    private static final List<List<String>> KERNELS = List.of(List.of(), List.of("pwritev2:error=EOPNOTSUPP"));

    private final LongFunction<CrashWorkload> workloads;
    private final Path file;
    private final Path log;
    private final CampaignProgress progress = new CampaignProgress();
    private long cases;

    /**
     * Creates the campaign.
     *
     * @param directory where the file may lie
     */
    FileFailures(LongFunction<CrashWorkload> workloads, Path directory) throws IOException {
        this.workloads = workloads;
        file = directory.toRealPath().resolve("failing.bstack");
        log = file.resolveSibling("strace.log");
    }

    long cases() {
        return cases;
    }

    /**
     * Fails every system call of one run, and of a recovery, in every way; or a sample of them.
     *
     * @param seed the workload's seed
     * @param most how many cases at most
     * @throws AssertionError if something does not hold; the message says in which case
     */
    void run(long seed, int most) throws IOException {
        List<Trial> trials = new ArrayList<>();
        for (List<String> kernel : KERNELS) {
            addTrials(trials, seed, kernel);
        }
        Collections.shuffle(trials, new Random(seed));
        for (Trial trial : trials.subList(0, Math.min(most, trials.size()))) {
            try {
                attempt(trial);
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("seed %d, %s: %s".formatted(seed, trial, e), e);
            }
            cases++;
            progress.show(cases, "failing system calls", 0);
        }
    }

    /** What is done with one call failing. */
    private interface Attempt {
        /** Puts the file there. */
        void prepare() throws IOException;

        /** Runs into the failure, and checks how the stack behaves. */
        void run(TracedFile medium) throws IOException;

        /** {@return what may be found when the file is opened again; nothing if it need not be looked at} */
        CrashState[] end() throws IOException;
    }

    /** One case. */
    private record Trial(
            String what, long seed, Attempt attempt, List<String> kernel, String call, FileFault fault, int n) {
        @Override
        public String toString() {
            return "%s, %s %d: %s%s".formatted(what, call, n, fault, kernel.isEmpty() ? "" : " with " + kernel);
        }
    }

    private void addTrials(List<Trial> trials, long seed, List<String> kernel) throws IOException {
        List<FailureCase.Reached> reached = new ArrayList<>();
        byte[] initial = workloads.apply(seed).initial().disk().toBytes();
        put(initial);
        Map<String, Integer> calls;
        byte[] killed;
        try (TracedThread thread = new TracedThread(file, log, kernel)) {
            CrashWorkload workload = workloads.apply(seed);
            SteppedRun run = FailureCampaign.undisturbed(
                    workload, seed, () -> BStack.open(file, KillCampaign.ONE_THREAD), reached);
            killed = Files.readAllBytes(file);
            run.close();
            calls = Strace.counts(thread.calls());
        }
        add(trials, "run", seed, kernel, calls, () -> new Run(seed, initial, reached));
        put(killed);
        try (TracedThread thread = new TracedThread(file, log, kernel)) {
            BStack.open(file, KillCampaign.ONE_THREAD).close();
            calls = Strace.counts(thread.calls());
        }
        add(
                trials,
                "recovery",
                seed,
                kernel,
                calls,
                () -> new Recovery(killed, reached.get(reached.size() - 1).state()));
    }

    private static void add(
            List<Trial> trials,
            String what,
            long seed,
            List<String> kernel,
            Map<String, Integer> calls,
            Supplier<Attempt> attempts) {
        for (FileFault fault : FileFault.values()) {
            for (String call : fault.calls()) {
                boolean missing = kernel.stream().anyMatch(left -> left.startsWith(call + ":"));
                for (int n = 1; !missing && n <= calls.getOrDefault(call, 0); n++) {
                    trials.add(new Trial(what, seed, attempts.get(), kernel, call, fault, n));
                }
            }
        }
    }

    private void attempt(Trial trial) throws IOException {
        trial.attempt.prepare();
        List<String> injections = new ArrayList<>(trial.kernel);
        injections.add(trial.fault.inject(trial.call, trial.n));
        try (TracedThread thread = new TracedThread(file, log, injections)) {
            TracedFile medium = new TracedFile(file, thread, trial.call, trial.fault);
            trial.attempt.run(medium);
            if (!medium.isHit()) {
                throw new IOException("no call was made to fail");
            }
        }
        CrashState[] allowed = trial.attempt.end();
        if (allowed.length > 0) {
            check(trial.seed, allowed);
        }
    }

    private void check(long seed, CrashState[] allowed) throws IOException {
        try (BStack stack = BStack.open(file, KillCampaign.OPTIONS)) {
            byte[] found = stack.peek(0);
            for (CrashState state : allowed) {
                if (Arrays.equals(found, state.payload())) {
                    workloads.apply(seed).check(stack, state);
                    return;
                }
            }
            throw new AssertionError("found %d bytes, allowed was, last, a state of %d bytes"
                    .formatted(found.length, allowed[allowed.length - 1].payload().length));
        }
    }

    private void put(byte[] bytes) throws IOException {
        Files.deleteIfExists(file);
        if (bytes.length > 0) {
            Files.write(file, bytes);
        }
    }

    /** A run from what the workload begins with to its close. */
    private final class Run implements Attempt {
        private final long seed;
        private final byte[] initial;
        private final List<FailureCase.Reached> reached;
        private @Nullable FailureCase failure;
        private boolean counts;

        Run(long seed, byte[] initial, List<FailureCase.Reached> reached) {
            this.seed = seed;
            this.initial = initial;
            this.reached = reached;
        }

        @Override
        public void prepare() throws IOException {
            put(initial);
        }

        @Override
        public void run(TracedFile medium) throws IOException {
            FailureCase begun = new FailureCase(workloads.apply(seed), seed, reached, medium);
            failure = begun;
            counts = begun.run(FailureCampaign.STEPS);
        }

        @Override
        public CrashState[] end() throws IOException {
            FailureCase ended = failure;
            if (ended == null) {
                throw new IllegalStateException("it has not run");
            }
            ended.close();
            return counts ? ended.allowed() : new CrashState[0];
        }
    }

    /** An opening of what a killed process has left. */
    private final class Recovery implements Attempt {
        private final byte[] killed;
        private final CrashState state;

        Recovery(byte[] killed, CrashState state) {
            this.killed = killed;
            this.state = state;
        }

        @Override
        public void prepare() throws IOException {
            put(killed);
        }

        @Override
        public void run(TracedFile medium) throws IOException {
            boolean noticed;
            try {
                medium.open().close();
                noticed = false;
            } catch (BStackFailedException | FileSystemException | EOFException expected) {
                noticed = true;
            }
            if (noticed == medium.failed().isEmpty()) {
                throw new AssertionError(
                        noticed ? "a recovery gives up without need" : "a failing call went unnoticed");
            }
        }

        @Override
        public CrashState[] end() {
            return new CrashState[] {state};
        }
    }
}
