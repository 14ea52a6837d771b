package bstack.collections.internal.codec;

import bstack.collections.Codec;

/** Ints, big-endian; with the sign bit inverted, unsigned bytes are in the order of signed numbers. */
public record IntCodec() implements Codec<Integer> {
    @Override
    public String id() {
        return "int32";
    }

    @Override
    public byte[] encode(Integer value) {
        byte[] bytes = new byte[Integer.BYTES];
        BigEndian.putInt(bytes, 0, value ^ Integer.MIN_VALUE);
        return bytes;
    }

    @Override
    public Integer decode(byte[] bytes) {
        BigEndian.checkLength(this, bytes, Integer.BYTES);
        return BigEndian.getInt(bytes, 0) ^ Integer.MIN_VALUE;
    }
}
