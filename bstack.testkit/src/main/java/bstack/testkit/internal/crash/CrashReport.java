package bstack.testkit.internal.crash;

import java.util.List;
import java.util.Locale;

/**
 * What a {@link CrashCampaign} has done and found.
 *
 * @param seed the seed it began with
 * @param runs how many runs of the workload
 * @param states how many crash states were made, recovered and checked
 * @param nested how many of these were crashes in a recovery
 * @param millis how long it took
 * @param violations one line for each run that came to a wrong state, with what reproduces it
 */
public record CrashReport(long seed, int runs, long states, long nested, long millis, List<String> violations) {
    /** Copies the list. */
    public CrashReport {
        violations = List.copyOf(violations);
    }

    /**
     * Checks that nothing was found.
     *
     * @throws AssertionError that lists the violations, if there are any
     */
    public void assertSound() {
        if (!violations.isEmpty()) {
            throw new AssertionError(this + "\n" + String.join("\n", violations));
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d crash states (%,d of them in a recovery) in %,d runs, %.1f s, %,.0f states/s, seed %d: %d violations",
                states,
                nested,
                runs,
                millis / 1000.0,
                states * 1000.0 / Math.max(1, millis),
                seed,
                violations.size());
    }
}
