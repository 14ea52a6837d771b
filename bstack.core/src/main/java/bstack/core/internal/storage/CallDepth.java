package bstack.core.internal.storage;

/**
 * Makes sure that there is stack left for what must not run out of it half way: the first use of a class, whose initialiser,
 * of the JDK's own as well, fails for the life of the JVM if it fails once; and a close, which the JDK does not do again.
 */
public final class CallDepth {
    private static final int TO_OPEN = 500;
    /** Less, so that what has been opened can be closed. */
    private static final int TO_CLOSE = 200;

    private CallDepth() {}

    /**
     * Makes sure that there is enough to open something.
     *
     * @throws StackOverflowError if not; nothing has happened then
     */
    public static void toOpen() {
        reach(TO_OPEN, 0, 0, 0, 0, 0, 0);
    }

    /**
     * Makes sure that there is enough to close something.
     *
     * @throws StackOverflowError if not; nothing has happened then
     */
    static void toClose() {
        reach(TO_CLOSE, 0, 0, 0, 0, 0, 0);
    }

    /** Calls itself so often, and returns. */
    private static long reach(int depth, long a, long b, long c, long d, long e, long f) {
        return depth == 0 ? a + b + c + d + e + f : reach(depth - 1, b, c, d, e, f, a + 1) + 1;
    }
}
