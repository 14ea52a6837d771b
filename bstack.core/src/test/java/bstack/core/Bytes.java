package bstack.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Byte arrays that tests are made of. */
final class Bytes {
    static final byte[] EMPTY = {};

    private Bytes() {}

    /** {@return bytes given as numbers} */
    static byte[] of(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** {@return so many bytes of one value} */
    static byte[] filled(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** {@return so many bytes that differ from those of any other seed} */
    static byte[] random(int count, long seed) {
        byte[] bytes = new byte[count];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    static byte[] concat(byte[]... parts) {
        int size = Arrays.stream(parts).mapToInt(p -> p.length).sum();
        ByteBuffer all = ByteBuffer.allocate(size);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    /** {@return a direct buffer whose remaining bytes are these, with others before and behind them} */
    static ByteBuffer direct(byte[] bytes) {
        ByteBuffer b = ByteBuffer.allocateDirect(bytes.length + 10);
        b.position(3).limit(3 + bytes.length);
        b.duplicate().put(bytes);
        return b;
    }

    /** {@return the file of a stack at rest, of format 0.1} */
    static byte[] fileAtRest(byte[] payload) {
        byte[] header = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(of('B', 'S', 'T', 'K', 0, 1, 0x0A, 0))
                .putLong(payload.length)
                .array();
        return concat(header, payload);
    }

    /** Asserts that a stack holds exactly these bytes, read in more than one way. */
    static void assertPayload(byte[] expected, BStack stack) throws IOException {
        assertEquals(expected.length, stack.length());
        assertArrayEquals(expected, stack.peek(0));
        ByteBuffer direct = ByteBuffer.allocateDirect(expected.length);
        stack.getInto(0, direct);
        assertEquals(0, direct.remaining());
        assertEquals(ByteBuffer.wrap(expected), direct.flip());
    }
}
