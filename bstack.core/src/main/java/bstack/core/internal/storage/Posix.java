package bstack.core.internal.storage;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The system calls of Linux that the native storage uses: the only class that calls native code.
 *
 * <p>Each method is one call, repeated while it is interrupted by a signal (EINTR), and returns what the call returns
 * or, where that is −1, the negated errno. Nothing here throws but what the linker throws when native access is denied.
 *
 * <p>Constants are those of the Linux kernel's generic ABI, which x86-64, aarch64 and riscv64 share but for
 * {@code O_DIRECTORY} and {@code O_NOFOLLOW} on ARM.
 */
final class Posix {
    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0x40;
    static final int O_EXCL = 0x80;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int O_DIRECTORY = System.getProperty("os.arch").startsWith("aarch64") ? 0x4000 : 0x10000;
    static final int O_NOFOLLOW = System.getProperty("os.arch").startsWith("aarch64") ? 0x8000 : 0x20000;
    static final int O_TMPFILE = 0x400000 | O_DIRECTORY;

    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int ENXIO = 6;
    static final int EBADF = 9;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EEXIST = 17;
    static final int ENOTDIR = 20;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int EFBIG = 27;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int ENOSYS = 38;
    static final int EMFILE = 24;
    static final int ENAMETOOLONG = 36;
    static final int ENOLCK = 37;
    static final int EOPNOTSUPP = 95;
    static final int EDQUOT = 122;
    static final int EPERM = 1;
    static final int ELOOP = 40;

    static final int LOCK_SH = 1;
    static final int LOCK_EX = 2;
    static final int LOCK_NB = 4;
    static final int LOCK_UN = 8;

    /** That an open file description has the lock, or a process that cannot be seen from here. */
    static final int SOME_DESCRIPTION = Integer.MAX_VALUE;

    private static final int F_OFD_GETLK = 36;
    private static final int F_OFD_SETLK = 37;
    private static final int FALLOC_FL_KEEP_SIZE = 1;
    private static final int FALLOC_FL_PUNCH_HOLE = 2;
    private static final int FALLOC_FL_ZERO_RANGE = 16;
    private static final int SEEK_END = 2;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;
    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int MAP_SHARED = 1;
    private static final int RWF_DSYNC = 2;
    private static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_FOLLOW = 0x400;
    private static final long IOVEC_SIZE = 16;

    // Read from what has been linked before: this initialiser must not be able to fail.
    private static final StructLayout STATE = Linkage.get().state;
    private static final VarHandle ERRNO = Linkage.get().errno;
    private static final MemorySegment CLOSING = Linkage.get().closing;
    private static final MemorySegment UNLOCKED = Linkage.get().unlocked;
    private static final MethodHandle OPEN = Linkage.get().open;
    private static final MethodHandle CLOSE = Linkage.get().close;
    private static final MethodHandle PREAD = Linkage.get().pread;
    private static final MethodHandle PWRITE = Linkage.get().pwrite;
    private static final @Nullable MethodHandle PWRITEV2 = Linkage.get().pwritev2;
    private static final MethodHandle FDATASYNC = Linkage.get().fdatasync;
    private static final MethodHandle FSYNC = Linkage.get().fsync;
    private static final MethodHandle FLOCK = Linkage.get().flock;
    private static final MethodHandle FTRUNCATE = Linkage.get().ftruncate;
    private static final @Nullable MethodHandle FALLOCATE = Linkage.get().fallocate;
    private static final MethodHandle LSEEK = Linkage.get().lseek;
    private static final MethodHandle LINKAT = Linkage.get().linkat;
    private static final MethodHandle MMAP = Linkage.get().mmap;
    private static final MethodHandle MUNMAP = Linkage.get().munmap;
    private static final MethodHandle FCNTL = Linkage.get().fcntl;

    private Posix() {}

    /** Makes calls that change nothing, and are not part of anything, so that what the first call of a kind needs is there. */
    static void callWithoutEffect() {
        size(-1);
        flock(-1, LOCK_UN);
        lockHolder(-1, 0, true);
        unlock(-1);
        close(-1);
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

    /** {@return the bytes of a path that is plain ASCII, as {@link #open} takes them} */
    static byte[] ascii(String path) {
        return (path + '\0').getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Opens a file by the bytes of its path, which end with a zero.
     *
     * @param opened is given the descriptor at once, before anything else can fail
     * @return the descriptor, or a negated errno
     */
    static int open(byte[] path, int flags, int mode, Descriptor opened) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(JAVA_BYTE, path);
            return (int) run(arena, s -> opened.is((int) OPEN.invokeExact(s, name, flags, mode)));
        }
    }

    /**
     * Needs no memory. Not repeated on EINTR: Linux has closed the descriptor even then. Of two that fail at the same
     * moment, one may return the errno of the other.
     */
    static int close(int fd) {
        try {
            int result = (int) CLOSE.invokeExact(CLOSING, fd);
            return result < 0 ? Math.min(-(int) ERRNO.get(CLOSING, 0L), -1) : result;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new AssertionError("a method handle of the linker throws no checked exception", t);
        }
    }

