package bstack.core.internal.commit;

/**
 * Gives way to other threads while waiting, and notices where that does not pay: where other processes keep the
 * processors busy, a thread that gives way loses its processor to one of them for a whole time slice. Then it is better
 * to be parked, since the system prefers a thread that wakes up.
 *
 * <p>The time of all waits is added up. If more than three quarters of a window of it were lost in that way, nobody gives way for a
 * while. A collection of garbage, which stops all threads, is a small part of a window.
 *
 * <p>Thread-safe. The sums are guesses, so it does not matter that threads may overwrite what others have added.
 */
final class GivingWay {
    /** A thread that has the processor back later than this has lost it for somebody else's time slice. */
    static final long LATE_NANOS = 1_000_000;
    /** After so much waiting, of all threads together, it is decided. */
    static final long WINDOW_NANOS = 4_000_000_000L;
    /** For so long nobody gives way after that. */
    static final long PAUSE_NANOS = 1_000_000_000;

    private long waited;
    private long lost;
    private volatile boolean pausing;
    private volatile long pausedAt;

    /**
     * {@return whether to give way pays}
     *
     * @param now the time, by {@link System#nanoTime()}
     */
    boolean pays(long now) {
        if (pausing && now - pausedAt > PAUSE_NANOS) {
            pausing = false;
        }
        return !pausing;
    }

    /**
     * Gives way once.
     *
     * @param before the time, by {@link System#nanoTime()}
     * @return the time afterwards
     */
    long giveWay(long before) {
        Thread.yield();
        long now = System.nanoTime();
        wasAway(now - before);
        return now;
    }

    /** Notes for how long a thread was without a processor that gave way. */
    void wasAway(long nanos) {
        if (nanos > LATE_NANOS) {
            lost += nanos;
        }
    }

    /**
     * Notes the end of a wait.
     *
     * @param start when it began, by {@link System#nanoTime()}
     * @param now when it ended
     */
    void waited(long start, long now) {
        long sum = waited + (now - start);
        if (sum > WINDOW_NANOS) {
            if (lost > sum / 4 * 3) {
                pausedAt = now;
                pausing = true;
            }
            lost = 0;
            sum = 0;
        }
        waited = sum;
    }
}
