package bstack.demo.internal.store;

/**
 * The CRC-32C of two sequences of bytes after each other, made of that of each.
 *
 * <p>To append n zeros multiplies the polynomial that a checksum is by x to the power of 8n, modulo the polynomial of the
 * CRC. Powers are squared, so n costs about as many multiplications as it has bits.
 */
final class JoinedChecksum {
    /** The polynomial of CRC-32C, the lowest power in the highest bit. */
    private static final int POLYNOMIAL = 0x82F63B78;

    /** The polynomial 1. */
    private static final int ONE = 1 << 31;

    /** The polynomial x to the power of 8. */
    private static final int BYTE = 1 << 23;

    private JoinedChecksum() {}

    /**
     * {@return the checksum of both sequences}
     *
     * @param first the checksum of the first one
     * @param second the checksum of the second one
     * @param length the length of the second one, in bytes
     */
    static int of(int first, int second, long length) {
        int shift = ONE;
        int power = BYTE;
        for (long left = length; left > 0; left >>= 1) {
            if ((left & 1) != 0) {
                shift = product(shift, power);
            }
            power = product(power, power);
        }
        return product(first, shift) ^ second;
    }

    private static int product(int a, int b) {
        int product = 0;
        int shifted = b;
        for (int bit = ONE; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                product ^= shifted;
            }
            shifted = (shifted & 1) != 0 ? shifted >>> 1 ^ POLYNOMIAL : shifted >>> 1;
        }
        return product;
    }
}
