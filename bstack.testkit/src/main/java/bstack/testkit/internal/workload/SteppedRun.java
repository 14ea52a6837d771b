package bstack.testkit.internal.workload;

import bstack.core.BStack;
import bstack.testkit.replay.StackReplay;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A run of a workload one acknowledged step after the other: operations, checkpoints, reopenings.
 *
 * <p>The same seed takes the same steps on any medium, so that a process which is not going to be killed can tell what
 * the killed one has done.
 */
public final class SteppedRun {
    private static final int CHECKPOINT_PERCENT = 2;
    private static final int REOPEN_PERCENT = 4;

    private final CrashWorkload workload;
    private final StackReplay.Opener opener;
    private final SplittableRandom random;
    private BStack stack;
    private List<CrashState> between = List.of();

    public SteppedRun(CrashWorkload workload, long seed, StackReplay.Opener opener) throws IOException {
        this.workload = workload;
        this.opener = opener;
        random = new SplittableRandom(~seed);
        open();
    }

    private void open() throws IOException {
        stack = opener.open();
        workload.open(stack);
    }

    /** {@return the open stack} */
    BStack stack() {
        return stack;
    }

    public void close() throws IOException {
        stack.close();
    }

    /** Takes the next step, or a checkpoint instead; when it returns, the step is durable. */
    public void step(boolean checkpoint) throws IOException {
        if (checkpoint) {
            between = List.of();
            stack.checkpoint();
        } else {
            step();
        }
    }

    /** Takes the next step; when it returns, the step is durable. */
    public void step() throws IOException {
        between = List.of();
        int kind = random.nextInt(100);
        if (kind < CHECKPOINT_PERCENT) {
            stack.checkpoint();
        } else if (kind < REOPEN_PERCENT) {
            stack.close();
            open();
        } else {
            workload.next().body().run(stack);
            between = workload.between();
        }
    }

    /** {@return the states that the last step has passed through, in commit order, without its first and last} */
    public List<CrashState> between() {
        return between;
    }

    /** {@return what a reader must find now} */
    public CrashState state() throws IOException {
        CrashState state = workload.state(stack);
        if (!Arrays.equals(stack.peek(0), state.payload())) {
            throw new AssertionError("the running stack does not hold what the model holds");
        }
        return state;
    }
}
