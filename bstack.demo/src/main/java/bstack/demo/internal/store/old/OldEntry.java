package bstack.demo.internal.store.old;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * An entry of the index, the cell of a leaf page.
 *
 * <pre>
 *   0        2      3      4       6      8          12         16        24       32       40
 *   ┌────────┬──────┬──────┬───────┬──────┬──────────┬──────────┬─────────┬────────┬────────┬─────────┐
 *   │ key    │ type │ zero │ perms │ zero │ CRC-32C  │ modified │ modified│ value  │ value  │ key     │
 *   │ length │ u8   │ u8   │ u16   │ u16  │ of value │ ns u32   │ s i64   │ start  │ length │ (bytes) │
 *   └────────┴──────┴──────┴───────┴──────┴──────────┴──────────┴─────────┴────────┴────────┴─────────┘
 * </pre>
 *
 * <p>All numbers are little-endian. The value's start is an offset in the payload, 0 for an empty value.
 *
 * @param key the object's key, not to be changed
 * @param type 1 for a file, 2 for a link, 3 for a folder
 * @param permissions the permission bits
 * @param checksum CRC-32C of the value
 * @param modified when the object was modified
 * @param start where in the payload the value begins
 * @param length the value's length in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record OldEntry(byte[] key, int type, int permissions, int checksum, Instant modified, long start, long length) {
    private static final int TYPE = 2;
    private static final int PERMISSIONS = TYPE + 2;
    private static final int CHECKSUM = PERMISSIONS + 4;
    private static final int NANOS = CHECKSUM + 4;
    private static final int SECONDS = NANOS + 4;
    private static final int START = SECONDS + 8;
    private static final int LENGTH = START + 8;

    /** Where the key begins, and so the size of an entry without it. */
    static final int KEY = LENGTH + 8;

    private static final int MOST_PERMISSIONS = 07777;
    private static final int LAST_TYPE = 3;
    private static final int LONGEST_KEY = 1024;

    /**
     * {@return the entry that these bytes are}
     *
     * @param cell the whole entry
     * @throws IllegalArgumentException if it holds what no writer of entries leaves there; the message says what
     */
    static OldEntry decode(byte[] cell) {
        ByteBuffer entry = ByteBuffer.wrap(cell).order(ByteOrder.LITTLE_ENDIAN);
        int type = entry.get(TYPE);
        if (type < 1 || type > LAST_TYPE) {
            throw new IllegalArgumentException("type " + type);
        }
        int permissions = Short.toUnsignedInt(entry.getShort(PERMISSIONS));
        if (permissions > MOST_PERMISSIONS) {
            throw new IllegalArgumentException(
                    "permissions are twelve bits, not 0" + Integer.toOctalString(permissions));
        }
        long start = entry.getLong(START);
        long length = entry.getLong(LENGTH);
        if (start < 0 || length < 0 || start > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException("a value of " + length + " bytes at " + start);
        }
        if (cell.length == KEY || cell.length > KEY + LONGEST_KEY) {
            throw new IllegalArgumentException("a key of " + (cell.length - KEY) + " bytes");
        }
        byte[] key = new byte[cell.length - KEY];
        entry.get(KEY, key);
        try {
            Instant modified =
                    Instant.ofEpochSecond(entry.getLong(SECONDS), Integer.toUnsignedLong(entry.getInt(NANOS)));
            return new OldEntry(key, type, permissions, entry.getInt(CHECKSUM), modified, start, length);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("a time of " + entry.getLong(SECONDS) + " s", e);
        }
    }
}
