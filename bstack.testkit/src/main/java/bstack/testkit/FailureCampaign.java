package bstack.testkit;

import bstack.core.BStack;
import bstack.core.BStackFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;

/**
 * A test of every failing call: a seeded workload runs on a {@link CrashingStorage} again and again, each time with
 * another of its writes, flushes, resizes or reservations failing, once or from then on.
 *
 * <p>What must hold: unless the failing call was a reservation, which changes nothing, the stack refuses reads and
 * writes from then on with {@link BStackFailedException}, and its close touches the medium no more; opened again,
 * with the machine alive or after a power cut, it holds the last acknowledged payload or that with the step in flight.
 */
public final class FailureCampaign {
    private static final int STEPS = 24;
    private static final int POWER_CUTS = 6;

    private final LongFunction<CrashWorkload> workloads;
    private long cases;

    private FailureCampaign(LongFunction<CrashWorkload> workloads) {
        this.workloads = workloads;
    }

    /** {@return a campaign over stack operations and transactions} */
    public static FailureCampaign forStack() {
        return new FailureCampaign(StackWorkload::new);
    }

    /**
     * {@return a campaign over an allocator's operations and transactions}
     *
     * @param factory opens the allocator
     */
    public static FailureCampaign forAllocator(AllocatorFactory factory) {
        return new FailureCampaign(seed -> new AllocatorWorkload(factory, seed));
    }

    /** {@return how many cases have been tried: runs with a failing call, and openings after them} */
    public long cases() {
        return cases;
    }

    /**
     * Fails every call of one run.
     *
     * @param seed the workload's seed
     * @throws AssertionError if something does not hold; the message says in which case
     * @throws IOException if the workload fails without a failing call
     */
    public void run(long seed) throws IOException {
        List<CrashState> states = new ArrayList<>();
        long calls = undisturbed(seed, states);
        for (long failing = 1; failing <= calls; failing++) {
            for (boolean forEver : new boolean[] {false, true}) {
                try {
                    new Case(seed, states).run(failing, forEver);
                } catch (IOException | RuntimeException | AssertionError e) {
                    throw new AssertionError("seed %d, call %d of %d failing%s: %s"
                            .formatted(seed, failing, calls, forEver ? " and all after it" : "", e), e);
                }
            }
        }
    }

    /** {@return how many calls the run makes; fills in what it holds after each step} */
    private long undisturbed(long seed, List<CrashState> states) throws IOException {
        CrashWorkload workload = workloads.apply(seed);
        CrashingStorage disk = workload.initial().disk();
        long before = disk.calls();
        states.add(workload.initial().allowed()[0]);
        SteppedRun run = new SteppedRun(workload, seed, () -> BStack.open(disk, KillCampaign.OPTIONS));
        states.add(run.state());
        for (int i = 0; i < STEPS; i++) {
            run.step();
            states.add(run.state());
        }
        run.close();
        states.add(states.getLast());
        return disk.calls() - before;
    }

    /** One run with one failing call. */
    private final class Case {
        private final long seed;
        private final List<CrashState> states;
        private final CrashWorkload workload;
        private final CrashingStorage disk;
        private SteppedRun run;
        private BStack opened;

        Case(long seed, List<CrashState> states) {
            this.seed = seed;
            this.states = states;
            workload = workloads.apply(seed);
            disk = workload.initial().disk();
        }

        void run(long failing, boolean forEver) throws IOException {
            cases++;
            if (forEver) {
                disk.failFrom(failing);
            } else {
                disk.failAt(failing);
            }
            int done = 0;
            try {
                run = new SteppedRun(workload, seed, () -> opened = BStack.open(disk, KillCampaign.OPTIONS));
                for (done = 1; done <= STEPS; done++) {
                    run.step();
                }
                run.close();
                return; // a reservation failed, and the stack made do with less
            } catch (FailingCalls.SimulatedFailure | BStackFailedException e) {
                failed(done, e);
            } catch (IOException e) {
                if (!disk.failedInReserve()) {
                    throw e;
                }
                failed(done, e);
            }
        }

        private void failed(int step, IOException failure) throws IOException {
            if (opened != null && !disk.failedInReserve() && step <= STEPS) {
                failStop(failure);
            }
            if (opened != null && disk.failedInReserve()) {
                closeIfPossible();
            }
            if (step == 0 && !workload.initial().settled()) {
                return; // until the first opening has returned, nothing is promised for what another program left
            }
            CrashState[] allowed = allowed(step);
            CrashingStorage alive = disk.snapshot();
            reopen(disk.snapshot(), allowed);
            for (int i = 0; i < POWER_CUTS; i++) {
                SplittableRandom random = new SplittableRandom(seed + i);
                Survivors survivors = new Survivors(alive);
                reopen(
                        survivors.afterPowerCut(
                                survivors.randomChoice(random), survivors.size(random.nextInt(survivors.sizes())),
                                Survivors.Tear.any(random), random),
                        allowed);
            }
        }

        /** The stack need not have failed; if the medium still does, its close is what fails. */
        private void closeIfPossible() throws IOException {
            try {
                opened.close();
            } catch (FailingCalls.SimulatedFailure | BStackFailedException e) {
                if (!disk.failedInReserve()) {
                    throw e;
                }
            }
        }

        private CrashState[] allowed(int step) {
            CrashState[] initial = workload.initial().allowed();
            CrashState[] allowed = step == 0 ? Arrays.copyOf(initial, initial.length + 2) : new CrashState[2];
            allowed[allowed.length - 2] = states.get(step);
            allowed[allowed.length - 1] = states.get(step + 1);
            return allowed;
        }

        private void failStop(IOException failure) throws IOException {
            long calls = disk.calls();
            refused(() -> opened.peek(0), failure);
            refused(() -> opened.push(new byte[] {1}), failure);
            refused(() -> opened.checkpoint(), failure);
            opened.close();
            if (disk.calls() != calls) {
                throw new AssertionError("a failed stack has touched the medium", failure);
            }
        }

        private void refused(Call call, IOException failure) throws IOException {
            try {
                call.run();
            } catch (BStackFailedException | IllegalStateException expected) {
                return; // a stack that failed while it was being closed is closed
            }
            throw new AssertionError("a failed stack has answered", failure);
        }

        private void reopen(CrashingStorage medium, CrashState[] allowed) throws IOException {
            cases++;
            try (BStack stack = BStack.open(medium, KillCampaign.OPTIONS)) {
                byte[] payload = stack.peek(0);
                for (CrashState state : allowed) {
                    if (Arrays.equals(payload, state.payload())) {
                        return;
                    }
                }
                throw new AssertionError("found %d bytes, allowed were the states of %d and %d bytes"
                        .formatted(payload.length, allowed[0].payload().length, allowed[1].payload().length));
            }
        }
    }

    @FunctionalInterface
    private interface Call {
        void run() throws IOException;
    }
}
