package bstack.collections.internal.tree;

/**
 * A key and its value.
 *
 * @param key the key, of the caller from now on
 * @param value the value, of the caller from now on
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TreeEntry(byte[] key, byte[] value) {}
