package bstack.collections.internal.tree;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys from one on, and below another.
 *
 * @param low the lowest key; empty: from the first on
 * @param high the lowest key after them; null: up to the last
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ByteRange(byte[] low, byte @Nullable [] high) {
    /** {@return all keys} */
    public static ByteRange all() {
        return new ByteRange(new byte[0], null);
    }

    /** {@return the keys that begin with these bytes} */
    public static ByteRange prefix(byte[] prefix) {
        int last = prefix.length - 1;
        while (last >= 0 && prefix[last] == -1) {
            last--;
        }
        if (last < 0) {
            return new ByteRange(prefix, null);
        }
        byte[] high = Arrays.copyOf(prefix, last + 1);
        high[last]++;
        return new ByteRange(prefix, high);
    }

    /** {@return the lowest key above one} */
    public static byte[] after(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    /** {@return those of these keys that are at or above one} */
    public ByteRange from(byte[] key) {
        return Arrays.compareUnsigned(key, low) > 0 ? new ByteRange(key, high) : this;
    }

    /** {@return those of these keys that are below one} */
    public ByteRange below(byte[] key) {
        return high == null || Arrays.compareUnsigned(key, high) < 0 ? new ByteRange(low, key) : this;
    }

    /** {@return whether there can be no such key} */
    public boolean isEmpty() {
        return high != null && Arrays.compareUnsigned(low, high) >= 0;
    }

    /** {@return whether a key is one of these} */
    public boolean contains(byte[] key) {
        return Arrays.compareUnsigned(key, low) >= 0 && (high == null || Arrays.compareUnsigned(key, high) < 0);
    }
}
