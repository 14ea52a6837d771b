package bstack.collections.internal.queue;

import bstack.collections.Codec;
import bstack.collections.CodecException;
import bstack.collections.internal.format.Bytes;

/** The keys of a queue: the numbers of its elements, from 0 on, in 8 bytes, big-endian. */
record NumberCodec() implements Codec<Long> {
    @Override
    public String id() {
        return "number of an element";
    }

    @Override
    public byte[] encode(Long value) {
        return key(value);
    }

    @Override
    public Long decode(byte[] bytes) {
        if (bytes.length != Long.BYTES) {
            throw new CodecException(id(), "expected %d bytes, found %d".formatted(Long.BYTES, bytes.length));
        }
        return number(bytes);
    }

    /** {@return the key of a number} */
    static byte[] key(long number) {
        byte[] key = new byte[Long.BYTES];
        Bytes.putLong(key, 0, Long.reverseBytes(number));
        return key;
    }

    /** {@return the number of a key, which has 8 bytes} */
    static long number(byte[] key) {
        return Long.reverseBytes(Bytes.getLong(key, 0));
    }
}
