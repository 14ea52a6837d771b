package bstack.core;

import java.util.Arrays;

/** A stack as a byte array: what every operation should have made of the payload. */
final class ByteModel {
    private byte[] bytes = {};

    int length() {
        return bytes.length;
    }

    byte[] all() {
        return bytes.clone();
    }

    void reset(byte[] to) {
        bytes = to.clone();
    }

    byte[] get(int start, int end) {
        return Arrays.copyOfRange(bytes, start, end);
    }

    void push(byte[] data) {
        bytes = Bytes.concat(bytes, data);
    }

    byte[] pop(int n) {
        byte[] removed = get(bytes.length - n, bytes.length);
        bytes = Arrays.copyOf(bytes, bytes.length - n);
        return removed;
    }

    void set(int offset, byte[] data) {
        System.arraycopy(data, 0, bytes, offset, data.length);
    }
}
