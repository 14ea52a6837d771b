package bstack.demo.internal.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Bytes as text without loss: what is UTF-8 is decoded, and a byte that is not becomes a character of its own, a half
 * of a surrogate pair from U+DC80 to U+DCFF, which no UTF-8 decodes to.
 *
 * <p>Names of files and keys are bytes. In this form they go into messages; {@link Visible} shows them.
 */
public final class ByteText {
    private static final int FIRST = 0xdc80;
    private static final int LAST = 0xdcff;
    private static final int ZERO = 0xdc00;

    private ByteText() {}

    /** {@return the bytes as text} */
    public static String of(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer text = CharBuffer.allocate(bytes.length);
        CoderResult result;
        do {
            result = decoder.decode(in, text, true);
            for (int i = 0; result.isError() && i < result.length(); i++) {
                text.put((char) (ZERO + Byte.toUnsignedInt(in.get())));
            }
        } while (result.isError());
        return text.flip().toString();
    }

    /** {@return a text of this form as Java decodes the same bytes, with U+FFFD for what is not UTF-8} */
    public static String lossy(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        text.codePoints().forEach(c -> {
            if (isByte(c)) {
                bytes.write(byteOf(c));
            } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** {@return whether a code point of such a text represents a byte} */
    static boolean isByte(int c) {
        return c >= FIRST && c <= LAST;
    }

    /** {@return the byte that it represents, from 0x80 to 0xff} */
    static int byteOf(int c) {
        return c - ZERO;
    }
}
