package bstack.collections.internal.format;

import java.util.zip.CRC32C;

/**
 * Numbers in arrays, all little-endian; numbers of variable size; checksums. It has no initialiser, which could fail for
 * want of memory, and then for good.
 */
public final class Bytes {
    /** The most bytes that a number of variable size below 2³⁵ takes. */
    public static final int MAX_VARINT = 5;

    private Bytes() {}

    /** {@return the eight bytes at an index} */
    public static long getLong(byte[] bytes, int at) {
        return Integer.toUnsignedLong(getInt(bytes, at)) | (long) getInt(bytes, at + Integer.BYTES) << Integer.SIZE;
    }

    /** Puts eight bytes. */
    public static void putLong(byte[] bytes, int at, long value) {
        putInt(bytes, at, (int) value);
        putInt(bytes, at + Integer.BYTES, (int) (value >>> Integer.SIZE));
    }

    /** {@return the four bytes at an index} */
    public static int getInt(byte[] bytes, int at) {
        return getShort(bytes, at) | getShort(bytes, at + Short.BYTES) << Short.SIZE;
    }

    /** Puts four bytes. */
    public static void putInt(byte[] bytes, int at, int value) {
        putShort(bytes, at, value);
        putShort(bytes, at + Short.BYTES, value >>> Short.SIZE);
    }

    /** {@return the two bytes at an index, without a sign} */
    public static int getShort(byte[] bytes, int at) {
        return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << Byte.SIZE;
    }

    /** Puts two bytes. */
    public static void putShort(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >>> Byte.SIZE);
    }

    // ---------------------------------------------------------------- numbers of variable size

    /**
     * Puts a number of variable size: seven bits a byte, the lowest first; the highest bit of a byte says that more
     * follow.
     *
     * @param value not negative
     * @return the index after it
     */
    public static int putVarint(byte[] bytes, int at, long value) {
        int next = at;
        long rest = value;
        while (rest > 0x7F) {
            bytes[next++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[next++] = (byte) rest;
        return next;
    }

    /**
     * {@return the number of variable size at an index}
     *
     * @throws IllegalArgumentException if it has more than {@value #MAX_VARINT} bytes
     */
    public static long getVarint(byte[] bytes, int at) {
        byte first = bytes[at];
        if (first >= 0) {
            return first;
        }
        byte second = bytes[at + 1];
        if (second >= 0) {
            return first & 0x7F | second << 7;
        }
        return getLongVarint(bytes, at);
    }

    private static long getLongVarint(byte[] bytes, int at) {
        long value = 0;
        for (int i = 0; i < MAX_VARINT; i++) {
            byte b = bytes[at + i];
            value |= (long) (b & 0x7F) << (7 * i);
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than " + MAX_VARINT + " bytes");
    }

    /** {@return the index after the number of variable size at an index, which has been checked} */
    public static int afterVarint(byte[] bytes, int at) {
        if (bytes[at] >= 0) {
            return at + 1;
        }
        int next = at + 1;
        while (bytes[next] < 0) {
            next++;
        }
        return next + 1;
    }

    /** {@return how many bytes a number of variable size takes} */
    public static int sizeOfVarint(long value) {
        return value < 0x80 ? 1 : (63 - Long.numberOfLeadingZeros(value)) / 7 + 1;
    }

    // ---------------------------------------------------------------- checksums

    /** {@return the CRC-32C of a range} */
    public static int checksum(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    /** {@return the CRC-32C of two ranges, one after the other} */
    public static int checksum(byte[] bytes, int from, int to, int secondFrom, int secondTo) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        crc.update(bytes, secondFrom, secondTo - secondFrom);
        return (int) crc.getValue();
    }
}
