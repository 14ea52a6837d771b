package bstack.testkit;

import java.util.Locale;

/** The line that a campaign prints every few seconds, if the property {@code bstack.crash.progress} is true. */
final class CrashProgress {
    private static final long EVERY = 5_000_000_000L;

    private final boolean on = Boolean.getBoolean("bstack.crash.progress");
    private final long start = System.nanoTime();
    private long last = start;

    /** Says how far the campaign is, if it has not done so for a while. */
    void show(long states, int violations) {
        long now = System.nanoTime();
        if (on && now - last >= EVERY) {
            last = now;
            System.out.printf(
                    Locale.ROOT, "  … %,d states, %,d s, %,.0f states/s, %d violations%n",
                    states, (now - start) / 1_000_000_000, states * 1e9 / (now - start), violations);
        }
    }
}
