package bstack.collections.internal.codec;

import bstack.collections.Codec;

/** Longs, big-endian; with the sign bit inverted, unsigned bytes are in the order of signed numbers. */
public record LongCodec() implements Codec<Long> {
    @Override
    public String id() {
        return "int64";
    }

    @Override
    public byte[] encode(Long value) {
        byte[] bytes = new byte[Long.BYTES];
        BigEndian.putLong(bytes, 0, value ^ Long.MIN_VALUE);
        return bytes;
    }

    @Override
    public Long decode(byte[] bytes) {
        BigEndian.checkLength(this, bytes, Long.BYTES);
        return BigEndian.getLong(bytes, 0) ^ Long.MIN_VALUE;
    }
}
