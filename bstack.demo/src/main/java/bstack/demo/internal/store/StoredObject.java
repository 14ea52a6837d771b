package bstack.demo.internal.store;

/**
 * What the index says of one object; a snapshot, valid until the object is replaced or removed.
 *
 * @param key its name
 * @param attributes its type, permission bits and modification time
 * @param checksum CRC-32C of the value
 * @param start where in the payload the value's slice begins; 0 if the value is empty
 * @param size length of the value in bytes
 */
public record StoredObject(Key key, ObjectAttributes attributes, int checksum, long start, long size) {}
