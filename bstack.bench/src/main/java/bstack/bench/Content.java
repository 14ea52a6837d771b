package bstack.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The bytes of the records that contenders store: they can be told from their number, and do not compress. */
public final class Content {
    /** The length of a record. */
    public static final int RECORD = 64;

    /** How many records reads choose from; fewer in tests, which do not measure. */
    public static final int READABLE = Integer.getInteger("bstack.bench.readable", 100_000);

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Content() {}

    /**
     * {@return the bytes of a record}
     *
     * @param number which
     * @param length how many bytes
     */
    public static byte[] of(long number, int length) {
        byte[] bytes = new byte[length];
        long x = number * GOLDEN + GOLDEN | 1;
        int at = 0;
        for (; at <= length - Long.BYTES; at += Long.BYTES) {
            x = next(x);
            LONGS.set(bytes, at, x);
        }
        x = next(x);
        for (; at < length; at++) {
            bytes[at] = (byte) (x >>> 8 * (at % Long.BYTES));
        }
        return bytes;
    }

    private static long next(long x) {
        long y = x ^ x << 13;
        y ^= y >>> 7;
        return y ^ y << 17;
    }

    /**
     * Compares what was found with a record.
     *
     * @param what says where, for the message
     * @param number which record it should be
     * @param length its length
     * @param found the bytes found, or null if there were none
     * @throws IllegalStateException if they differ
     */
    public static void check(String what, long number, int length, byte[] found) {
        if (found == null) {
            throw new IllegalStateException(what + ": record " + number + " is missing");
        }
        if (!Arrays.equals(of(number, length), found)) {
            throw new IllegalStateException(
                    "%s: record %d is not what was stored, %d bytes found".formatted(what, number, found.length));
        }
    }

    /**
     * Compares two numbers.
     *
     * @param what says of what
     * @param expected the number that was expected
     * @param found the number that was found
     * @throws IllegalStateException if they differ
     */
    public static void checkEqual(String what, long expected, long found) {
        if (expected != found) {
            throw new IllegalStateException("%s: expected %d, found %d".formatted(what, expected, found));
        }
    }
}
