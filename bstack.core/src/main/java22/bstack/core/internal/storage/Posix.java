package bstack.core.internal.storage;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The system calls of Linux that the native storage uses: the only class that calls native code.
 *
 * <p>Each method is one call, repeated while it is interrupted by a signal (EINTR), and returns what the call returns
 * or, where that is −1, the negated errno. Nothing here throws but what the linker throws when native access is denied.
 *
 * <p>All of them go through {@code syscall(2)}, whose two shapes are linked once, see {@link Linkage}; the numbers are in
 * {@link SystemCalls}. Constants are those of the Linux kernel's generic ABI, which x86-64, aarch64 and riscv64 share but
 * for {@code O_DIRECTORY} and {@code O_NOFOLLOW} on ARM.
 */
final class Posix {
    // Calls that take or give back something of the system are made where they are declared, and not by a method that they
    // share: what is returned is kept by the next instruction, and giving back needs no memory.

    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0x40;
    static final int O_EXCL = 0x80;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int O_DIRECTORY = SystemCalls.isArm() ? 0x4000 : 0x10000;
    static final int O_NOFOLLOW = SystemCalls.isArm() ? 0x8000 : 0x20000;
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
    private static final int ERRNO_AT = Linkage.get().errnoAt;
    private static final MemorySegment CLOSING = Linkage.get().closing;
    private static final ByteBuffer CLOSING_BYTES = Linkage.get().closingBytes;
    private static final long UNLOCKED = Linkage.get().unlocked.address();
    private static final MethodHandle CALL = Linkage.get().numbers;
    private static final MethodHandle CALL_WITH_MEMORY = Linkage.get().memory;
    private static final SystemCalls NUMBERS = Linkage.get().calls;

    private Posix() {}

    /** Makes calls that change nothing, and are not part of anything, so that what the first call of a kind needs is there. */
    static void callWithoutEffect() {
        size(-1);
        flock(-1, LOCK_UN);
        lockHolder(-1, 0, true);
        unlock(-1);
        close(-1);
    }

    /** Makes a call with numbers, once. */
    private static long once(MemorySegment state, long call, long a, long b, long c, long d, long e, long f) {
        try {
            long result = (long) CALL.invokeExact(state, call, a, b, c, d, e, f);
            return result == -1 ? -errno(state) : result;
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable t) {
            throw neverThrown(t);
        }
    }

    /** Makes a call whose second argument is memory, once. */
    private static long once(
            MemorySegment state, long call, long a, MemorySegment b, long c, long d, long e, long f) {
        try {
            long result = (long) CALL_WITH_MEMORY.invokeExact(state, call, a, b, c, d, e, f);
            return result == -1 ? -errno(state) : result;
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable t) {
            throw neverThrown(t);
        }
    }

    private static AssertionError neverThrown(Throwable t) {
        return new AssertionError("a method handle of the linker throws no checked exception", t);
    }

    /** {@return where the call has failed, why} Through a buffer, which takes less at the first open than a handle. */
    private static int errno(MemorySegment state) {
        return bytes(state).getInt(ERRNO_AT);
    }

