package bstack.bench.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * What this process has used so far, by getrusage(2); threads that have ended are in it.
 *
 * @param cpuNanos processor time, in user mode and in the kernel
 * @param switches context switches, of either kind
 */
public record Usage(long cpuNanos, long switches) {
    private static final int SELF = 0;
    /** Of {@code struct rusage} on 64-bit Linux: two times of two longs each, and fourteen longs. */
    private static final int SIZE = 18 * Long.BYTES;

    private static final int VOLUNTARY = 16 * Long.BYTES;
    private static final int INVOLUNTARY = 17 * Long.BYTES;
    private static final MethodHandle GETRUSAGE = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("getrusage"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

    /**
     * {@return what has been used until now}
     *
     * @throws IOException if the system does not say
     */
    public static Usage now() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment usage = arena.allocate(SIZE, Long.BYTES);
            if ((int) GETRUSAGE.invokeExact(SELF, usage) != 0) {
                throw new IOException("getrusage has failed");
            }
            return new Usage(
                    time(usage, 0) + time(usage, 2L * Long.BYTES),
                    usage.get(JAVA_LONG, VOLUNTARY) + usage.get(JAVA_LONG, INVOLUNTARY));
        } catch (IOException e) {
            throw e;
        } catch (Throwable t) {
            throw new IOException("getrusage cannot be called", t);
        }
    }

    private static long time(MemorySegment usage, long at) {
        return usage.get(JAVA_LONG, at) * 1_000_000_000 + usage.get(JAVA_LONG, at + Long.BYTES) * 1_000;
    }
}
