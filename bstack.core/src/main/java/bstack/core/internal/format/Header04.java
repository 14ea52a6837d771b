package bstack.core.internal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The 32 bytes at the start of a file of format 0.4, which newer releases of the original write; integers are
 * little-endian. Such a file is only read here.
 *
 * <pre>
 *  0        4      5      6      7      8            16            24           32
 * ┌────────┬──────┬──────┬──────┬──────┬────────────┬─────────────┬────────────┐
 * │ "BSTK" │ 0    │ 4    │patch │ 0    │ length u64 │ wip ptr u64 │wip mode u64│
 * └────────┴──────┴──────┴──────┴──────┴────────────┴─────────────┴────────────┘
 *            major  minor
 * </pre>
 *
 * It is at rest if pointer and mode are zero and the payload is all that follows. It is armed if one of the two is not
 * zero: an operation of the original was interrupted. Bytes 6 and 7 are not checked.
 *
 * @param length the payload's length, u64
 * @param pointer where the interrupted operation writes, as a position, u64; 0 if there is none
 * @param mode what that operation does, u64
 */
public record Header04(long length, long pointer, long mode) {
    /** Size of the header in bytes; a payload offset plus this is a position in the file. */
    public static final int SIZE = 32;

    /** Position of the length. */
    public static final int LENGTH_AT = 8;

    /** Position of the pointer. */
    public static final int POINTER_AT = 16;

    /** Position of the mode. */
    public static final int MODE_AT = 24;

    private static final byte[] MAGIC = {'B', 'S', 'T', 'K', 0, 4};

    /** {@return whether a file that starts with these bytes is of format 0.4} */
    public static boolean isAt(byte[] start) {
        if (start.length < MAGIC.length) {
            return false;
        }
        for (int i = 0; i < MAGIC.length; i++) {
            if (start[i] != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    /** {@return what the 32 bytes of a header say} */
    public static Header04 of(byte[] header) {
        ByteBuffer b = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        return new Header04(b.getLong(LENGTH_AT), b.getLong(POINTER_AT), b.getLong(MODE_AT));
    }

    /** {@return whether an operation was interrupted that the header names} */
    public boolean isArmed() {
        return pointer != 0 || mode != 0;
    }

    /** {@return whether a file of this size, 32 or more, is at rest} */
    public boolean isAtRest(long size) {
        // A length that is negative as a signed number is larger than any file.
        return !isArmed() && length == size - SIZE;
    }
}
