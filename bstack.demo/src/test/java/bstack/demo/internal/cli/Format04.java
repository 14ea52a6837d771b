package bstack.demo.internal.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Files of format 0.4 of the original, as bytes. */
final class Format04 {
    private Format04() {}

    /** {@return a file with this header and this payload, which need not fit each other} */
    static byte[] file(long length, long pointer, long mode, byte[] payload) {
        return ByteBuffer.allocate(32 + payload.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {'B', 'S', 'T', 'K', 0, 4, 1, 0})
                .putLong(length)
                .putLong(pointer)
                .putLong(mode)
                .put(payload)
                .array();
    }

    /** {@return a file at rest} */
    static byte[] atRest(byte[] payload) {
        return file(payload.length, 0, 0, payload);
    }

    /** {@return the payload of a file of format 0.1 at rest} */
    static byte[] payloadOf(byte[] file01) {
        return Arrays.copyOfRange(file01, 16, file01.length);
    }
}
