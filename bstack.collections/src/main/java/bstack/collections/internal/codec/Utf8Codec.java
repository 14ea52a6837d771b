package bstack.collections.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import bstack.collections.Codec;
import bstack.collections.CodecException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Strings in UTF-8, exactly: what has no exact counterpart is refused, never replaced. */
public record Utf8Codec() implements Codec<String> {
    /** What a decoder of the JDK puts in the place of bytes that are no UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    @Override
    public String id() {
        return "utf8";
    }

    @Override
    public byte[] encode(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                if (!Character.isHighSurrogate(value.charAt(i))
                        || i + 1 == value.length()
                        || !Character.isLowSurrogate(value.charAt(i + 1))) {
                    throw new CodecException(
                            id(), "the string has a surrogate without a partner at index %d: U+%04X".formatted(i, (int)
                                            value.charAt(i)));
                }
                i++;
            }
        }
        return value.getBytes(UTF_8);
    }

    @Override
    public String decode(byte[] bytes) {
        String value = new String(bytes, UTF_8);
        if (value.indexOf(REPLACEMENT) >= 0) {
            checkStrictly(bytes);
        }
        return value;
    }

    private void checkStrictly(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            UTF_8.newDecoder().decode(in);
        } catch (CharacterCodingException e) {
            throw new CodecException(
                    id(), "%d bytes are not UTF-8: from byte %d on".formatted(bytes.length, in.position()), e);
        }
    }
}
