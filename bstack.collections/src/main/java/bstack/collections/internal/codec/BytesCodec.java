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
}
