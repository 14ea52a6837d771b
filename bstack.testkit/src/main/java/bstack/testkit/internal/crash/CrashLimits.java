package bstack.testkit.internal.crash;

/**
 * How thoroughly crash states are explored at each level of nesting: level 0 is the workload, level 1 the recovery from
 * one of its crashes, level 2 the recovery from a crash in that.
 *
 * @param thoroughPercent at level 0, the percentage of flushes at which all states with whole sectors are made if there
 *     are at most {@link #MANY}; at the others they are made if there are at most {@link #FEW}
 * @param samples at level 0, states drawn at random at each flush, besides
 * @param depth the deepest level at which crashes are made
 */
public record CrashLimits(int thoroughPercent, int samples, int depth) {
    /** All subsets of 12 sectors: 2 to the 12th. */
    static final int MANY = 4096;

    static final int FEW = 64;

    /** For many short runs in a build. */
    static final CrashLimits BRIEF = new CrashLimits(0, 8, 1);

    /** For a build: every flush is tried, some of them in all ways. */
    public static final CrashLimits SAMPLED = new CrashLimits(2, 24, 2);

    /** For a long run. */
    static final CrashLimits THOROUGH = new CrashLimits(100, 48, 2);

    /** {@return how many states are made one after the other rather than drawn} */
    int exhaustive(int percent) {
        return percent < thoroughPercent ? MANY : FEW;
    }

    int samplesAtWrite(int level) {
        return level == 0 ? 2 : 1;
    }

    int samplesAtFlush(int level, boolean exhausted) {
        return switch (level) {
            case 0 -> exhausted ? samples / 2 : samples;
            case 1 -> 2;
            default -> 1;
        };
    }

    /** {@return the percentage of flushes at which nested crashes are made} */
    int flushPercent(int level) {
        return level == 0 ? 100 : level > depth ? 0 : 12;
    }

    int writePercent(int level) {
        return level == 0 ? 100 : level > depth ? 0 : 2;
    }

    int failures(int level) {
        return level == 0 ? 4 : 1;
    }

    /**
     * {@return the percentage of points at which the other ways to fail are tried: a killed process, a failing flush}
     */
    int otherPercent(int level) {
        return level == 0 ? 100 : 30;
    }
}
