package bstack.demo.internal.store;

/**
 * What the store says of one object; a snapshot, valid until the object is replaced or removed.
 *
 * @param key its name
 * @param attributes its type, permission bits and modification time
 * @param checksum CRC-32C of the value
 * @param size length of the value in bytes
 * @param place where the value is
 */
public record StoredObject(Key key, ObjectAttributes attributes, int checksum, long size, Place place) {

    /** Where a value is. */
    public sealed interface Place permits Inline, Parts, Slice {}

    /** A small value, which is in the object's record. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Inline(byte[] value) implements Place {}

    /**
     * A value in parts.
     *
     * @param id the number of the value
     */
    public record Parts(long id) implements Place {}

    /**
     * A value of a store of the old layout, in a slice of its own.
     *
     * @param start where it begins; 0 if it is empty
     */
    public record Slice(long start) implements Place {}
}
