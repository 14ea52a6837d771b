package bstack.demo.internal.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * The bytes of an index entry, the cell of a leaf page.
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
 */
final class EntryLayout {
    private static final int TYPE = 2;
    private static final int PERMISSIONS = TYPE + 2;
    private static final int CHECKSUM = PERMISSIONS + 4;
    private static final int NANOS = CHECKSUM + 4;
    private static final int SECONDS = NANOS + 4;
    private static final int START = SECONDS + 8;
    private static final int LENGTH = START + 8;

    /** Where the key begins, and so the size of an entry without it. */
    static final int KEY = LENGTH + 8;

    private EntryLayout() {}

    /** {@return the object as the bytes of an entry} */
    static byte[] encode(StoredObject object) {
        byte[] key = object.key().raw();
        ObjectAttributes attributes = object.attributes();
        Instant modified = attributes.modified();
        ByteBuffer cell = ByteBuffer.allocate(KEY + key.length).order(ByteOrder.LITTLE_ENDIAN);
        cell.putShort(0, (short) key.length)
                .put(TYPE, (byte) attributes.type().code())
                .putShort(PERMISSIONS, (short) attributes.permissions())
                .putInt(CHECKSUM, object.checksum())
                .putInt(NANOS, modified.getNano())
                .putLong(SECONDS, modified.getEpochSecond())
                .putLong(START, object.start())
                .putLong(LENGTH, object.size())
                .put(KEY, key);
        return cell.array();
    }

    /**
     * {@return the object that an entry describes}
     *
     * @param cell the whole entry
     * @throws IllegalArgumentException if it holds what no writer of entries leaves there; the message says what
     */
    static StoredObject decode(byte[] cell) {
        ByteBuffer entry = ByteBuffer.wrap(cell).order(ByteOrder.LITTLE_ENDIAN);
        ObjectType type = ObjectType.ofCode(entry.get(TYPE));
        if (type == null) {
            throw new IllegalArgumentException("type " + entry.get(TYPE));
        }
        long start = entry.getLong(START);
        long length = entry.getLong(LENGTH);
        if (start < 0 || length < 0 || start > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException("a value of " + length + " bytes at " + start);
        }
        byte[] key = new byte[cell.length - KEY];
        entry.get(KEY, key);
        Instant modified;
        try {
            modified = Instant.ofEpochSecond(entry.getLong(SECONDS), Integer.toUnsignedLong(entry.getInt(NANOS)));
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("a time of " + entry.getLong(SECONDS) + " s", e);
        }
        ObjectAttributes attributes =
                new ObjectAttributes(type, Short.toUnsignedInt(entry.getShort(PERMISSIONS)), modified);
        return new StoredObject(Key.ofBytes(key), attributes, entry.getInt(CHECKSUM), start, length);
    }
}
