package bstack.testkit;

/**
 * The settings of a crash campaign; every method that takes an argument returns a changed copy.
 *
 * @param seed where the runs' seeds begin
 * @param states after how many states it ends
 * @param violations after how many violations it ends
 * @param reserveGrows whether reserving space raises the disk's size
 * @param leftOut the kind of flush that the disk leaves out, null for none
 * @param limits how thoroughly each point is explored
 * @param path the one state to visit, as {@link CrashPath} reads it; empty for all
 */
record CrashSettings(
        long seed, long states, int violations, boolean reserveGrows, FlushKind leftOut, CrashLimits limits, String path) {
    static final CrashSettings DEFAULTS = new CrashSettings(1, 100_000, 5, false, null, CrashLimits.SAMPLED, "");

    /** How many operations a run has. */
    static final int OPERATIONS = 14;

    CrashSettings seed(long changed) {
        return new CrashSettings(changed, states, violations, reserveGrows, leftOut, limits, path);
    }

    CrashSettings states(long changed) {
        return new CrashSettings(seed, changed, violations, reserveGrows, leftOut, limits, path);
    }

    CrashSettings violations(int changed) {
        return new CrashSettings(seed, states, changed, reserveGrows, leftOut, limits, path);
    }

    CrashSettings reserveGrows(boolean changed) {
        return new CrashSettings(seed, states, violations, changed, leftOut, limits, path);
    }

    CrashSettings leftOut(FlushKind changed) {
        return new CrashSettings(seed, states, violations, reserveGrows, changed, limits, path);
    }

    CrashSettings limits(CrashLimits changed) {
        return new CrashSettings(seed, states, violations, reserveGrows, leftOut, changed, path);
    }

    CrashSettings path(String changed) {
        return new CrashSettings(seed, states, violations, reserveGrows, leftOut, limits, changed);
    }
}
