package bstack.testkit.internal.damage;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/** The bound on the memory that one case of the damage tests may take: bytes allocated are counted, not bytes in use. */
public final class WorkMeter {
    private static final long MOST_ALLOCATED = 16L << 20;
    private static final long PER_BYTE = 64;

    private WorkMeter() {}

    /** What is measured. */
    @FunctionalInterface
    public interface Case {
        void run() throws IOException;
    }

    /**
     * Runs a case.
     *
     * @return how many bytes it has allocated
     * @throws IOException if the case throws it
     */
    public static long run(Case measured) throws IOException {
        long before = allocated();
        measured.run();
        return allocated() - before;
    }

    /**
     * Checks what a case has allocated.
     *
     * @param size of the file that it got
     * @throws AssertionError if it is more than such a file can take
     */
    public static void check(long allocated, int size) {
        if (isTooMuch(allocated, size)) {
            throw new AssertionError("%d bytes were allocated".formatted(allocated));
        }
    }

    /** {@return whether a case has allocated more than a file of {@code size} bytes can take} */
    public static boolean isTooMuch(long allocated, int size) {
        return allocated > MOST_ALLOCATED + PER_BYTE * size;
    }

    private static long allocated() {
        return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
                ? bean.getCurrentThreadAllocatedBytes()
                : 0;
    }
}
