package bstack.collections.internal.format;

/**
 * The layout of a page, a slice of {@value #SIZE} bytes. No other class contains a number of it.
 *
 * <pre>
 *   0         4      5       6       8        16       18      20      24            cells begin            4096
 *   ┌─────────┬──────┬───────┬───────┬────────┬────────┬───────┬───────┬─────────────┬─────┬───────────────────┐
 *   │ CRC-32C │ 'P'  │ level │ count │ stamp  │ cells  │ dead  │ tree  │ slots, u16  │ gap │ cells, the newest │
 *   │ u32     │ 0x50 │ u8    │ u16   │ u64    │ begin  │ bytes │ u32   │ each, sorted│     │ one first         │
 *   │         │      │       │       │        │ u16    │ u16   │       │             │     │                   │
 *   └─────────┴──────┴───────┴───────┴────────┴────────┴───────┴───────┴─────────────┴─────┴───────────────────┘
 * </pre>
 *
 * <p>All numbers are little-endian. A varint has seven bits a byte, the lowest first; the highest bit of a byte says
 * that more follow.
 *
 * <ul>
 *   <li>The checksum covers bytes 4 up to the end of the slots, and the cells. The gap is not read.
 *   <li>The stamp is different for each write of a page, in all sessions. So a page in memory is the one in the file if
 *       the stamps are equal.
 *   <li>The tree is the lower half of the id in the tree's header.
 *   <li>A slot is the place of a cell in the page. Slots are in the order of the keys, which is that of unsigned bytes.
 *   <li>Dead bytes are those of removed cells. They are used again when the page is packed.
 * </ul>
 *
 * <p>A cell of a leaf (level 0) has one of two forms, and a cell above the leaves a third:
 *
 * <pre>
 *   ┌────────────┬─────┬──────────────────────┬───────┐
 *   │ key length │ key │ value length · 2     │ value │                     the value is in the leaf
 *   │ varint     │     │ varint               │       │
 *   ├────────────┼─────┼──────────────────────┼───────┴───┬─────────┐
 *   │ key length │ key │ value length · 2 + 1 │ start     │ CRC-32C │       the value is in a slice of its own
 *   │ varint     │     │ varint               │ u64       │ u32     │
 *   ├────────────┼─────┼──────────────────────┼───────────┴─────────┘
 *   │ key length │ key │ start of child, u64  │                             above the leaves
 *   │ varint     │     │                      │
 *   └────────────┴─────┴──────────────────────┘
 * </pre>
 *
 * <p>The key of a cell above the leaves is not above any key in the child, and above all keys in the children before
 * it. The first key of a page above the leaves is empty.
 */
public final class PageLayout {
    /** The size of a page in bytes. */
    public static final int SIZE = 4096;

    /** Where the checksum is. */
    public static final int CHECKSUM = 0;
    /** Where the mark is. */
    public static final int MARK = CHECKSUM + Integer.BYTES;
    /** Where the level is. */
    public static final int LEVEL = MARK + 1;
    /** Where the number of cells is. */
    public static final int COUNT = LEVEL + 1;
    /** Where the stamp is. */
    public static final int STAMP = COUNT + Short.BYTES;
    /** Where the place of the lowest cell is. */
    public static final int CELLS = STAMP + Long.BYTES;
    /** Where the number of dead bytes is. */
    public static final int DEAD = CELLS + Short.BYTES;
    /** Where the tree's id is, the lower half. */
    public static final int TREE = DEAD + Short.BYTES;
    /** Where the slots begin; the size of the header. */
    public static final int SLOTS = TREE + Integer.BYTES;

    /** The value of the mark. */
    public static final byte MARK_VALUE = 'P';
    /** The size of a slot. */
    public static final int SLOT = Short.BYTES;
    /** What cells and slots can take. */
    public static final int CAPACITY = SIZE - SLOTS;

    /** The length of the longest key. */
    public static final int MAX_KEY = 1024;
    /** The highest level; a tree of so many would be larger than any file. */
    public static final int MAX_LEVEL = 48;

    /** The size of a child's start in a cell. */
    public static final int CHILD = Long.BYTES;
    /** The size of what names a value in a slice of its own. */
    public static final int REFERENCE = Long.BYTES + Integer.BYTES;
    /** The size of a leaf's cell up to which a value is in the leaf: four of them fit, with their slots. */
    public static final int MAX_CELL = CAPACITY / 4 - SLOT;
    /** A value of this length or less is in the leaf in any case, since its reference would be as long. */
    public static final int MIN_OWN_SLICE = REFERENCE + 1;

    private PageLayout() {}

    /** {@return whether a value is in the leaf, next to its key} */
    public static boolean isInLeaf(int keyLength, long valueLength) {
        return valueLength < MIN_OWN_SLICE
                || Bytes.sizeOfVarint(keyLength) + keyLength + Bytes.sizeOfVarint(2 * valueLength) + valueLength
                        <= MAX_CELL;
    }
}
