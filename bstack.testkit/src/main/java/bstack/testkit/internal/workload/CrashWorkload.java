package bstack.testkit.internal.workload;

import bstack.core.BStack;
import java.io.IOException;
import java.util.List;

/** A seeded sequence of operations that runs on a simulated disk, with a model of what it has done so far. */
public interface CrashWorkload {
    /** One operation, drawn but not run yet: one commit or none, unless it leaves something {@link #between()}. */
    record Operation(String name, int movedBytes, Body body) {}

    /** What an operation does to the stack and to the model. */
    @FunctionalInterface
    interface Body {
        void run(BStack stack) throws IOException;
    }

    /** {@return the disk to start with, and what the first opening may find on it} */
    InitialImage initial();

    /**
     * Takes a stack that has just been opened, brings what lies above it in order, and checks it against the model.
     *
     * @throws AssertionError if the model says otherwise
     */
    void open(BStack stack) throws IOException;

    /** Draws the next operation. */
    Operation next();

    /**
     * {@return the operations of which a {@code SequenceCampaign} makes sequences; each does the same whenever it runs}
     */
    List<Operation> alphabet();

    /** {@return the states that the last operation has passed through, in commit order, without its first and last} */
    default List<CrashState> between() {
        return List.of();
    }

    /** {@return the model's state, to be compared with the stack after every operation} */
    CrashState state(BStack stack) throws IOException;

    /** Puts the model back to a state that {@link #state} has returned, because what was done since was refused. */
    void restore(CrashState state);

    /** Takes away all that is there, piece by piece: pops or frees, for which no space is needed. */
    void takeAway(BStack stack) throws IOException;

    /** Checks a recovered stack beyond its payload. */
    void check(BStack recovered, CrashState state) throws IOException;
}
