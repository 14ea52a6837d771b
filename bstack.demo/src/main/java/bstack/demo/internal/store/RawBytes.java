package bstack.demo.internal.store;

import bstack.collections.Codec;

/**
 * Bytes as they are, uncopied: the store gives away what it puts, and owns what it gets.
 *
 * @param id tells the store's maps from those of others with the same name
 */
record RawBytes(String id) implements Codec<byte[]> {
    @Override
    public byte[] encode(byte[] value) {
        return value;
    }

    @Override
    public byte[] decode(byte[] bytes) {
        return bytes;
    }
}
