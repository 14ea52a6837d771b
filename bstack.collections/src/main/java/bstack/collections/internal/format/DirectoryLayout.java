package bstack.collections.internal.format;

import java.util.Arrays;

/**
 * The entries of a directory, which is a tree from byte arrays to byte arrays. They are of two sorts, told apart by the
 * first byte of the key:
 *
 * <pre>
 *   key                                value
 *   ┌─────┬───────────────────────┐    ┌──────┬──────────┬───────┬────────┬────────────────────────┐
 *   │ 1   │ name, in UTF-8,       │    │ kind │ start of │ id    │ number │ length │ id of a codec │
 *   │     │ 1 to 1023 bytes       │    │ u8   │ header   │ u64   │ of     │ u8     │ in UTF-8      │
 *   │     │                       │    │      │ u64      │       │ codecs │ each                   │
 *   └─────┴───────────────────────┘    └──────┴──────────┴───────┴─u8─────┴────────────────────────┘
 *   ┌─────┬───────────────────────┐    ┌────────────┐
 *   │ 0   │ start of a page, u64, │    │ tree, u32  │    pages that no tree names any more, and that are
 *   │     │ big-endian            │    │            │    still to be freed: those from this page on
 *   └─────┴───────────────────────┘    └────────────┘
 * </pre>
 *
 * <p>A map has the ids of its codecs of keys and of values, a queue that of its elements.
 */
public final class DirectoryLayout {
    /** The first byte of the key of a structure. */
    public static final byte STRUCTURE = 1;
    /** The first byte of the key of pages that are still to be freed. */
    public static final byte REMAINS = 0;

    /** The longest name, in bytes. */
    public static final int MAX_NAME = PageLayout.MAX_KEY - 1;

    /** Where the kind is in a structure's value. */
    public static final int KIND = 0;
    /** Where the header's start is. */
    public static final int HEADER = KIND + 1;
    /** Where the id is. */
    public static final int ID = HEADER + Long.BYTES;
    /** Where the number of codecs is. */
    public static final int CODECS = ID + Long.BYTES;
    /** Where the first codec is. */
    public static final int FIRST_CODEC = CODECS + 1;

    private DirectoryLayout() {}

    /** {@return the key of a structure} */
    public static byte[] structureKey(byte[] name) {
        byte[] key = new byte[1 + name.length];
        key[0] = STRUCTURE;
        System.arraycopy(name, 0, key, 1, name.length);
        return key;
    }

    /** {@return the name in a structure's key} */
    public static byte[] name(byte[] key) {
        return Arrays.copyOfRange(key, 1, key.length);
    }

    /** {@return the key of pages that are still to be freed} */
    public static byte[] remainsKey(long start) {
        byte[] key = new byte[1 + Long.BYTES];
        key[0] = REMAINS;
        Bytes.putLong(key, 1, Long.reverseBytes(start));
        return key;
    }

    /** {@return the start of the page in such a key} */
    public static long remainsStart(byte[] key) {
        return Long.reverseBytes(Bytes.getLong(key, 1));
    }
}
