package bstack.testkit.internal.failure;

import bstack.core.BStack;
import bstack.core.BStackFailedException;
import bstack.core.BStackNoSpaceException;
import bstack.testkit.internal.workload.CrashState;
import bstack.testkit.internal.workload.CrashWorkload;
import bstack.testkit.internal.workload.SteppedRun;
import bstack.testkit.storage.StorageCall;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run of a workload in which a call fails, and how the stack behaves from then on. */
final class FailureCase {
    private final CrashWorkload workload;
    private final long seed;
    private final List<CrashState> states;
    private final FailingMedium medium;
    private @Nullable BStack opened;
    private int step;

    /**
     * Creates the case.
     *
     * @param states what an undisturbed run finds at first, and holds after opening and after each step
     * @param medium where a failure is planned
     */
    FailureCase(CrashWorkload workload, long seed, List<CrashState> states, FailingMedium medium) {
        this.workload = workload;
        this.seed = seed;
        this.states = states;
        this.medium = medium;
    }

    /** {@return the states that may be found after the failure} */
    CrashState[] allowed() {
        CrashState[] initial = workload.initial().allowed();
        CrashState[] allowed = step == 0 ? Arrays.copyOf(initial, initial.length + 2) : new CrashState[2];
        allowed[allowed.length - 2] = states.get(step);
        allowed[allowed.length - 1] = states.get(step + 1);
        return allowed;
    }

    /**
     * Runs into the failure, and checks what the stack does then.
     *
     * @param steps how many steps an undisturbed run takes
     * @return whether what is on the medium is to be checked now
     */
    boolean run(int steps) throws IOException {
        try {
            SteppedRun run = new SteppedRun(workload, seed, this::open);
            for (step = 1; step <= steps; step++) {
                run.step(step == steps / 2);
            }
            run.close();
            if (!medium.reserving().containsAll(medium.failed())) {
                throw new AssertionError("failing calls went unnoticed: " + medium.failed());
            }
            return true; // a reservation failed, and the stack made do with less
        } catch (IOException e) {
            failed(e, steps);
            // until the first opening has returned, nothing is promised for what another program left
            return step > 0 || workload.initial().settled();
        }
    }

    private BStack open() throws IOException {
        opened = null;
        BStack stack = medium.open();
        opened = stack;
        return stack;
    }

    private void failed(IOException failure, int steps) throws IOException {
        Set<StorageCall> failed = medium.failed();
        if (failed.isEmpty()) {
            throw failure;
        }
        BStack stack = opened;
        if (stack == null || step > steps || isClosed(stack)) {
            if (!isInjected(failure)) {
                throw failure;
            }
        } else if (medium.refusing().containsAll(failed) && !(failure instanceof BStackFailedException)) {
            goesOn(stack, failure);
        } else if (failed.stream().anyMatch(StorageCall::changes)) {
            stopsForGood(stack, failure);
        }
    }

    private static boolean isInjected(IOException failure) {
        return failure instanceof FileSystemException
                || failure instanceof EOFException
                || failure instanceof BStackFailedException
                || failure instanceof BStackNoSpaceException;
    }

    private static boolean isClosed(BStack stack) throws IOException {
        try {
            stack.length();
            return false;
        } catch (IllegalStateException e) {
            return true;
        } catch (BStackFailedException e) {
            return false;
        }
    }

    /** Closes what is open still: a stack of which a read has failed. */
    void close() throws IOException {
        if (opened != null) {
            opened.close();
        }
    }

    /** There was no room, or none that could be had; nothing has changed, and with room the next operation works. */
    private void goesOn(BStack stack, IOException failure) throws IOException {
        if (medium.wantsSpace() != failure instanceof BStackNoSpaceException || !isInjected(failure)) {
            throw new AssertionError("a failing reservation is reported as " + failure, failure);
        }
        medium.heal();
        byte[] payload = stack.peek(0);
        boolean unchanged = step > 0 && Arrays.equals(payload, states.get(step).payload());
        for (CrashState state : workload.initial().allowed()) {
            unchanged |= step == 0 && Arrays.equals(payload, state.payload());
        }
        if (!unchanged) {
            throw new AssertionError("a failing reservation has changed the payload", failure);
        }
        stack.push(new byte[] {1});
        stack.discard(1);
        stack.close();
    }

    private void stopsForGood(BStack stack, IOException failure) throws IOException {
        if (!(failure instanceof BStackFailedException)) {
            throw new AssertionError("a failing write or flush is reported as " + failure, failure);
        }
        long calls = medium.calls();
        refused(() -> stack.peek(0), failure);
        refused(() -> stack.length(), failure);
        refused(() -> stack.push(new byte[] {1}), failure);
        refused(() -> stack.checkpoint(), failure);
        stack.close();
        if (medium.calls() != calls) {
            throw new AssertionError("a failed stack has touched the medium", failure);
        }
    }

    private static void refused(Call call, IOException failure) throws IOException {
        try {
            call.run();
        } catch (BStackFailedException expected) {
            return;
        }
        throw new AssertionError("a failed stack has answered", failure);
    }

    @FunctionalInterface
    private interface Call {
        void run() throws IOException;
    }
}
