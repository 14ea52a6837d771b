package bstack.testkit.internal.readers;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/** How many reads each reader has done, so that others can wait for reads to go on. Thread-safe. */
final class ReadCounts {
    private static final long PAUSE = 20_000;
    /**
     * After so many pauses, a minute or two, it is given up that readers go on; nothing depends on it otherwise. No
     * time is measured, so that a process which is stopped for a while loses nothing.
     */
    private static final int PATIENCE = 1_000_000;

    private static final long NOT_READING = Long.MIN_VALUE;

    private final AtomicLongArray counts;

    ReadCounts(int readers) {
        counts = new AtomicLongArray(readers);
        for (int i = 0; i < readers; i++) {
            ends(i);
        }
    }

    void begins(int reader) {
        counts.set(reader, 0);
    }

    void done(int reader) {
        counts.incrementAndGet(reader);
    }

    /** This reader reads no more. */
    void ends(int reader) {
        counts.set(reader, NOT_READING);
    }

    /** {@return whether every reader has begun a read after this call, and ended it, or reads no more} */
    boolean awaitReads() {
        int pauses = 0;
        for (int i = 0; i < counts.length(); i++) {
            // The first of two may have begun before.
            for (long goal = counts.get(i) + 2; counts.get(i) >= 0 && counts.get(i) < goal; ) {
                if (pauses++ == PATIENCE) {
                    return false;
                }
                LockSupport.parkNanos(PAUSE);
            }
        }
        return true;
    }
}
