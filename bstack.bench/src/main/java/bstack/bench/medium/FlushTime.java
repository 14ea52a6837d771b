package bstack.bench.medium;

/** How long a flush takes at the least: makes a fast device as slow as others are, for what depends on that. */
public final class FlushTime {
    /** How much later than asked for a sleeping thread may wake: the timer slack of Linux, and a little. */
    private static final long OVERSLEEP = 70_000;

    private final long nanos;

    /** @param micros how long a flush takes at the least; 0 for as long as the device takes */
    public FlushTime(int micros) {
        this.nanos = micros * 1_000L;
    }

    /**
     * Waits until the time is over: sleeps for the most of it, as a thread does that waits for a device.
     *
     * @param start when the flush began, by {@link System#nanoTime()}
     */
    public void complete(long start) {
        long left = start + nanos - System.nanoTime();
        if (left > OVERSLEEP) {
            NativeFile.sleepMicros((int) ((left - OVERSLEEP) / 1_000));
        }
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }
}
