package bstack.demo.internal.store;

import bstack.demo.internal.store.StoredObject.Inline;
import bstack.demo.internal.store.StoredObject.Parts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;

/**
 * The bytes that the map of objects has under a key.
 *
 * <pre>
 *   0      1      2       4          8          12         20      28
 *   ┌──────┬──────┬───────┬──────────┬──────────┬──────────┬───────┬──────────────────────────────────┐
 *   │ type │ form │ perms │ CRC-32C  │ modified │ modified │ size  │ form 1: the value                │
 *   │ u8   │ u8   │ u16   │ of value │ ns u32   │ s i64    │ u64   │ form 2: the value's number, u64  │
 *   └──────┴──────┴───────┴──────────┴──────────┴──────────┴───────┴──────────────────────────────────┘
 * </pre>
 *
 * <p>All numbers are little-endian. A value of at most {@value #MAX_INLINE} bytes has form 1, any other form 2.
 */
final class ObjectRecord {
    /** The longest value that is in the record. */
    static final int MAX_INLINE = 256;

    private static final int FORM = 1;
    private static final int PERMISSIONS = FORM + 1;
    private static final int CHECKSUM = PERMISSIONS + 2;
    private static final int NANOS = CHECKSUM + 4;
    private static final int SECONDS = NANOS + 4;
    private static final int SIZE = SECONDS + 8;
    private static final int VALUE = SIZE + 8;

    private static final byte INLINE = 1;
    private static final byte PARTS = 2;
    private static final int NANOS_OF_SECOND = 1_000_000_000;

    private ObjectRecord() {}

    /** {@return the bytes of an object} */
    static byte[] encode(StoredObject object) {
        ObjectAttributes attributes = object.attributes();
        Instant modified = attributes.modified();
        byte[] value = object.place() instanceof Inline inline ? inline.value() : new byte[Long.BYTES];
        ByteBuffer bytes = ByteBuffer.allocate(VALUE + value.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(0, (byte) attributes.type().code())
                .put(FORM, object.place() instanceof Parts ? PARTS : INLINE)
                .putShort(PERMISSIONS, (short) attributes.permissions())
                .putInt(CHECKSUM, object.checksum())
                .putInt(NANOS, modified.getNano())
                .putLong(SECONDS, modified.getEpochSecond())
                .putLong(SIZE, object.size())
                .put(VALUE, value);
        if (object.place() instanceof Parts parts) {
            bytes.putLong(VALUE, parts.id());
        }
        return bytes.array();
    }

    /**
     * {@return the object that these bytes describe}
     *
     * @param key its key
     * @throws IllegalArgumentException if they are what no writer leaves there; the message says what
     */
    static StoredObject decode(Key key, byte[] bytes) {
        if (bytes.length < VALUE) {
            throw new IllegalArgumentException(bytes.length + " bytes");
        }
        ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        ObjectType type = ObjectType.ofCode(numbers.get(0));
        if (type == null) {
            throw new IllegalArgumentException("type " + numbers.get(0));
        }
        ObjectAttributes attributes =
                new ObjectAttributes(type, Short.toUnsignedInt(numbers.getShort(PERMISSIONS)), modified(numbers));
        long size = numbers.getLong(SIZE);
        return new StoredObject(key, attributes, numbers.getInt(CHECKSUM), size, place(bytes, size));
    }

    private static Instant modified(ByteBuffer numbers) {
        int nanos = numbers.getInt(NANOS);
        long seconds = numbers.getLong(SECONDS);
        if (nanos < 0 || nanos >= NANOS_OF_SECOND) {
            throw new IllegalArgumentException("a time of " + Integer.toUnsignedString(nanos) + " ns after a second");
        }
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("a time of " + seconds + " s", e);
        }
    }

    private static StoredObject.Place place(byte[] bytes, long size) {
        ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int rest = bytes.length - VALUE;
        byte form = numbers.get(FORM);
        if (form == INLINE && size == rest && size <= MAX_INLINE) {
            return new Inline(Arrays.copyOfRange(bytes, VALUE, bytes.length));
        }
        if (form == PARTS && size > MAX_INLINE && rest == Long.BYTES && numbers.getLong(VALUE) > 0) {
            return new Parts(numbers.getLong(VALUE));
        }
        throw new IllegalArgumentException("a value of %d bytes, of form %d, in %d bytes".formatted(size, form, rest));
    }
}
