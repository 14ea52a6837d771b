package bstack.testkit.internal.readers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What is known of the numbers of commits while threads commit and read: which are durable, which were acknowledged,
 * which somebody has seen. It says whether a reader may see what it has seen. Thread-safe.
 *
 * <p>Nobody may see a number that is not durable. And what was acknowledged, or seen by anybody, before a read began,
 * is the least that the read must see.
 */
final class CommitNumbers {
    private final AtomicLong durable = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong seen = new AtomicLong();
    /** The payload's length after each commit; written before the commit is on its way. */
    private final AtomicLongArray lengths;
    /** The number of each locked segment, once somebody has read it. */
    private final AtomicLongArray locked = new AtomicLongArray(Ledger.SEGMENTS);

    private final List<String> problems = new ArrayList<>();
    private volatile boolean stopped;

    /** @param most the largest number there can be */
    CommitNumbers(int most) {
        lengths = new AtomicLongArray(most + 1);
    }

    /** Starts a session in which this number, and all below it, are durable. */
    void restart(Ledger.Header found) {
        durable.set(found.number());
        lengths.set((int) found.number(), found.length());
        for (int i = 0; i < Ledger.SEGMENTS; i++) {
            locked.set(i, 0);
        }
    }

    long durable() {
        return durable.get();
    }

    /** {@return the least number that a read which begins now must see} */
    long floor() {
        return Math.max(acknowledged.get(), seen.get());
    }

    void prepared(long number, long length) {
        lengths.set((int) number, length);
    }

    /** A flush has returned that carried this number, or what looks like one. */
    void becameDurable(long number) {
        if (number < lengths.length()) {
            durable.accumulateAndGet(number, Math::max);
        }
    }

    /** A commit has returned. */
    void acknowledge(long number) {
        Ledger.require(number <= durable.get(), "commit %d is acknowledged, durable is %d", number, durable.get());
        acknowledged.accumulateAndGet(number, Math::max);
    }

    /** A read that began when the floor was this has seen all of a commit. */
    void saw(long floor, long number) {
        sawPart(number);
        Ledger.require(number >= floor, "commit %d is seen after %d", number, floor);
        seen.accumulateAndGet(number, Math::max);
    }

    /** A read has seen something that a commit has written, perhaps long ago. */
    void sawPart(long number) {
        Ledger.require(number >= 0, "seen is what was rolled back");
        long limit = durable.get();
        Ledger.require(number <= limit, "commit %d is seen, durable is %d", number, limit);
    }

    void sawLength(long floor, long length) {
        Ledger.require(
                anyLength(floor, length, length),
                "length %d is that of no commit from %d to %d",
                length,
                floor,
                durable.get());
    }

    /** A read has found that the payload ends before an offset. */
    void sawShorter(long floor, long end) {
        Ledger.require(
                anyLength(floor, 0, end - 1),
                "in no commit from %d to %d the payload ends before %d",
                floor,
                durable.get(),
                end);
    }

    private boolean anyLength(long floor, long least, long most) {
        for (long n = durable.get(); n >= floor; n--) {
            long length = lengths.get((int) n);
            if (length >= least && length <= most) {
                return true;
            }
        }
        return false;
    }

    /** A read has seen a segment that was locked before it began. */
    void sawLocked(int segment, long number) {
        sawPart(number);
        long first = locked.compareAndExchange(segment, 0, number);
        Ledger.require(
                first == 0 || first == number,
                "locked segment %d was of commit %d and is of %d",
                segment,
                first,
                number);
    }

    synchronized void problem(String what) {
        problems.add(what);
        stopped = true;
    }

    /** {@return whether something was found, so that the rest need not be done} */
    boolean isStopped() {
        return stopped;
    }

    synchronized List<String> problems() {
        return List.copyOf(problems);
    }
}
