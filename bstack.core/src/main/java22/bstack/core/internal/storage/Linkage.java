package bstack.core.internal.storage;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The function of the C library that {@link Posix} calls, {@code syscall}, in two shapes. To link a shape takes some
 * twenty milliseconds of processor time at the first open of a JVM, so that a function for each call would take half a
 * second.
 *
 * <p>Finding and linking may fail for want of memory or stack, and what an initialiser of a class fails at stays so for the
 * life of the JVM. So it is done here, outside of any, and again by the next open if it failed. {@link Posix} keeps what was
 * found in constants.
 */
final class Linkage {
    private static volatile @Nullable Linkage linked;

    private final Linker linker = Linker.nativeLinker();

    final StructLayout state = Linker.Option.captureStateLayout();
    final int errnoAt = (int) state.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    /** A {@code struct flock} over the whole file, whose kind of lock is set to none. */
    final MemorySegment unlocked = FileLockStruct.wholeFile(Arena.global(), FileLockStruct.UNLOCKED);
    /** Where errno goes when a descriptor is given back. */
    final MemorySegment closing = Arena.global().allocate(state);

    final ByteBuffer closingBytes = closing.asByteBuffer().order(ByteOrder.nativeOrder());

    /** {@code syscall}, whose arguments are all numbers: those of it need no object. */
    final MethodHandle numbers = syscall(JAVA_LONG);
    /** {@code syscall}, whose second argument after the call's number is memory, which stays there while the call lasts. */
    final MethodHandle memory = syscall(ADDRESS);

    final SystemCalls calls = SystemCalls.ofThisMachine();

    private Linkage() {}

    /**
     * Links all that is needed, unless it is done, and makes calls that have no effect. To be called before the first use
     * of {@link Posix}.
     *
     * @throws RuntimeException if native access is denied, or a function is missing
     * @throws Error if there is no memory or stack left; the next call tries again
     */
    static void prepare() {
        get();
        Posix.callWithoutEffect();
    }

    /** {@return the functions, linked} */
    static Linkage get() {
        Linkage done = linked;
        return done != null ? done : link();
    }

    private static synchronized Linkage link() {
        if (linked == null) {
            CallDepth.toOpen();
            linked = new Linkage();
        }
        return linked;
    }

    private MethodHandle syscall(MemoryLayout second) {
        return linker.downcallHandle(
                linker.defaultLookup().find("syscall").orElseThrow(),
                FunctionDescriptor.of(
                        JAVA_LONG, JAVA_LONG, JAVA_LONG, second, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(1));
    }
}
