package bstack.collections.internal.page;

import bstack.core.BStackCorruptException;
import bstack.spi.BStackAllocator;
import bstack.spi.Finding;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Makes the exceptions that name damage, in positions of the file as the stack's own exceptions do. */
public final class Damage {
    /** Where the payload begins in the file: the size of the stack's header. */
    private static final int PAYLOAD = 16;
    /** How many bytes of a key are shown. */
    private static final int SHOWN = 32;

    private Damage() {}

    /** {@return the exception for damage at an offset of the payload} */
    public static BStackCorruptException at(BStackAllocator heap, long offset, String expected, String found) {
        long position = offset > Long.MAX_VALUE - PAYLOAD ? offset : offset + PAYLOAD;
        return new BStackCorruptException(heap.stack().name(), position, expected, found);
    }

    /** {@return the same damage as a finding, whose offset counts from the start of the payload} */
    public static Finding finding(BStackCorruptException damage) {
        return new Finding(damage.offset() - PAYLOAD, damage.expected(), damage.found());
    }

    /** Damage, and which keys cannot be reached for it. */
    private static final class OfKeys extends BStackCorruptException {
        private static final long serialVersionUID = 1L;

        final String keys;

        OfKeys(String path, long offset, String expected, String found, String keys) {
            super(path, offset, expected, found);
            this.keys = keys;
        }
    }

    /** {@return the exception for damage at an offset of the payload for which no key is out of reach} */
    public static BStackCorruptException ofNoKey(BStackAllocator heap, long offset, String expected, String found) {
        BStackCorruptException damage = at(heap, offset, expected, found);
        return new OfKeys(damage.path(), damage.offset(), expected, found, "no key");
    }

    /**
     * {@return the same damage, with the keys that cannot be reached for it}
     *
     * @param keys which keys, for messages
     */
    public static BStackCorruptException of(BStackCorruptException damage, String keys) {
        BStackCorruptException more =
                new OfKeys(damage.path(), damage.offset(), damage.expected() + " of " + keys, damage.found(), keys);
        more.setStackTrace(damage.getStackTrace());
        return more;
    }

    /**
     * {@return the same damage, with the keys that cannot be reached for it}
     *
     * @param from the lowest of them
     * @param to the lowest key after them, or null if there is none
     */
    public static BStackCorruptException inRange(BStackCorruptException damage, byte[] from, byte @Nullable [] to) {
        return of(damage, range(from, to));
    }

    /** {@return which keys cannot be reached for some damage} */
    public static String keys(BStackCorruptException damage) {
        return damage instanceof OfKeys known ? known.keys : "all keys";
    }

    /** {@return a range of keys, for messages} */
    public static String range(byte[] from, byte @Nullable [] to) {
        if (from.length == 0) {
            return to == null ? "all keys" : "the keys below " + key(to);
        }
        return "the keys from " + key(from) + (to == null ? " on" : " to " + key(to));
    }

    /** {@return a key, for messages: its bytes, or the first of them} */
    public static String key(byte[] key) {
        if (key.length == 0) {
            return "without bytes";
        }
        String start = HexFormat.of().formatHex(key, 0, Math.min(key.length, SHOWN));
        return key.length <= SHOWN ? start : start + "… of " + key.length + " bytes";
    }
}
