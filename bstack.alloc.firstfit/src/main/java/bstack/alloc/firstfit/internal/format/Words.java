package bstack.alloc.firstfit.internal.format;

/** Little-endian numbers in byte arrays. */
final class Words {
    private Words() {}

    static long u64(byte[] bytes, int at) {
        return u32(bytes, at) & 0xFFFF_FFFFL | (long) u32(bytes, at + Integer.BYTES) << Integer.SIZE;
    }

    static int u32(byte[] bytes, int at) {
        return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16 | bytes[at + 3] << 24;
    }

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
