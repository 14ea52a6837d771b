package bstack.core.internal.format;

import org.jspecify.annotations.Nullable;

/**
 * Where the new bytes of a range of the payload are. Compared by {@code ==} and not by a switch, which would make a
 * class with an initialiser of its own; one that fails at that, for want of memory, is lost.
 */
public enum RangeKind {
    /** In the frame. */
    DATA(1),
    /** Nowhere: they are zeros. */
    FILL(2),
    /** In the file, in place, after the committed payload; flushed before the frame is written. */
    DIRECT(3),
    /** In the file, in the space between payload and journal. */
    COPY(4);

    private final int code;

    RangeKind(int code) {
        this.code = code;
    }

    /** {@return its number in a frame} */
    public int code() {
        return code;
    }

    /** {@return the kind with a number, or null if there is none} */
    public static @Nullable RangeKind of(int code) {
        if (code == DATA.code) {
            return DATA;
        }
        if (code == FILL.code) {
            return FILL;
        }
        if (code == DIRECT.code) {
            return DIRECT;
        }
        return code == COPY.code ? COPY : null;
    }
}
