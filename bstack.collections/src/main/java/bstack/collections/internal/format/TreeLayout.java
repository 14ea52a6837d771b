package bstack.collections.internal.format;

/**
 * The layout of a tree's header, a slice of {@value #SIZE} bytes. No other class contains a number of it.
 *
 * <pre>
 *   0        4         5      6      8       16         24        32      40       48         56     60        64
 *   ┌────────┬─────────┬──────┬──────┬───────┬──────────┬─────────┬───────┬────────┬──────────┬──────┬─────────┐
 *   │ "BTRE" │ version │ kind │ zero │ id    │ root     │ entries │ pages │ value  │ next     │ zero │ CRC-32C │
 *   │        │ u8 = 1  │ u8   │ u16  │ u64   │ page u64 │ u64     │ u64   │ bytes  │ sequence │ u32  │ u32     │
 *   │        │         │      │      │       │          │         │       │ u64    │ u64      │      │         │
 *   └────────┴─────────┴──────┴──────┴───────┴──────────┴─────────┴───────┴────────┴──────────┴──────┴─────────┘
 * </pre>
 *
 * <ul>
 *   <li>The kind is 1 for a directory, 2 for a map, 3 for a queue.
 *   <li>The id is drawn at random when the tree is made, and is not 0.
 *   <li>The root is the start of the root page, 0 for a tree without entries, which has no page.
 *   <li>The value bytes are those of values in slices of their own.
 *   <li>The next sequence is the number that a queue gives to its next element.
 *   <li>The checksum covers bytes 0 to 60. A header is zeroed before its slice is freed.
 * </ul>
 */
public final class TreeLayout {
    /** The size of a header in bytes. */
    public static final int SIZE = 64;

    /** The first four bytes. */
    public static final int MAGIC_VALUE = 'B' | 'T' << 8 | 'R' << 16 | 'E' << 24;
    /** The version that is written and read. */
    public static final byte VERSION_VALUE = 1;

    /** Where the magic is. */
    public static final int MAGIC = 0;
    /** Where the version is. */
    public static final int VERSION = MAGIC + Integer.BYTES;
    /** Where the kind is. */
    public static final int KIND = VERSION + 1;
    /** Where the id is. */
    public static final int ID = KIND + 3;
    /** Where the root page's start is. */
    public static final int ROOT = ID + Long.BYTES;
    /** Where the number of entries is. */
    public static final int ENTRIES = ROOT + Long.BYTES;
    /** Where the number of pages is. */
    public static final int PAGES = ENTRIES + Long.BYTES;
    /** Where the number of bytes of values in slices of their own is. */
    public static final int VALUE_BYTES = PAGES + Long.BYTES;
    /** Where the next sequence is. */
    public static final int SEQUENCE = VALUE_BYTES + Long.BYTES;
    /** Where the checksum is. */
    public static final int CHECKSUM = SEQUENCE + Long.BYTES + Integer.BYTES;

    private TreeLayout() {}
}
