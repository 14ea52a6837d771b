package bstack.core.internal.commit;

/**
 * How long a new leader waits for company before it flushes.
 *
 * <p>When a batch has become durable, its threads are woken one after the other, and those that go on writing commit
 * again a moment later. A leader that flushes at once takes along only what has gathered before, so with any number of
 * busy threads the batches settle at two alternating halves, each of which waits for the other's flush. The leader
 * therefore expects as many commits as the last batch had, besides those that are there.
 *
 * <p>Waiting pays if all of them are there sooner than a flush takes: <i>n</i> threads that need the time <i>c</i> each
 * to be woken and to commit make n / (F + nc) commits per time in one batch, and n / max(2F, nc) in two halves, where
 * their work goes on during the other half's flush. So a leader waits for as long as a flush takes at most; and where that
 * was in vain, because there are too many, or they do not come, the next ones wait for less.
 *
 * <p>A thread that commits alone does not wait, since the last batch then had one commit, except for the first time
 * after a larger batch. Nobody waits where a flush is about as fast as waking a thread, or where {@link GivingWay} does
 * not pay. Used by one leader at a time.
 */
final class GroupWait {
    /** The patience is the flush's time, shifted right by this … */
    private static final int FULL = 0;
    /** … or, after waiting in vain, by more, up to this. */
    private static final int LEAST = 8;
    /** How often full patience is tried again. */
    private static final int RETRY = 64;
    /** Below this many nanoseconds waiting gains nothing. */
    private static final long WORTHWHILE = 8_000;

    /** A flush's time is averaged over about two to the power of this many. */
    private static final int AVERAGED = 3;

    /** About how many nanoseconds of a processor it takes to park a platform thread and to wake it. */
    private static final long WAKING = 15_000;
    /** For how many flushes a thread waits that gives way: those of its own batch and the one before, and as many more. */
    private static final int FLUSHES = 4;

    private final GivingWay givingWay = new GivingWay();
    private final int processors = Runtime.getRuntime().availableProcessors();

    private long flushNanos;
    private int shift = FULL;
    private int waits;

    /**
     * {@return for how many nanoseconds a platform thread should wait for its commit by giving way to others, before it
     * is parked; 0 if it should be parked at once}
     *
     * <p>To park a thread and to wake it takes much longer than to switch from one thread to another. Where so many wait
     * that this alone would keep the processors busy for longer than a flush takes, giving way costs them less.
     *
     * @param waiting how many threads wait for the same flush
     */
    long patience(int waiting) {
        return flushNanos < waiting * WAKING / processors && givingWay.pays(System.nanoTime())
                ? FLUSHES * flushNanos
                : 0;
    }

    /** {@return how threads give way that wait for their commit} */
    GivingWay givingWay() {
        return givingWay;
    }

    /** Notes how long a flush took. */
    void flushed(long nanos) {
        flushNanos += (nanos - flushNanos) >> AVERAGED;
    }

    /**
     * Waits for commits to come together.
     *
     * @param expected how many may be expected
     * @param batch where they come together
     */
    void await(int expected, Batch batch) {
        if (batch.joined >= expected) {
            return;
        }
        if (++waits % RETRY == 0) {
            shift = FULL;
        }
        long patience = flushNanos >> shift;
        if (patience < WORTHWHILE) {
            return;
        }
        long start = System.nanoTime();
        if (!givingWay.pays(start)) {
            return;
        }
        long now = start;
        boolean inTime;
        do {
            now = givingWay.giveWay(now);
            inTime = now - start < patience;
        } while (inTime && batch.joined < expected);
        givingWay.waited(start, now);
        shift = inTime ? FULL : Math.min(LEAST, shift + 1);
    }
}
