package bstack.collections.internal.views;

import bstack.collections.Codec;
import bstack.collections.KeyRange;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The order of keys, which is that of their bytes.
 *
 * @param <K> the keys
 */
final class KeyOrder<K> implements Comparator<K> {
    private final Codec<K> codec;

    KeyOrder(Codec<K> codec) {
        this.codec = codec;
    }

    @Override
    public int compare(K a, K b) {
        return Arrays.compareUnsigned(codec.encode(a), codec.encode(b));
    }

    /** {@return whether the key is below the range} */
    boolean isBelow(K key, KeyRange<K> range) {
        K low = range.low();
        if (low == null) {
            return false;
        }
        int order = compare(key, low);
        return order < 0 || order == 0 && !range.isLowIncluded();
    }

    /** {@return whether the key is above the range} */
    boolean isAbove(K key, KeyRange<K> range) {
        K high = range.high();
        if (high == null) {
            return false;
        }
        int order = compare(key, high);
        return order > 0 || order == 0 && !range.isHighIncluded();
    }

    /** {@return whether the key is in the range} */
    boolean contains(KeyRange<K> range, K key) {
        return !isBelow(key, range) && !isAbove(key, range);
    }

    /**
     * {@return a part of a range, in the same direction}
     *
     * @param low the lower end, or null for that of the range
     * @param high the upper end, or null for that of the range
     * @throws IllegalArgumentException if an end is outside of the range, or the ends are in the wrong order
     */
    KeyRange<K> part(KeyRange<K> range, @Nullable K low, boolean lowIncluded, @Nullable K high, boolean highIncluded) {
        if (low != null && high != null && compare(low, high) > 0) {
            throw new IllegalArgumentException("%s is above %s".formatted(low, high));
        }
        checkEnd(range, low, lowIncluded);
        checkEnd(range, high, highIncluded);
        K from = low == null ? range.low() : low;
        boolean fromIncluded = low == null ? range.isLowIncluded() : lowIncluded;
        K to = high == null ? range.high() : high;
        boolean toIncluded = high == null ? range.isHighIncluded() : highIncluded;
        KeyRange<K> part = between(from, fromIncluded, to, toIncluded);
        return range.isDescending() ? part.descending() : part;
    }

    private static <K> KeyRange<K> between(
            @Nullable K low, boolean lowIncluded, @Nullable K high, boolean highIncluded) {
        if (low == null) {
            return high == null ? KeyRange.all() : highIncluded ? KeyRange.atMost(high) : KeyRange.lessThan(high);
        }
        if (high == null) {
            return lowIncluded ? KeyRange.atLeast(low) : KeyRange.greaterThan(low);
        }
        return KeyRange.between(low, lowIncluded, high, highIncluded);
    }

    /** An end that is not included may be that of the range itself, although it is not in the range. */
    private void checkEnd(KeyRange<K> range, @Nullable K end, boolean included) {
        if (end == null || contains(range, end)) {
            return;
        }
        if (included || !isEnd(range.low(), end) && !isEnd(range.high(), end)) {
            throw new IllegalArgumentException("%s is not in the range %s of this map".formatted(end, range));
        }
    }

    private boolean isEnd(@Nullable K bound, K end) {
        return bound != null && compare(bound, end) == 0;
    }

    /** Two orders are the same if their codecs are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyOrder<?> that && codec.id().equals(that.codec.id());
    }

    @Override
    public int hashCode() {
        return Objects.hash(codec.id());
    }

    @Override
    public String toString() {
        return "order of the bytes of codec " + codec.id();
    }
}
