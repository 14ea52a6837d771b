package bstack.testkit.internal.errors;

import org.jspecify.annotations.Nullable;

/** One case: a scenario that begins so deep in a thread's stack that it may run out of it, for real. */
final class DepthCase implements WatchedCases.Attempt {
    private final ErrorScenario scenario;
    private final int depth;
    private volatile boolean begun;
    private volatile @Nullable Throwable thrown;

    /**
     * Creates a case.
     *
     * @param depth how many frames lie beneath it
     */
    DepthCase(ErrorScenario scenario, int depth) {
        this.scenario = scenario;
        this.depth = depth;
    }

    /** {@return whether there was stack enough to begin} */
    boolean hasBegun() {
        return begun;
    }

    /** {@return whether it has run to its end without an error} */
    boolean isUndisturbed() {
        return begun && !(thrown instanceof Error) && (thrown == null || !hasError(thrown));
    }

    private static boolean hasError(Throwable t) {
        for (Throwable cause = t.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Error) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void attempt() {
        try {
            ErrorScenario.Trial trial = scenario.begin();
            try {
                dive(depth, trial);
            } catch (Throwable t) {
                thrown = t;
            }
            trial.check(thrown);
        } catch (Throwable t) {
            throw ErrorCase.violation(t, thrown);
        }
    }

    private void dive(int left, ErrorScenario.Trial trial) throws Throwable {
        if (left > 0) {
            dive(left - 1, trial);
        } else {
            begun = true;
            trial.act();
        }
    }
}