    /** Gives up both kinds of locks. Needs no memory. */
    static void unlock(int fd) {
        int ignored;
        try {
            try {
                ignored = (int) FCNTL.invokeExact(CLOSING, fd, F_OFD_SETLK, UNLOCKED);
            } finally {
                ignored = (int) FLOCK.invokeExact(CLOSING, fd, LOCK_UN);
            }
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

    /**
     * Locks the whole file for this open file description, so that no other close can undo it; −EAGAIN if that is
     * excluded by another lock of this kind, or by one of a FileChannel; −EINVAL where the kernel has no such locks.
     */
    static int lockDescription(int fd, boolean shared) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment lock = FileLockStruct.wholeFile(arena, lockType(shared));
            return (int) run(arena, s -> (int) FCNTL.invokeExact(s, fd, F_OFD_SETLK, lock));
        }
    }

    /**
     * Asks whether a lock of a file's byte would fail, without taking one.
     *
     * @return the process that has a lock there, {@link #SOME_DESCRIPTION}, 0 if nobody has, or a negated errno
     */
    static int lockHolder(int fd, long position, boolean shared) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment lock = FileLockStruct.of(arena, lockType(shared), position, 1);
            int result = (int) run(arena, s -> (int) FCNTL.invokeExact(s, fd, F_OFD_GETLK, lock));
            if (result < 0 || FileLockStruct.type(lock) == FileLockStruct.UNLOCKED) {
                return result;
            }
            int pid = FileLockStruct.pid(lock);
            return pid > 0 ? pid : SOME_DESCRIPTION;
        }
    }

    private static short lockType(boolean shared) {
        return shared ? FileLockStruct.READ : FileLockStruct.WRITE;
    }

    static int ftruncate(int fd, long size) {
        return (int) run(s -> (int) FTRUNCATE.invokeExact(s, fd, size));
    }

    /** Reserves space for {@code [from, end)} without changing the size; −EOPNOTSUPP where there is no such call. */
    static int fallocateKeepSize(int fd, long from, long end) {
        return fallocate(fd, FALLOC_FL_KEEP_SIZE, from, end);
    }

    /** Gives back the space of {@code [from, end)}, which reads as zeros from then on; the size stays. */
    static int punchHole(int fd, long from, long end) {
        return fallocate(fd, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, from, end);
    }

    /** Makes zeros of {@code [from, end)} without writing them, and keeps the space; the size stays. */
    static int zeroRange(int fd, long from, long end) {
        return fallocate(fd, FALLOC_FL_KEEP_SIZE | FALLOC_FL_ZERO_RANGE, from, end);
    }

    private static int fallocate(int fd, int mode, long from, long end) {
        if (FALLOCATE == null) {
            return -EOPNOTSUPP;
        }
        return (int) run(s -> (int) FALLOCATE.invokeExact(s, fd, mode, from, end - from));
    }

    static long size(int fd) {
        return run(s -> (long) LSEEK.invokeExact(s, fd, 0L, SEEK_END));
    }

    /** {@return where the first hole at or after a position begins, at the end of the file at the latest; or an error} */
    static long nextHole(int fd, long from) {
        return run(s -> (long) LSEEK.invokeExact(s, fd, from, SEEK_HOLE));
    }

    /** {@return where the first bytes at or after a position are that are no hole; −ENXIO if there are none; or an error} */
    static long nextData(int fd, long from) {
        return run(s -> (long) LSEEK.invokeExact(s, fd, from, SEEK_DATA));
    }

    /** Gives the file of a descriptor of {@code O_TMPFILE} a name; −EEXIST if the name is taken. */
    static int link(int fd, byte[] path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment from = arena.allocateFrom("/proc/self/fd/" + fd);
            MemorySegment to = arena.allocateFrom(JAVA_BYTE, path);
            return (int) run(arena, s -> (int) LINKAT.invokeExact(s, AT_FDCWD, from, AT_FDCWD, to, AT_SYMLINK_FOLLOW));
        }
    }

    /**
     * Maps {@code [0, size)} of the file for reading, or also for writing.
     *
     * @param mapped is given the address at once, before anything else can fail
     * @return the address, or a negated errno
     */
    static long mmap(int fd, long size, boolean writable, Unmapping mapped) {
        int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
        return run(
                s -> mapped.is((long) MMAP.invokeExact(s, MemorySegment.NULL, size, protection, MAP_SHARED, fd, 0L)));
    }

    /** Needs no memory. */
    static void munmap(long address, long size) {
        int ignored;
        try {
            ignored = (int) MUNMAP.invokeExact(CLOSING, address, size);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new AssertionError("a method handle of the linker throws no checked exception", t);
        }
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
            case EFBIG -> "the file would be larger than allowed";
            case ENOSPC -> "no space left on device";
            case EMFILE -> "too many open files in this process";
            case ENAMETOOLONG -> "the name is too long";
            case ENOLCK -> "no locks available";
            case EROFS -> "read-only file system";
            case ENOSYS -> "no such system call";
            case ELOOP -> "too many symbolic links";
            case EOPNOTSUPP -> "operation not supported";
            case EDQUOT -> "disk quota exceeded";
            default -> "error " + errno;
        };
    }
}
