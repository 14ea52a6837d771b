package bstack.core.internal.storage;

/**
 * Makes sure that there is stack left for what must not run out of it: above all the first use of a class, whose
 * initialiser, of the JDK's own as well, fails for the life of the JVM if it fails once.
 */
public final class CallDepth {
    private static final int FRAMES = 500;

    private CallDepth() {}

    /**
     * Calls itself many times, and returns.
     *
     * @throws StackOverflowError if that is not possible; here it does no harm
     */
    public static void require() {
        reach(FRAMES, 0, 0, 0, 0, 0, 0);
    }

    private static long reach(int depth, long a, long b, long c, long d, long e, long f) {
        return depth == 0 ? a + b + c + d + e + f : reach(depth - 1, b, c, d, e, f, a + 1) + 1;
    }
}
