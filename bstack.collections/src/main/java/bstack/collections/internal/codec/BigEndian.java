package bstack.collections.internal.codec;

import bstack.collections.Codec;
import bstack.collections.CodecException;

/** Big-endian numbers in arrays, and the check of how many bytes there are. */
final class BigEndian {
    private BigEndian() {}

    static void putLong(byte[] bytes, int at, long value) {
        putInt(bytes, at, (int) (value >>> Integer.SIZE));
        putInt(bytes, at + Integer.BYTES, (int) value);
    }

    static void putInt(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    static long getLong(byte[] bytes, int at) {
        return (long) getInt(bytes, at) << Integer.SIZE | Integer.toUnsignedLong(getInt(bytes, at + Integer.BYTES));
    }

    static int getInt(byte[] bytes, int at) {
        return bytes[at] << 24 | (bytes[at + 1] & 0xFF) << 16 | (bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF;
    }

    static void checkLength(Codec<?> codec, byte[] bytes, int expected) {
        if (bytes.length != expected) {
            throw new CodecException(codec.id(), "expected %d bytes, found %d".formatted(expected, bytes.length));
        }
    }
}
