package bstack.demo.internal.store;

import bstack.demo.internal.text.ByteText;
import bstack.demo.internal.text.Visible;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The name of an object: 1 to 1024 bytes, in the order of unsigned bytes.
 *
 * <p>A key is UTF-8 text as a rule. It may be any bytes, because a file name may, and an imported folder has to come
 * out again as it went in. Immutable.
 */
public final class Key implements Comparable<Key> {
    /** The longest key, in bytes. */
    public static final int MAX_LENGTH = 1024;

    private final byte[] bytes;

    private Key(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("a key has at least 1 byte, this one is empty");
        }
        if (bytes.length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a key has at most " + MAX_LENGTH + " bytes, this one has " + bytes.length);
        }
        this.bytes = bytes;
    }

    /**
     * {@return the key with this text}
     *
     * @throws IllegalArgumentException if it is empty, longer than 1024 bytes in UTF-8, or no Unicode text
     */
    public static Key of(String text) {
        return new Key(utf8(text));
    }

    /**
     * {@return the key with a copy of these bytes}
     *
     * @throws IllegalArgumentException if there are none, or more than 1024
     */
    public static Key ofBytes(byte[] bytes) {
        return new Key(bytes.clone());
    }

    /**
     * {@return the UTF-8 bytes of a text}
     *
     * @throws IllegalArgumentException if the text has half of a surrogate pair
     */
    public static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a key is Unicode text, this one holds half of a surrogate pair", e);
        }
    }

    /** {@return the key's bytes, a copy} */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** {@return the key's bytes themselves, not to be changed} */
    byte[] raw() {
        return bytes;
    }

    /** {@return whether the key begins with these bytes} */
    public boolean startsWith(byte[] prefix) {
        return prefix.length <= bytes.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** {@return the key as text, or nothing if it is not UTF-8} */
    public Optional<String> text() {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        try {
            return Optional.of(decoder.decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /**
     * {@return the key as text, whatever its bytes are, for messages and lists; it has to be made {@link Visible}
     * before it is shown}
     *
     * @see ByteText
     */
    public String name() {
        return ByteText.of(bytes);
    }

    /** {@return the key as it is shown to people, on one line} */
    @Override
    public String toString() {
        return Visible.of(name());
    }
}
