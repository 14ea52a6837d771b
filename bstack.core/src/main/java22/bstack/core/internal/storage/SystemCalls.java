package bstack.core.internal.storage;

/**
 * The numbers of Linux's system calls on one processor architecture.
 *
 * <p>Source: {@code arch/x86/entry/syscalls/syscall_64.tbl} and {@code include/uapi/asm-generic/unistd.h} of the kernel.
 */
final class SystemCalls {
    final long openat;
    final long close;
    final long pread64;
    final long pwrite64;
    final long pwritev2;
    final long fdatasync;
    final long fsync;
    final long flock;
    final long fcntl;
    final long ftruncate;
    final long fallocate;
    final long lseek;
    final long linkat;
    final long mmap;
    final long munmap;

    private SystemCalls(boolean generic) {
        openat = generic ? 56 : 257;
        close = generic ? 57 : 3;
        pread64 = generic ? 67 : 17;
        pwrite64 = generic ? 68 : 18;
        pwritev2 = generic ? 287 : 328;
        fdatasync = generic ? 83 : 75;
        fsync = generic ? 82 : 74;
        flock = generic ? 32 : 73;
        fcntl = generic ? 25 : 72;
        ftruncate = generic ? 46 : 77;
        fallocate = generic ? 47 : 285;
        lseek = generic ? 62 : 8;
        linkat = generic ? 37 : 265;
        mmap = generic ? 222 : 9;
        munmap = generic ? 215 : 11;
    }

    /** {@return whether the numbers are known here} */
    static boolean areKnown() {
        return isX86() || isGeneric();
    }

    /**
     * {@return the numbers of this machine}
     *
     * @throws UnsupportedOperationException if they are not known
     */
    static SystemCalls ofThisMachine() {
        if (!areKnown()) {
            throw new UnsupportedOperationException("the system calls of " + architecture() + " are not known");
        }
        return new SystemCalls(isGeneric());
    }

    static boolean isArm() {
        return architecture().equals("aarch64");
    }

    private static boolean isX86() {
        return architecture().equals("amd64") || architecture().equals("x86_64");
    }

    private static boolean isGeneric() {
        return isArm() || architecture().equals("riscv64");
    }

    private static String architecture() {
        return System.getProperty("os.arch");
    }
}
