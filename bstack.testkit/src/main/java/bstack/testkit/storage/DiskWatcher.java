package bstack.testkit.storage;

/** A listener at a {@link CrashingStorage}, notified of every moment at which a crash makes a difference. */
public interface DiskWatcher {
    /** A plain write, a size change, or a half of a write that spans several sectors, has reached the cache. */
    void wrote(CrashingStorage disk);

    /**
     * A flush is about to begin: what it covers is in the cache, and nothing of it is known to be durable yet.
     *
     * @param from the first position it covers; 0 for a flush of everything
     * @param to the position after the last; {@link Long#MAX_VALUE} for a flush of everything
     */
    void flushing(CrashingStorage disk, long from, long to);
}