    private static ByteBuffer bytes(MemorySegment memory) {
        return memory.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    private static long call(long call, long a, long b, long c, long d) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long result;
            do {
                result = once(state, call, a, b, c, d, 0, 0);
            } while (result == -EINTR);
            return result;
        }
    }

    private static long call(Arena arena, long call, long a, MemorySegment b, long c, long d, long e, long f) {
        MemorySegment state = arena.allocate(STATE);
        long result;
        do {
            result = once(state, call, a, b, c, d, e, f);
        } while (result == -EINTR);
        return result;
    }

    private static long call(long call, long a, MemorySegment b, long c, long d) {
        try (Arena arena = Arena.ofConfined()) {
            return call(arena, call, a, b, c, d, 0, 0);
        }
    }

    /** {@return the bytes of a path that is plain ASCII, as {@link #open} takes them} */
    static byte[] ascii(String path) {
        return (path + '\0').getBytes(StandardCharsets.US_ASCII);
    }

    private static MemorySegment string(Arena arena, byte[] bytes) {
        MemorySegment string = arena.allocate(bytes.length);
        string.asByteBuffer().put(bytes);
        return string;
    }

    /**
     * Opens a file by the bytes of its path, which end with a zero.
     *
     * @param opened is given the descriptor at once, before anything else can fail
     * @return the descriptor, or a negated errno
     */
    static int open(byte[] path, int flags, int mode, Descriptor opened) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = string(arena, path);
            MemorySegment state = arena.allocate(STATE);
            long at = AT_FDCWD;
            while (true) {
                int result = opened.is((int)
                        (long) CALL_WITH_MEMORY.invokeExact(state, NUMBERS.openat, at, name, (long) flags, (long) mode, 0L, 0L));
                if (result >= 0) {
                    return result;
                }
                int errno = errno(state);
                if (errno != EINTR) {
                    return -errno;
                }
            }
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable t) {
            throw neverThrown(t);
        }
    }

    /**
     * Needs no memory. Not repeated on EINTR: Linux has closed the descriptor even then. Of two that fail at the same
     * moment, one may return the errno of the other.
     */
    static int close(int fd) {
        try {
            long result = (long) CALL.invokeExact(CLOSING, NUMBERS.close, (long) fd, 0L, 0L, 0L, 0L, 0L);
            return result == -1 ? Math.min(-CLOSING_BYTES.getInt(ERRNO_AT), -1) : 0;
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable t) {
            throw neverThrown(t);
        }
    }

    /** Gives up both kinds of locks. Needs no memory. */
    static void unlock(int fd) {
        long ignored;
        try {
            try {
                ignored = (long) CALL.invokeExact(CLOSING, NUMBERS.fcntl, (long) fd, (long) F_OFD_SETLK, UNLOCKED, 0L, 0L, 0L);
            } finally {
                ignored = (long) CALL.invokeExact(CLOSING, NUMBERS.flock, (long) fd, (long) LOCK_UN, 0L, 0L, 0L, 0L);
            }
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable t) {
            throw neverThrown(t);
        }
    }

    static long pread(int fd, MemorySegment buffer, long position) {
        return call(NUMBERS.pread64, fd, buffer, buffer.byteSize(), position);
    }

    static long pwrite(int fd, MemorySegment buffer, long position) {
        return call(NUMBERS.pwrite64, fd, buffer, buffer.byteSize(), position);
    }

    /** A write that is durable when it returns, in one call; −ENOSYS or −EOPNOTSUPP where there is no such call. */
    static long pwriteDurably(int fd, MemorySegment buffer, long position) {
        try (Arena arena = Arena.ofConfined()) {
            // One piece of memory for both, since this is the path of each commit.
            MemorySegment memory = arena.allocate(IOVEC_SIZE + STATE.byteSize(), Long.BYTES);
            bytes(memory).putLong(0, buffer.address()).putLong(Long.BYTES, buffer.byteSize());
            MemorySegment state = memory.asSlice(IOVEC_SIZE);
            long result;
            do {
                // The position is given in two halves, of which the first one has 64 bits already.
                result = once(state, NUMBERS.pwritev2, fd, memory, 1, position, 0, RWF_DSYNC);
            } while (result == -EINTR);
            return result;
        }
    }

    static int fdatasync(int fd) {
        return (int) call(NUMBERS.fdatasync, fd, 0, 0, 0);
    }

    static int fsync(int fd) {
        return (int) call(NUMBERS.fsync, fd, 0, 0, 0);
    }

    static int flock(int fd, int operation) {
        return (int) call(NUMBERS.flock, fd, operation, 0, 0);
    }

    /**
     * Locks the whole file for this open file description, so that no other close can undo it; −EAGAIN if that is
     * excluded by another lock of this kind, or by one of a FileChannel; −EINVAL where the kernel has no such locks.
     */
    static int lockDescription(int fd, boolean shared) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment lock = FileLockStruct.wholeFile(arena, lockType(shared));
            return (int) call(NUMBERS.fcntl, fd, F_OFD_SETLK, lock.address(), 0);
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
            int result = (int) call(NUMBERS.fcntl, fd, F_OFD_GETLK, lock.address(), 0);
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
        return (int) call(NUMBERS.ftruncate, fd, size, 0, 0);
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
        return (int) call(NUMBERS.fallocate, fd, mode, from, end - from);
    }

    static long size(int fd) {
        return call(NUMBERS.lseek, fd, 0, SEEK_END, 0);
    }

    /** {@return where the first hole at or after a position begins, at the end of the file at the latest; or an error} */
    static long nextHole(int fd, long from) {
        return call(NUMBERS.lseek, fd, from, SEEK_HOLE, 0);
    }

    /** {@return where the first bytes at or after a position are that are no hole; −ENXIO if there are none; or an error} */
    static long nextData(int fd, long from) {
        return call(NUMBERS.lseek, fd, from, SEEK_DATA, 0);
    }

    /** Gives a file of {@code O_TMPFILE} a name, by its descriptor; −EEXIST if the name is taken. */
    static int link(int fd, byte[] path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment from = string(arena, ascii("/proc/self/fd/" + fd));
            MemorySegment to = string(arena, path);
            return (int)
                    call(arena, NUMBERS.linkat, AT_FDCWD, from, AT_FDCWD, to.address(), AT_SYMLINK_FOLLOW, 0);
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
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long address = mapped.is((long) CALL.invokeExact(
                    state, NUMBERS.mmap, 0L, size, (long) protection, (long) MAP_SHARED, (long) fd, 0L));
            return address == -1 ? -errno(state) : address;
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable t) {
            throw neverThrown(t);
        }
    }

    /** Needs no memory. */
    static void munmap(long address, long size) {
        long ignored;
        try {
            ignored = (long) CALL.invokeExact(CLOSING, NUMBERS.munmap, address, size, 0L, 0L, 0L, 0L);
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable t) {
            throw neverThrown(t);
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
