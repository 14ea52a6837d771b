package bstack.alloc.firstfit.internal.format;

/** Writes little-endian numbers into byte arrays. */
final class Words {
    private Words() {}

    static void putU64(byte[] bytes, int at, long value) {
        putU32(bytes, at, (int) value);
        putU32(bytes, at + Integer.BYTES, (int) (value >>> Integer.SIZE));
    }

    static void putU32(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >>> 8);
        bytes[at + 2] = (byte) (value >>> 16);
        bytes[at + 3] = (byte) (value >>> 24);
    }
}
