package bstack.collections;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A range of keys, and the direction in which an iteration goes through it.
 *
 * <p>Each method that makes a range makes an ascending one; {@link #descending()} turns it round. A range whose lower end
 * is above its upper end contains nothing. Immutable.
 *
 * @param <K> the keys
 */
@SuppressWarnings("exports") // a user needs no JSpecify
public final class KeyRange<K> {
    private final @Nullable K low;
    private final boolean lowIncluded;
    private final @Nullable K high;
    private final boolean highIncluded;
    private final boolean prefix;
    private final boolean descending;

    private KeyRange(
            @Nullable K low,
            boolean lowIncluded,
            @Nullable K high,
            boolean highIncluded,
            boolean prefix,
            boolean descending) {
        this.low = low;
        this.lowIncluded = lowIncluded;
        this.high = high;
        this.highIncluded = highIncluded;
        this.prefix = prefix;
        this.descending = descending;
    }

    /**
     * {@return all keys}
     *
     * @param <K> the keys
     */
    public static <K> KeyRange<K> all() {
        return new KeyRange<>(null, false, null, false, false, false);
    }

    /**
     * {@return the keys from {@code low} on, {@code low} included}
     *
     * @param low the least key
     * @param <K> the keys
     */
    public static <K> KeyRange<K> atLeast(K low) {
        return new KeyRange<>(Objects.requireNonNull(low, "low"), true, null, false, false, false);
    }

    /**
     * {@return the keys above {@code low}}
     *
     * @param low is not part of the range
     * @param <K> the keys
     */
    public static <K> KeyRange<K> greaterThan(K low) {
        return new KeyRange<>(Objects.requireNonNull(low, "low"), false, null, false, false, false);
    }

    /**
     * {@return the keys up to {@code high}, {@code high} included}
     *
     * @param high the greatest key
     * @param <K> the keys
     */
    public static <K> KeyRange<K> atMost(K high) {
        return new KeyRange<>(null, false, Objects.requireNonNull(high, "high"), true, false, false);
    }

    /**
     * {@return the keys below {@code high}}
     *
     * @param high is not part of the range
     * @param <K> the keys
     */
    public static <K> KeyRange<K> lessThan(K high) {
        return new KeyRange<>(null, false, Objects.requireNonNull(high, "high"), false, false, false);
    }

    /**
     * {@return the keys from {@code low} to {@code high}, both included}
     *
     * @param low the least key
     * @param high the greatest key
     * @param <K> the keys
     */
    public static <K> KeyRange<K> closed(K low, K high) {
        return between(low, true, high, true);
    }

    /**
     * {@return the keys from {@code low} to {@code high}, {@code high} not included}
     *
     * @param low the least key
     * @param high is not part of the range
     * @param <K> the keys
     */
    public static <K> KeyRange<K> closedOpen(K low, K high) {
        return between(low, true, high, false);
    }

    /**
     * {@return the keys from {@code low} to {@code high}, {@code low} not included}
     *
     * @param low is not part of the range
     * @param high the greatest key
     * @param <K> the keys
     */
    public static <K> KeyRange<K> openClosed(K low, K high) {
        return between(low, false, high, true);
    }

    /**
     * {@return the keys between {@code low} and {@code high}, neither included}
     *
     * @param low is not part of the range
     * @param high is not part of the range
     * @param <K> the keys
     */
    public static <K> KeyRange<K> open(K low, K high) {
        return between(low, false, high, false);
    }

    /**
     * {@return the keys between two, each included or not}
     *
     * @param low the lower end
     * @param lowIncluded whether {@code low} is part of the range
     * @param high the upper end
     * @param highIncluded whether {@code high} is part of the range
     * @param <K> the keys
     */
    public static <K> KeyRange<K> between(K low, boolean lowIncluded, K high, boolean highIncluded) {
        return new KeyRange<>(
                Objects.requireNonNull(low, "low"),
                lowIncluded,
                Objects.requireNonNull(high, "high"),
                highIncluded,
                false,
                false);
    }

    /**
     * {@return the keys whose bytes begin with those of {@code prefix}, {@code prefix} itself included}
     *
     * <p>This is of use for strings and byte arrays, and for codecs of your own. The bytes of a number are the beginning
     * of no other number's.
     *
     * @param prefix what the keys begin with
     * @param <K> the keys
     */
    public static <K> KeyRange<K> prefix(K prefix) {
        return new KeyRange<>(Objects.requireNonNull(prefix, "prefix"), true, null, false, true, false);
    }

    /** {@return the same keys in the other direction} */
    public KeyRange<K> descending() {
        return new KeyRange<>(low, lowIncluded, high, highIncluded, prefix, !descending);
    }

    /** {@return the lower end, or the prefix; null if there is none} */
    public @Nullable K low() {
        return low;
    }

    /** {@return whether the lower end is part of the range; false if there is none} */
    public boolean isLowIncluded() {
        return lowIncluded;
    }

    /** {@return the upper end; null if there is none, or if this is the range of a prefix} */
    public @Nullable K high() {
        return high;
    }

    /** {@return whether the upper end is part of the range; false if there is none} */
    public boolean isHighIncluded() {
        return highIncluded;
    }

    /** {@return whether these are the keys that begin with {@link #low()}} */
    public boolean isPrefix() {
        return prefix;
    }

    /** {@return whether an iteration goes from the greatest key to the least} */
    public boolean isDescending() {
        return descending;
    }

    @Override
    public String toString() {
        String keys = prefix
                ? "prefix " + low
                : (lowIncluded ? "[" : "(")
                        + (low == null ? "" : low)
                        + ", "
                        + (high == null ? "" : high)
                        + (highIncluded ? "]" : ")");
        return descending ? keys + " descending" : keys;
    }
}
