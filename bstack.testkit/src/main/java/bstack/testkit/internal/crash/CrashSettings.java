package bstack.testkit.internal.crash;

import bstack.testkit.internal.campaign.Volume;
import bstack.testkit.storage.CrashingStorage;
import bstack.testkit.storage.FlushKind;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a crash campaign; every method that takes an argument returns a changed copy.
 *
 * @param seed where the runs' seeds begin
 * @param states after how many states it ends
 * @param violations after how many violations it ends
 * @param medium what kind of disk it runs on
 * @param limits how thoroughly each point is explored
 * @param path the one state to visit, as {@link CrashPath} reads it; empty for all
 * @param threads how many runs are made at a time
 */
record CrashSettings(
        long seed, long states, int violations, Medium medium, CrashLimits limits, String path, int threads) {
    static final CrashSettings DEFAULTS = new CrashSettings(
            1,
            100_000,
            5,
            new Medium(false, null),
            CrashLimits.SAMPLED,
            "",
            Integer.getInteger("bstack.crash.threads", Runtime.getRuntime().availableProcessors()));

    /** How many operations a run has. */
    static final int OPERATIONS = 14;

    /**
     * A kind of disk.
     *
     * @param reserveGrows whether reserving space raises the size
     * @param leftOut the kind of flush that it leaves out, null for none
     */
    record Medium(boolean reserveGrows, @Nullable FlushKind leftOut) {
        void prepare(CrashingStorage disk) {
            disk.reserveGrows(reserveGrows);
            disk.leaveOut(leftOut);
        }
    }

    /**
     * {@return how many states the system properties ask for: {@code bstack.crash.states}, or else the default, times
     * {@code bstack.crash.factor}}
     */
    static long statesFromProperties(long defaultStates) {
        return Long.getLong("bstack.crash.states", Volume.of(defaultStates) * Long.getLong("bstack.crash.factor", 1));
    }

    /** {@return these settings, as thorough as the system property {@code bstack.crash.thorough} asks for} */
    CrashSettings limitsFromProperties() {
        return Boolean.getBoolean("bstack.crash.thorough") ? limits(CrashLimits.THOROUGH) : this;
    }

    /** {@return what a line that reproduces a violation must say of these settings} */
    String properties() {
        return limits.equals(CrashLimits.THOROUGH) ? " -Dbstack.crash.thorough=true" : "";
    }

    CrashSettings seed(long changed) {
        return new CrashSettings(changed, states, violations, medium, limits, path, threads);
    }

    CrashSettings states(long changed) {
        return new CrashSettings(seed, changed, violations, medium, limits, path, threads);
    }

    CrashSettings violations(int changed) {
        return new CrashSettings(seed, states, changed, medium, limits, path, threads);
    }

    CrashSettings reserveGrows(boolean changed) {
        return new CrashSettings(seed, states, violations, new Medium(changed, medium.leftOut), limits, path, threads);
    }

    CrashSettings leftOut(FlushKind changed) {
        return new CrashSettings(
                seed, states, violations, new Medium(medium.reserveGrows, changed), limits, path, threads);
    }

    CrashSettings limits(CrashLimits changed) {
        return new CrashSettings(seed, states, violations, medium, changed, path, threads);
    }

    CrashSettings path(String changed) {
        return new CrashSettings(seed, states, violations, medium, limits, changed, threads);
    }

    CrashSettings threads(int changed) {
        return new CrashSettings(seed, states, violations, medium, limits, path, changed);
    }
}
