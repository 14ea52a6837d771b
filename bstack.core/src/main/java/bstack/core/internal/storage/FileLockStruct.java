package bstack.core.internal.storage;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code struct flock} of 64-bit Linux, which describes a lock to fcntl(2).
 *
 * <pre>
 * 0       2        4      8        16       24     28    32
 * | type  | whence | 0    | start  | length | pid  | 0   |
 * </pre>
 *
 * Whence is 0: the start counts from the start of the file. Length 0 means to the end, wherever that will be.
 */
final class FileLockStruct {
    static final short READ = 0;
    static final short WRITE = 1;
    static final short UNLOCKED = 2;

    private static final long SIZE = 32;
    private static final long TYPE = 0;
    private static final long START = 8;
    private static final long LENGTH = 16;
    private static final long PID = 24;

    private FileLockStruct() {}

    /** {@return a lock of the whole file} */
    static MemorySegment wholeFile(Arena arena, short type) {
        return of(arena, type, 0, 0);
    }

    /** {@return a lock of a range} */
    static MemorySegment of(Arena arena, short type, long start, long length) {
        MemorySegment lock = arena.allocate(SIZE, Long.BYTES);
        lock.set(JAVA_SHORT, TYPE, type);
        lock.set(JAVA_LONG, START, start);
        lock.set(JAVA_LONG, LENGTH, length);
        return lock;
    }

    static short type(MemorySegment lock) {
        return lock.get(JAVA_SHORT, TYPE);
    }

    static int pid(MemorySegment lock) {
        return lock.get(JAVA_INT, PID);
    }
}
