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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run of a workload in which a call fails, and how the stack behaves from then on. */
final class FailureCase {
    private final CrashWorkload workload;
    private final long seed;
    private final List<Reached> reached;
    private final FailingMedium medium;
    /**
     * What a step has come to.
     *
     * @param between the states that it has passed through
     * @param state the state after it
     */
    record Reached(List<CrashState> between, CrashState state) {}

    private @Nullable BStack opened;
    private int step;

    /**
     * Creates the case.
     *
     * @param reached what an undisturbed run finds at first, and comes to by opening, each step, and closing
     * @param medium where a failure is planned
     */
    FailureCase(CrashWorkload workload, long seed, List<Reached> reached, FailingMedium medium) {
        this.workload = workload;
        this.seed = seed;
        this.reached = reached;
        this.medium = medium;
    }

    /** {@return the states that may be found after the failure} */
    CrashState[] allowed() {
        List<CrashState> allowed = before();
        allowed.add(reached.get(step + 1).state());
        return allowed.toArray(CrashState[]::new);
    }

    /** {@return those of them that do not hold all of the step in flight} */
    private List<CrashState> before() {
        List<CrashState> before = new ArrayList<>();
        if (step == 0) {
            before.addAll(List.of(workload.initial().allowed()));
        }
        before.add(reached.get(step).state());
        before.addAll(reached.get(step + 1).between());
        return before;
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
            if (!medium.throwsAnything() && !medium.reserving().containsAll(medium.failed())) {
                throw new AssertionError("failing calls went unnoticed: " + medium.failed());
            }
            return true; // a reservation failed, and the stack made do with less
        } catch (IOException | RuntimeException | Error e) {
            if (medium.throwsAnything()) {
                changedNothingOrFailed(e, steps);
            } else if (e instanceof IOException failure) {
                failed(failure, steps);
            } else {
                throw e;
            }
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

    private BStack opened() {
        BStack stack = opened;
        if (stack == null) {
            throw new IllegalStateException("nothing has been opened");
        }
        return stack;
    }

    private void failed(IOException failure, int steps) throws IOException {
        Set<StorageCall> failed = medium.failed();
        if (failed.isEmpty()) {
            throw failure;
        }
        boolean inOpening = opened == null;
        boolean inClose = step > steps || !inOpening && isClosed();
        if (inOpening || inClose) {
            if (!isInjected(failure)) {
                throw failure;
            }
        } else if (medium.refusing().containsAll(failed) && !(failure instanceof BStackFailedException)) {
            goesOn(failure);
        } else if (failed.stream().anyMatch(StorageCall::changes)) {
            stopsForGood(failure);
        }
    }

    private void changedNothingOrFailed(Throwable thrown, int steps) throws IOException {
        if (medium.failed().isEmpty() || thrown instanceof AssertionError) {
            throw new AssertionError("not a failing call: " + thrown, thrown);
        }
        if (opened == null || step > steps || isClosed()) {
            return;
        }
        if (refusesWith(BStackFailedException.class)) {
            refusesEverything(thrown);
        } else {
            medium.heal();
            changedNothing(thrown);
        }
    }

    private static boolean isInjected(IOException failure) {
        return failure instanceof FileSystemException
                || failure instanceof EOFException
                || failure instanceof BStackFailedException
                || failure instanceof BStackNoSpaceException;
    }

    private boolean isClosed() throws IOException {
        return refusesWith(IllegalStateException.class);
    }

    private boolean refusesWith(Class<? extends Exception> type) throws IOException {
        try {
            opened().length();
            return false;
        } catch (IllegalStateException | BStackFailedException e) {
            return type.isInstance(e);
        }
    }

    /**
     * Closes what is open still: a stack of which a read has failed.
     *
     * @throws AssertionError if the medium is not closed then
     */
    void close() throws IOException {
        if (opened != null) {
            opened.close();
        }
        if (!medium.isGivenBack()) {
            throw new AssertionError("the medium is not closed");
        }
    }

    /** There was no room, or none that could be had; nothing has changed, and with room the next operation works. */
    private void goesOn(IOException failure) throws IOException {
        if (medium.wantsSpace() != failure instanceof BStackNoSpaceException || !isInjected(failure)) {
            throw new AssertionError("a failing reservation is reported as " + failure, failure);
        }
        medium.heal();
        changedNothing(failure);
        opened().push(new byte[] {1});
        opened().discard(1);
        opened().close();
    }

    private void changedNothing(Throwable failure) throws IOException {
        byte[] payload = opened().peek(0);
        if (before().stream().noneMatch(state -> Arrays.equals(payload, state.payload()))) {
            throw new AssertionError("a call that failed has changed the payload", failure);
        }
    }

    private void stopsForGood(IOException failure) throws IOException {
        if (!(failure instanceof BStackFailedException)) {
            throw new AssertionError("a failing write or flush is reported as " + failure, failure);
        }
        refusesEverything(failure);
    }

    private void refusesEverything(Throwable failure) throws IOException {
        long calls = medium.calls();
        refused(() -> opened().peek(0), failure);
        refused(() -> opened().length(), failure);
        refused(() -> opened().push(new byte[] {1}), failure);
        refused(() -> opened().checkpoint(), failure);
        refused(() -> opened().get(0, 0), failure);
        refused(() -> opened().transact(() -> 1), failure);
        refused(() -> opened().lockUpTo(0), failure);
        opened().close();
        if (medium.calls() != calls) {
            throw new AssertionError("a failed stack has touched the medium", failure);
        }
    }

    private static void refused(Call call, Throwable failure) throws IOException {
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
