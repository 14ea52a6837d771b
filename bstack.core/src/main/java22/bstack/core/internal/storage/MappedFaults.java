package bstack.core.internal.storage;

/**
 * Makes the JVM report a page of a mapping that could not be had while the code that touched it can still say so.
 *
 * <p>Where a mapped page is beyond the end of the file, or the medium cannot deliver it or has no room for it, the
 * kernel sends a signal. HotSpot steps over the instruction, and throws an {@link InternalError} at the next safepoint
 * poll of that thread. In code of its optimising compiler that may be long after the method that copied has returned,
 * with bytes that nobody has read.
 *
 * <p>A loop whose end the compiler cannot know keeps a poll at its back branch. It costs a nanosecond, a call of a
 * native method, which has a poll as well, twenty-five. Where this method is not inlined its return polls.
 */
public final class MappedFaults {
    /** Two, so that one turn is left where the first one is peeled off; volatile, so that nobody knows. */
    private static volatile int turns = 2;

    private MappedFaults() {}

    /**
     * Throws what is due. To be called directly after a copy from or to a mapping, within the same {@code try}.
     *
     * @throws InternalError if a page touched before could not be had
     */
    public static void report() {
        for (int i = 0; i != turns; i++) {
            // The way back is what counts.
        }
    }
}
