package bstack.collections.internal.codec;

import bstack.collections.Codec;

/** Bytes as they are. */
public record BytesCodec() implements Codec<byte[]> {
    @Override
    public String id() {
        return "bytes";
    }

    @Override
    public byte[] encode(byte[] value) {
        return value.clone();
    }

    @Override
    public byte[] decode(byte[] bytes) {
        return bytes.clone();
    }

    /**
     * {@return what a codec makes of an array that nobody else has}
     *
     * @param codec any codec; this one need not copy the array then
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the values of this codec are arrays
    public static <T> T decodeOwned(Codec<T> codec, byte[] bytes) {
        return codec instanceof BytesCodec ? (T) bytes : codec.decode(bytes);
    }
}
