package bstack.collections.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import bstack.collections.Codec;
import bstack.collections.CodecException;
import java.util.Objects;
import java.util.function.Function;

/**
 * A codec of a user's functions.
 *
 * @param <T> what is encoded
 */
public final class FunctionCodec<T> implements Codec<T> {
    private final String id;
    private final Function<? super T, byte[]> encode;
    private final Function<byte[], ? extends T> decode;

    /** Creates the codec. */
    public FunctionCodec(String id, Function<? super T, byte[]> encode, Function<byte[], ? extends T> decode) {
        this.id = Objects.requireNonNull(id, "id");
        this.encode = Objects.requireNonNull(encode, "encode");
        this.decode = Objects.requireNonNull(decode, "decode");
        int length = id.getBytes(UTF_8).length;
        if (length == 0 || length > MAX_ID_BYTES) {
            throw new IllegalArgumentException(
                    "the id of a codec has %d bytes: expected 1 to %d".formatted(length, MAX_ID_BYTES));
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public byte[] encode(T value) {
        byte[] bytes = encode.apply(Objects.requireNonNull(value, "value"));
        if (bytes == null) {
            throw new CodecException(id, "its function for encoding has returned null");
        }
        return bytes;
    }

    @Override
    public T decode(byte[] bytes) {
        Objects.requireNonNull(bytes, "bytes");
        T value;
        try {
            value = decode.apply(bytes);
        } catch (RuntimeException e) {
            throw new CodecException(
                    id, "its function for decoding refuses %d bytes: %s".formatted(bytes.length, e), e);
        }
        if (value == null) {
            throw new CodecException(
                    id, "its function for decoding has returned null for %d bytes".formatted(bytes.length));
        }
        return value;
    }

    @Override
    public String toString() {
        return "codec " + id;
    }
}
