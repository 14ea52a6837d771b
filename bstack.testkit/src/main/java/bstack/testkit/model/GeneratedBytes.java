package bstack.testkit.model;

import java.util.zip.CRC32;

/**
 * The reproducible bytes that recorded traces and crash workloads write: a xorshift sequence that depends on a seed
 * only.
 *
 * <p>The same sequence as in the recordings: {@code x = seed · 0x9E3779B97F4A7C15 | 1}, and for each byte
 * {@code x ^= x << 13; x ^= x >>> 7; x ^= x << 17}, the byte being bits 24 to 31 of x.
 */
public final class GeneratedBytes {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private GeneratedBytes() {}

    /**
     * {@return the first {@code length} bytes of the sequence of {@code seed}}
     *
     * @param seed any number
     * @param length how many bytes, at least 0
     */
    public static byte[] of(long seed, int length) {
        byte[] bytes = new byte[length];
        long x = seed * GOLDEN | 1;
        for (int i = 0; i < length; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
            bytes[i] = (byte) (x >>> 24);
        }
        return bytes;
    }

    /** {@return the CRC-32 (as in zlib) of the bytes, as an unsigned value} */
    public static long crc32(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    /** {@return the CRC-32 (as in zlib) of the bytes, as eight hex digits} */
    public static String crc32Hex(byte[] bytes) {
        return "%08x".formatted(crc32(bytes));
    }
}
