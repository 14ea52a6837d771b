package bstack.collections.internal.codec;

import bstack.collections.Codec;
import java.util.UUID;

/** UUIDs as two longs with inverted sign bits, for {@link UUID#compareTo} compares the halves as signed numbers. */
public record UuidCodec() implements Codec<UUID> {
    private static final int LENGTH = 2 * Long.BYTES;

    @Override
    public String id() {
        return "uuid";
    }

    @Override
    public byte[] encode(UUID value) {
        byte[] bytes = new byte[LENGTH];
        BigEndian.putLong(bytes, 0, value.getMostSignificantBits() ^ Long.MIN_VALUE);
        BigEndian.putLong(bytes, Long.BYTES, value.getLeastSignificantBits() ^ Long.MIN_VALUE);
        return bytes;
    }

    @Override
    public UUID decode(byte[] bytes) {
        BigEndian.checkLength(this, bytes, LENGTH);
        return new UUID(
                BigEndian.getLong(bytes, 0) ^ Long.MIN_VALUE, BigEndian.getLong(bytes, Long.BYTES) ^ Long.MIN_VALUE);
    }
}
