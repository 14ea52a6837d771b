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

/**
 * The system calls of Linux that the native storage uses: the only class that calls native code.
 *
 * <p>Each method is one call, repeated while it is interrupted by a signal (EINTR), and returns what the call returns
 * or, where that is −1, the negated errno. Nothing here throws but what the linker throws when native access is denied.
 *
 * <p>Constants are those of the Linux kernel's generic ABI, which x86-64, aarch64 and riscv64 share but for
 * {@code O_DIRECTORY} on ARM.
 */
final class Posix {
    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0x40;
    static final int O_EXCL = 0x80;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int O_DIRECTORY = System.getProperty("os.arch").startsWith("aarch64") ? 0x4000 : 0x10000;
    static final int O_TMPFILE = 0x400000 | O_DIRECTORY;

    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EEXIST = 17;
    static final int ENOTDIR = 20;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int ENOSYS = 38;
    static final int EOPNOTSUPP = 95;
    static final int EDQUOT = 122;
    static final int EPERM = 1;
    static final int ELOOP = 40;

    static final int LOCK_SH = 1;
    static final int LOCK_EX = 2;
    static final int LOCK_NB = 4;
    static final int LOCK_UN = 8;

    private static final int FALLOC_FL_KEEP_SIZE = 1;
    private static final int SEEK_END = 2;
    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int MAP_SHARED = 1;
    private static final int RWF_DSYNC = 2;
    private static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_FOLLOW = 0x400;
    private static final long IOVEC_SIZE = 16;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPEN = variadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = call("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle PREAD = call("pread", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle PWRITE = call("pwrite", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle PWRITEV2 =
            callIfPresent("pwritev2", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle FDATASYNC = call("fdatasync", JAVA_INT, JAVA_INT);
    private static final MethodHandle FSYNC = call("fsync", JAVA_INT, JAVA_INT);
    private static final MethodHandle FLOCK = call("flock", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle FTRUNCATE = call("ftruncate", JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle FALLOCATE =
            callIfPresent("fallocate", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle LSEEK = call("lseek", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle LINKAT =
            call("linkat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle MMAP =
            call("mmap", JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle MUNMAP = call("munmap", JAVA_INT, ADDRESS, JAVA_LONG);

    private Posix() {}

    private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle callIfPresent(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.defaultLookup().find(name).isPresent() ? call(name, result, arguments) : null;
    }

    private static MethodHandle variadic(String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(fixed));
    }

    /** A call, given where to put errno; returns what the call returns. */
    @FunctionalInterface
    private interface Call {
        long invoke(MemorySegment state) throws Throwable;
    }

    private static long run(Arena arena, Call call) {
        MemorySegment state = arena.allocate(STATE);
        try {
            while (true) {
                long result = call.invoke(state);
                if (result != -1) {
                    return result;
                }
                int errno = (int) ERRNO.get(state, 0L);
                if (errno != EINTR) {
                    return -errno;
                }
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new AssertionError("a method handle of the linker throws no checked exception", t);
        }
    }

    private static long run(Call call) {
        try (Arena arena = Arena.ofConfined()) {
            return run(arena, call);
        }
    }

    static int open(String path, int flags, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path);
            return (int) run(arena, s -> (int) OPEN.invokeExact(s, name, flags, mode));
        }
    }

    /** Not repeated on EINTR: Linux has closed the descriptor even then. */
    static int close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) CLOSE.invokeExact(arena.allocate(STATE), fd);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new AssertionError("a method handle of the linker throws no checked exception", t);
        }
    }

    static long pread(int fd, MemorySegment buffer, long position) {
        return run(s -> (long) PREAD.invokeExact(s, fd, buffer, buffer.byteSize(), position));
    }

    static long pwrite(int fd, MemorySegment buffer, long position) {
        return run(s -> (long) PWRITE.invokeExact(s, fd, buffer, buffer.byteSize(), position));
    }

    /** A write that is durable when it returns, in one call; −EOPNOTSUPP where there is no such call. */
    static long pwriteDurably(int fd, MemorySegment buffer, long position) {
        if (PWRITEV2 == null) {
            return -EOPNOTSUPP;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment iovec = arena.allocate(IOVEC_SIZE, ADDRESS.byteAlignment());
            iovec.set(ADDRESS, 0, buffer);
            iovec.set(JAVA_LONG, ADDRESS.byteSize(), buffer.byteSize());
            return run(arena, s -> (long) PWRITEV2.invokeExact(s, fd, iovec, 1, position, RWF_DSYNC));
        }
    }

    static int fdatasync(int fd) {
        return (int) run(s -> (int) FDATASYNC.invokeExact(s, fd));
    }

    static int fsync(int fd) {
        return (int) run(s -> (int) FSYNC.invokeExact(s, fd));
    }

    static int flock(int fd, int operation) {
        return (int) run(s -> (int) FLOCK.invokeExact(s, fd, operation));
    }

    static int ftruncate(int fd, long size) {
        return (int) run(s -> (int) FTRUNCATE.invokeExact(s, fd, size));
    }

    /** Reserves space up to {@code end} without changing the size; −EOPNOTSUPP where there is no such call. */
    static int fallocateKeepSize(int fd, long end) {
        if (FALLOCATE == null) {
            return -EOPNOTSUPP;
        }
        return (int) run(s -> (int) FALLOCATE.invokeExact(s, fd, FALLOC_FL_KEEP_SIZE, 0L, end));
    }

    static long size(int fd) {
        return run(s -> (long) LSEEK.invokeExact(s, fd, 0L, SEEK_END));
    }

    /** Gives the file behind a descriptor of {@code O_TMPFILE} a name; −EEXIST if the name is taken. */
    static int link(int fd, String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment from = arena.allocateFrom("/proc/self/fd/" + fd);
            MemorySegment to = arena.allocateFrom(path);
            return (int) run(
                    arena, s -> (int) LINKAT.invokeExact(s, AT_FDCWD, from, AT_FDCWD, to, AT_SYMLINK_FOLLOW));
        }
    }

    /** Maps {@code [0, size)} of the file for reading, or also for writing; returns the address, or a negated errno. */
    static long mmap(int fd, long size, boolean writable) {
        int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
        return run(s -> (long) MMAP.invokeExact(s, MemorySegment.NULL, size, protection, MAP_SHARED, fd, 0L));
    }

    static void munmap(long address, long size) {
        run(s -> (int) MUNMAP.invokeExact(s, MemorySegment.ofAddress(address), size));
    }

    /** {@return what an errno means, for a message} */
    static String describe(int errno) {
        return switch (errno) {
            case EPERM -> "operation not permitted";
            case ENOENT -> "no such file";
            case EIO -> "input/output error";
            case EACCES -> "permission denied";
            case ENOTDIR -> "a part of the path is not a directory";
            case EISDIR -> "it is a directory";
            case EINVAL -> "invalid argument";
            case ENOSPC -> "no space left on device";
            case EROFS -> "read-only file system";
            case ELOOP -> "too many symbolic links";
            case EOPNOTSUPP -> "operation not supported";
            case EDQUOT -> "disk quota exceeded";
            default -> "error " + errno;
        };
    }
}
