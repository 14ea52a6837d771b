package bstack.testkit.internal.errors;

import java.util.Arrays;

/** Payloads made of payloads. */
final class Bytes {
    private Bytes() {}

    /** {@return bytes that depend on a seed} */
    static byte[] of(int seed, int length) {
        byte[] bytes = new byte[length];
        int x = seed * 0x9E3779B9 | 1;
        for (int i = 0; i < length; i++) {
            x ^= x << 13;
            x ^= x >>> 17;
            x ^= x << 5;
            bytes[i] = (byte) (x >>> 8);
        }
        return bytes;
    }

    /** {@return the first bytes without the last {@code cut}, and others behind them} */
    static byte[] tail(byte[] before, int cut, byte[] appended) {
        int kept = before.length - cut;
        byte[] after = Arrays.copyOf(before, kept + appended.length);
        System.arraycopy(appended, 0, after, kept, appended.length);
        return after;
    }

    /** {@return the bytes with others in their place from {@code at} on} */
    static byte[] with(byte[] before, int at, byte[] data) {
        byte[] after = before.clone();
        System.arraycopy(data, 0, after, at, data.length);
        return after;
    }

    /** {@return a file at rest with a payload} */
    static byte[] file(byte[] payload) {
        byte[] file = new byte[16 + payload.length];
        file[0] = 'B';
        file[1] = 'S';
        file[2] = 'T';
        file[3] = 'K';
        file[5] = 1;
        file[6] = 10;
        for (int i = 0; i < 4; i++) {
            file[8 + i] = (byte) (payload.length >>> 8 * i);
        }
        System.arraycopy(payload, 0, file, 16, payload.length);
        return file;
    }
}
