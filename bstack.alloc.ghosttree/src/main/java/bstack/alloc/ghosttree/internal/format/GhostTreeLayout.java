package bstack.alloc.ghosttree.internal.format;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The layout of a ghost-tree heap. No other class contains a number of the format.
 *
 * <p>Offsets count from the start of the payload, all numbers are little-endian.
 *
 * <pre>
 *   0  ┌──────────────────────────────────────┐
 *      │ reserved for the user, 32 bytes      │
 *  32  ├──────────────────────────────────────┤
 *      │ magic  "ALGT" 00 01 │ 00 00          │  the first 6 bytes must match; later 0.1.x files raise byte 6
 *  40  ├──────────────────────────────────────┤
 *      │ root of the tree of free blocks      │  payload offset of a block, 0: nothing is free
 *  48  ├──────────────────────────────────────┤
 *      │ arena: blocks of n × 32 bytes, back  │  every block starts at 48 + n × 32
 *      │ to back, live ones without a header  │
 *      └──────────────────────────────────────┘
 *
 *  a free block (offsets in the block)
 *   0  ┌──────────────────────────────────────┐
 *      │ size of the block in bytes, u64      │
 *   8  ├────────────────┬─────────────────────┤
 *      │ balance i8     │ height u8           │  balance = height(right) − height(left); a leaf has height 1
 *  10  ├────────────────┴─────────────────────┤
 *      │ 6 bytes, ignored and written as zero │  later 0.1.x versions use them
 *  16  ├──────────────────────────────────────┤
 *      │ left child, u64, 0: none             │  smaller (size, offset)
 *  24  ├──────────────────────────────────────┤
 *      │ right child, u64, 0: none            │  greater (size, offset)
 *  32  ├──────────────────────────────────────┤
 *      │ zeros up to the block's end          │
 *      └──────────────────────────────────────┘
 * </pre>
 */
public final class GhostTreeLayout {
    /** The allocator's name. */
    public static final String NAME = "ghost-tree";

    /** How many bytes at the payload's start belong to the user. */
    public static final long RESERVED = 32;
    /** Offset of the magic. */
    public static final long MAGIC_OFFSET = RESERVED;

    private static final int MAGIC_LENGTH = 8;
    private static final int MAGIC_PREFIX = 6;

    /** Offset of the root pointer. */
    public static final long ROOT_OFFSET = MAGIC_OFFSET + MAGIC_LENGTH;
    /** Length of a pointer. */
    public static final int POINTER = Long.BYTES;
    /** Offset of the first block. */
    public static final long ARENA_START = ROOT_OFFSET + POINTER;

    /** Block sizes and the distances of blocks are multiples of this; the smallest block is one unit. */
    public static final long UNIT = 32;
    /** {@link #UNIT} as a number of bits to shift by. */
    public static final int UNIT_SHIFT = 5;
    /** The pointer to nothing. */
    public static final long NULL = 0;

    /** Length of a node, the part of a free block that is not zero. */
    public static final int NODE_LENGTH = 32;

    public static final int NODE_SIZE = 0;
    public static final int NODE_BALANCE = NODE_SIZE + Long.BYTES;
    public static final int NODE_HEIGHT = NODE_BALANCE + 1;
    static final int NODE_UNKNOWN = NODE_HEIGHT + 1;
    public static final int NODE_LEFT = NODE_UNKNOWN + 6;
    public static final int NODE_RIGHT = NODE_LEFT + POINTER;

    /** The longest path from the root that is followed: what the height's byte can count. */
    public static final int MAX_DEPTH = 255;

    /** The greatest length that can be rounded up to whole units. */
    public static final long MAX_LENGTH = Long.MAX_VALUE - (UNIT - 1);
    /** Where a payload must end at the latest, so that no position in the file overflows. */
    public static final long MAX_END = MAX_LENGTH - 2 * UNIT;

    /** Length of the stack's own header: position in the file = offset in the payload + this. */
    private static final long FILE_HEADER_SIZE = 16;

    private GhostTreeLayout() {}

    /** {@return the 8 bytes that a new heap gets} */
    public static byte[] magic() {
        return new byte[] {'A', 'L', 'G', 'T', 0, 1, 0, 0};
    }

    /** {@return the 6 bytes that make a payload a ghost-tree heap} */
    public static byte[] magicPrefix() {
        return Arrays.copyOf(magic(), MAGIC_PREFIX);
    }

    /** {@return the magic in words, for messages} */
    public static String magicText() {
        return "the magic of a ghost-tree heap, " + HexFormat.ofDelimiter(" ").formatHex(magicPrefix());
    }

    /**
     * {@return the size of the block that holds {@code length} bytes}
     *
     * @param length 1 to {@link #MAX_LENGTH}
     */
    public static long blockSize(long length) {
        return (length + UNIT - 1) & -UNIT;
    }

    /** {@return whether a block can start at {@code offset}, in an arena that ends at {@code end}} */
    public static boolean isBlockStart(long offset, long end) {
        return offset >= ARENA_START && offset < end && (offset - ARENA_START) % UNIT == 0;
    }

    /** {@return the start of the unit that an offset in the arena is in} */
    public static long blockOf(long offset) {
        return offset - (offset - ARENA_START) % UNIT;
    }

    /** {@return whether a block at {@code start}, a {@linkplain #isBlockStart block's start}, can have that size} */
    public static boolean isBlockSize(long start, long size, long end) {
        return size >= UNIT && size % UNIT == 0 && size <= end - start;
    }

    /** {@return the end of the arena once an incomplete unit at the payload's end is filled up} */
    public static long paddedEnd(long length) {
        return ARENA_START + blockSize(length - ARENA_START);
    }

    /** {@return the position in the file of a payload offset, for messages} */
    public static long position(long offset) {
        return offset + FILE_HEADER_SIZE;
    }
}
