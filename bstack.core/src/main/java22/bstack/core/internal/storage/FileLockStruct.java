package bstack.core.internal.storage;


import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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
    private static final int TYPE = 0;
    private static final int START = 8;
    private static final int LENGTH = 16;
    private static final int PID = 24;

    private FileLockStruct() {}

    /** {@return a lock of the whole file} */
    static MemorySegment wholeFile(Arena arena, short type) {
        return of(arena, type, 0, 0);
    }

    /** {@return a lock of a range} */
    static MemorySegment of(Arena arena, short type, long start, long length) {
        MemorySegment lock = arena.allocate(SIZE, Long.BYTES);
        bytes(lock).putShort(TYPE, type).putLong(START, start).putLong(LENGTH, length);
        return lock;
    }

    static short type(MemorySegment lock) {
        return bytes(lock).getShort(TYPE);
    }

    static int pid(MemorySegment lock) {
        return bytes(lock).getInt(PID);
    }

    private static ByteBuffer bytes(MemorySegment lock) {
        return lock.asByteBuffer().order(ByteOrder.nativeOrder());
    }
}
