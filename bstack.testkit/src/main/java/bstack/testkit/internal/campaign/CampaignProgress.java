package bstack.testkit.internal.campaign;

import java.util.Locale;

/**
 * The line that a campaign prints every few seconds, if the property {@code bstack.crash.progress} is true.
 * Thread-safe.
 */
public final class CampaignProgress {
    private static final long EVERY = 5_000_000_000L;

    private final boolean on = Boolean.getBoolean("bstack.crash.progress");
    private final long start = System.nanoTime();
    private long last = start;

    /** Says how far the campaign is, if it has not done so for a while. */
    public synchronized void show(long count, String what, int violations) {
        long now = System.nanoTime();
        if (on && now - last >= EVERY) {
            last = now;
            System.out.printf(
                    Locale.ROOT,
                    "  … %,d %s, %,d s, %,.0f/s, %d violations%n",
                    count,
                    what,
                    (now - start) / 1_000_000_000,
                    count * 1e9 / (now - start),
                    violations);
        }
    }
}
