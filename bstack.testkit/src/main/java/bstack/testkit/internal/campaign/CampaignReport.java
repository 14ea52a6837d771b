package bstack.testkit.internal.campaign;

import java.util.List;
import java.util.Locale;

/**
 * What a campaign has done and found.
 *
 * @param <D> the type of {@code done}: text, or a record of numbers whose text is given
 * @param done what it has done
 * @param cases how many cases it has tried, for the rate
 * @param millis how long it took
 * @param seed the seed it began with
 * @param violations a line for each promise that was broken, with what repeats it
 */
public record CampaignReport<D>(D done, long cases, long millis, long seed, List<String> violations) {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Copies the list. */
    public CampaignReport {
        violations = List.copyOf(violations);
    }

    /**
     * {@return the report of a campaign that ends now}
     *
     * @param <D> the type of {@code done}
     * @param start {@link System#nanoTime} when it began
     */
    public static <D> CampaignReport<D> since(long start, D done, long cases, long seed, List<String> violations) {
        return new CampaignReport<>(done, cases, (System.nanoTime() - start) / NANOS_PER_MILLI, seed, violations);
    }

    /**
     * {@return what was done, in words}
     *
     * @param format as {@link String#format} takes it
     */
    public static String done(String format, Object... numbers) {
        return String.format(Locale.ROOT, format, numbers);
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

    /** Prints this report, and then does as {@link #assertSound}. */
    public void printAndAssertSound() {
        System.out.println(this);
        assertSound();
    }

    @Override
    public String toString() {
        return done(
                "%s, %.1f s, %,.1f/s, seed %d: %d violations",
                done, millis / 1000.0, cases * 1000.0 / Math.max(1, millis), seed, violations.size());
    }
}
