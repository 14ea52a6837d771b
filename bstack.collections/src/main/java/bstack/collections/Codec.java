package bstack.collections;

import bstack.collections.internal.codec.BytesCodec;
import bstack.collections.internal.codec.FunctionCodec;
import bstack.collections.internal.codec.IntCodec;
import bstack.collections.internal.codec.LongCodec;
import bstack.collections.internal.codec.Utf8Codec;
import bstack.collections.internal.codec.UuidCodec;
import java.util.UUID;
import java.util.function.Function;

/**
 * Makes bytes of values, and values of bytes.
 *
 * <p>Keys are ordered by their bytes, as {@link java.util.Arrays#compareUnsigned(byte[], byte[])} compares them. The
 * codecs of this interface keep the order of what they encode. Two values are equal to a structure if their bytes are.
 *
 * <p>A structure stores the ids of its codecs, and refuses to be opened with others. So an id names a form of bytes: give
 * a new id to a codec whose bytes change.
 *
 * <p>An implementation is thread-safe, has no state that matters, and does not use the stack. The same value always has
 * the same bytes.
 *
 * @param <T> what is encoded
 */
public interface Codec<T> {

    /** The longest id, in bytes of UTF-8. */
    int MAX_ID_BYTES = 255;

    /** {@return the id, 1 to {@value #MAX_ID_BYTES} bytes in UTF-8} */
    String id();

    /**
     * {@return the bytes of a value, an array that the caller may keep and change}
     *
     * @param value not null
     * @throws CodecException if this value has no bytes
     */
    byte[] encode(T value);

    /**
     * {@return the value that these bytes are}
     *
     * @param bytes the bytes; the codec may keep the array
     * @throws CodecException if no value has these bytes
     */
    T decode(byte[] bytes);

    /**
     * {@return the codec of byte arrays, with the id {@code bytes}: the bytes as they are}
     *
     * <p>Their order is that of {@link java.util.Arrays#compareUnsigned(byte[], byte[])}. Arrays are copied, so a later
     * change of one changes nothing that is stored.
     */
    static Codec<byte[]> bytes() {
        return new BytesCodec();
    }

    /**
     * {@return the codec of strings, with the id {@code utf8}: UTF-8}
     *
     * <p>Their order is that of their code points. It differs from {@link String#compareTo} only where one string has a
     * character beyond U+FFFF and the other one from U+E000 on. A string with a surrogate that has no partner is
     * refused.
     */
    static Codec<String> utf8() {
        return new Utf8Codec();
    }

    /**
     * {@return the codec of longs, with the id {@code int64}: 8 bytes, big-endian, the sign bit inverted}
     *
     * <p>Their order is that of {@link Long#compare}.
     */
    static Codec<Long> int64() {
        return new LongCodec();
    }

    /**
     * {@return the codec of ints, with the id {@code int32}: 4 bytes, big-endian, the sign bit inverted}
     *
     * <p>Their order is that of {@link Integer#compare}.
     */
    static Codec<Integer> int32() {
        return new IntCodec();
    }

    /**
     * {@return the codec of UUIDs, with the id {@code uuid}: the halves as two longs of {@link #int64()}}
     *
     * <p>Their order is that of {@link UUID#compareTo}, which compares the halves as signed numbers. UUIDs of version 7
     * are ordered by time.
     */
    static Codec<UUID> uuid() {
        return new UuidCodec();
    }

    /**
     * {@return a codec made of two functions}
     *
     * <p>For keys, the order of the bytes matters. A {@code decode} that throws is reported as a {@link CodecException}
     * with the id, which a call that reads then throws. What {@code encode} throws is thrown as it is.
     *
     * @param id the id, 1 to {@value #MAX_ID_BYTES} bytes in UTF-8
     * @param encode makes bytes of a value
     * @param decode makes the value of these bytes
     * @param <T> what is encoded
     * @throws IllegalArgumentException if the id is empty or too long
     */
    static <T> Codec<T> of(String id, Function<? super T, byte[]> encode, Function<byte[], ? extends T> decode) {
        return new FunctionCodec<>(id, encode, decode);
    }
}
