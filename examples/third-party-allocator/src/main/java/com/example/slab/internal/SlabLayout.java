package com.example.slab.internal;

import java.util.Arrays;

/**
 * Where everything is in a heap; no other class knows a number of the format.
 *
 * <p>Offsets count from the start of the payload, all numbers are little-endian and have 8 bytes.
 *
 * <pre>
 *   0  ┌──────────────────────────────────────┐
 *      │ reserved for the user, 24 bytes      │
 *  24  ├──────────────────────────────────────┤
 *      │ magic  "ALCK" 00 01 │ 01 00          │  the first 6 bytes must match; later 0.1.x files may raise byte 6
 *  32  ├──────────────────────────────────────┤
 *      │ block size, with the block's word    │  at least 16
 *  40  ├──────────────────────────────────────┤
 *      │ first free block, 0: none            │
 *  48  ├──────────────────────────────────────┤
 *      │ arena: blocks, all of that size      │
 *      └──────────────────────────────────────┘
 *
 *  a free block                                 an allocation: n blocks in a row with one word
 *   0  ┌──────────────────────────┐              0  ┌──────────────────────────────────────┐
 *      │ 0                        │                 │ n, and the highest bit               │
 *   8  ├──────────────────────────┤              8  ├──────────────────────────────────────┤
 *      │ next free block, 0: none │                 │ the user's, up to the last block's   │
 *  16  ├──────────────────────────┤                 │ end                                  │
 *      │ anything                 │                 └──────────────────────────────────────┘
 *      └──────────────────────────┘
 * </pre>
 */
final class SlabLayout {
    /** The allocator's name. */
    static final String NAME = "checked-slab";

    /** How many bytes at the payload's start belong to the user. */
    static final int RESERVED = 24;
    /** Offset of the magic. */
    static final int MAGIC_OFFSET = RESERVED;

    /** Length of a number. */
    static final int WORD = Long.BYTES;

    /** Offset of the block size. */
    static final int BLOCK_SIZE_OFFSET = MAGIC_OFFSET + WORD;
    /** Offset of the pointer to the first free block. */
    static final int FREE_HEAD_OFFSET = BLOCK_SIZE_OFFSET + WORD;
    /** Offset of the first block. */
    static final int ARENA_START = FREE_HEAD_OFFSET + WORD;

    /** The smallest block: a word, and a pointer or as many bytes of the user's. */
    static final int MIN_BLOCK_SIZE = 2 * WORD;
    /** The largest block that is believed: a greater number is damage. The format has no limit. */
    static final int MAX_BLOCK_SIZE = 1 << 20;
    /** The size of a block where nobody asks for another one. */
    static final int USUAL_BLOCK_SIZE = 64;

    /** The pointer to nothing. */
    static final long NULL = 0;
    /** The word of a free block. */
    static final long FREE = 0;
    /** The bit in the word of an allocation; the others are the number of its blocks. */
    static final long IN_USE = Long.MIN_VALUE;

    /** The header of a stack's file, which is in front of the payload. */
    static final int FILE_HEADER = 16;

    private static final byte[] MAGIC = {'A', 'L', 'C', 'K', 0, 1, 1, 0};
    private static final int MAGIC_PREFIX = 6;

    private SlabLayout() {}

    /** {@return the magic that is written} */
    static byte[] magic() {
        return MAGIC.clone();
    }

    /** {@return what the magics of all files of this format have in common} */
    static byte[] magicPrefix() {
        return Arrays.copyOf(MAGIC, MAGIC_PREFIX);
    }
}
