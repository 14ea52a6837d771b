package bstack.core.internal.storage;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The functions of the C library that {@link Posix} calls. Finding and linking them may fail for want of memory or stack,
 * and what an initialiser of a class fails at stays so for the life of the JVM; so it is done here, outside of any, and
 * again by the next open if it failed. {@link Posix} keeps what was found in constants.
 */
final class Linkage {
    private static volatile @Nullable Linkage linked;

    private final Linker linker = Linker.nativeLinker();

    final StructLayout state = Linker.Option.captureStateLayout();
    final VarHandle errno = state.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    /** A {@code struct flock} over the whole file, whose kind of lock is set to none. */
    final MemorySegment unlocked = FileLockStruct.wholeFile(Arena.global(), FileLockStruct.UNLOCKED);
    /** Where errno goes when a descriptor is given back. */
    final MemorySegment closing = Arena.global().allocate(state);

    final MethodHandle open = variadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    final MethodHandle close = call("close", JAVA_INT, JAVA_INT);
    final MethodHandle pread = call("pread", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
    final MethodHandle pwrite = call("pwrite", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
    final @Nullable MethodHandle pwritev2 =
            callIfPresent("pwritev2", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, JAVA_INT);
    final MethodHandle fdatasync = call("fdatasync", JAVA_INT, JAVA_INT);
    final MethodHandle fsync = call("fsync", JAVA_INT, JAVA_INT);
    final MethodHandle flock = call("flock", JAVA_INT, JAVA_INT, JAVA_INT);
    final MethodHandle fcntl = variadic("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    final MethodHandle ftruncate = call("ftruncate", JAVA_INT, JAVA_INT, JAVA_LONG);
    final @Nullable MethodHandle fallocate =
            callIfPresent("fallocate", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    final MethodHandle lseek = call("lseek", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    final MethodHandle linkat = call("linkat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
    final MethodHandle mmap = call("mmap", JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    /** Its address as a number, which needs no object. */
    final MethodHandle munmap = call("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);

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

    private MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    private @Nullable MethodHandle callIfPresent(String name, MemoryLayout result, MemoryLayout... arguments) {
        return linker.defaultLookup().find(name).isPresent() ? call(name, result, arguments) : null;
    }

    private MethodHandle variadic(String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(fixed));
    }
}
