package bstack.core.internal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The 16 bytes at the start of every file, format 0.1; integers are little-endian.
 *
 * <pre>
 *  0        4      5      6      7      8                       16
 * ┌────────┬──────┬──────┬──────┬──────┬────────────────────────┐
 * │ "BSTK" │ 0    │state │patch │ 0    │ committed length, u64  │
 * └────────┴──────┴──────┴──────┴──────┴────────────────────────┘
 *            major  minor
 * </pre>
 *
 * The original calls bytes 4 to 6 major, minor and patch version, 0.1.x. Here byte 5, the minor version, is also the
 * state of the file: {@link #AT_REST} (1, as the original writes it) means that the length counts and that the
 * payload is all there is; {@link #ATTACHED} (0x81, which the original fails to open) means that a journal at the
 * file's end counts and an {@link AppliedMark} is in place of the length, from the first commit on. Byte 6 is not
 * checked; byte 7 is zero.
 */
public final class Header {
    /** Size of the header in bytes; a payload offset plus this is a position in the file. */
    public static final int SIZE = 16;

    /** Position of the state byte. */
    public static final int STATE_AT = 5;

    /** Position of the committed length. */
    public static final int LENGTH_AT = 8;

    /** State: no journal; the committed length and the payload are the truth. */
    public static final byte AT_REST = 0x01;

    /** State: a journal is at the end of the file. */
    public static final byte ATTACHED = (byte) 0x81;

    /** The largest payload, so that position arithmetic cannot overflow. */
    public static final long MAX_LENGTH = Long.MAX_VALUE - (1L << 40);

    private static final byte[] MAGIC = {'B', 'S', 'T', 'K', 0};
    private static final byte PATCH = 0x0A;
    private static final int PATCH_AT = 6;

    private Header() {}

    /** {@return a header at rest} */
    public static ByteBuffer atRest(long length) {
        return ByteBuffer.allocate(SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .put(AT_REST)
                .put(PATCH)
                .put((byte) 0)
                .putLong(length)
                .flip();
    }

    /** {@return whether the first bytes are those of a file of major version 0} */
    public static boolean hasMagic(byte[] start) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (start[i] != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    /** {@return whether the first four bytes are those of any bstack file} */
    public static boolean hasName(byte[] start) {
        return start[0] == 'B' && start[1] == 'S' && start[2] == 'T' && start[3] == 'K';
    }

    /** {@return the committed length in a header's bytes} */
    public static long length(byte[] header) {
        return ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getLong(LENGTH_AT);
    }

    /** {@return the eight bytes of a committed length} */
    public static ByteBuffer lengthBytes(long length) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .flip();
    }

    /**
     * {@return whether these bytes, a whole file of at most 16, are what an interrupted creation leaves: each the
     * header's or zero}
     */
    public static boolean isInterruptedCreation(byte[] file) {
        ByteBuffer fresh = atRest(0);
        for (int i = 0; i < file.length; i++) {
            if (file[i] != 0 && file[i] != fresh.get(i) && i != PATCH_AT) {
                return false;
            }
        }
        return file.length <= SIZE;
    }
}
