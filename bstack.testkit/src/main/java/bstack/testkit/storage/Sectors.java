package bstack.testkit.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The units in which the simulated disk stores bytes: immutable arrays of 512 bytes, shared by every snapshot that
 * holds the same content.
 */
public final class Sectors {
    /** Bytes in a sector, the largest unit that is assumed to be transferred at once. */
    public static final int SIZE = 512;
    /** What space that was never written shows in the cache. */
    static final byte[] ZERO = new byte[SIZE];

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int GARBAGE_VARIANTS = 16;
    private static final byte[][] GARBAGE = garbage();

    private Sectors() {}

    private static byte[][] garbage() {
        SplittableRandom random = new SplittableRandom(0x67617262);
        byte[][] result = new byte[GARBAGE_VARIANTS][SIZE];
        for (byte[] sector : result) {
            random.nextBytes(sector);
        }
        return result;
    }

    /** {@return the sector that holds a position} */
    static int of(long position) {
        return Math.toIntExact(position / SIZE);
    }

    /** {@return where in its sector a position is} */
    static int within(long position) {
        return (int) (position % SIZE);
    }

    /** {@return how many sectors a medium of this size touches} */
    static int count(long size) {
        return Math.toIntExact((size + SIZE - 1) / SIZE);
    }

    /** {@return what space that was never flushed may hold on the medium} */
    static byte[] garbage(int variant) {
        return GARBAGE[Math.floorMod(variant, GARBAGE_VARIANTS)];
    }

    /** {@return a copy of {@code sector} with {@code length} bytes from {@code source} at {@code at}} */
    static byte[] with(byte[] sector, int at, byte[] source, int sourceAt, int length) {
        byte[] copy = length == SIZE ? new byte[SIZE] : sector.clone();
        System.arraycopy(source, sourceAt, copy, at, length);
        return copy;
    }

    /** {@return a hash of 64 bits of a sector, and of what came before it} */
    static long hash(byte[] sector, long before) {
        long hash = before;
        for (int at = 0; at < SIZE; at += Long.BYTES) {
            hash = (hash ^ (long) LONGS.get(sector, at)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        return hash;
    }

    static boolean same(byte[] a, byte[] b) {
        return a == b || Arrays.equals(a, b);
    }
}
