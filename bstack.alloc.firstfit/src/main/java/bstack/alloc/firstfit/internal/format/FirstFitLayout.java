package bstack.alloc.firstfit.internal.format;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The layout of a first-fit heap in the payload of a stack: every number of the format, and nothing else.
 *
 * <p>All integers are little-endian, all offsets count from the start of the payload, and 0 is the null address.
 *
 * <pre>
 * The heap
 *   0                16          24       28       32           40         48
 *   +----------------+-----------+--------+--------+------------+----------+------------------------ - - -
 *   | for the user   | magic     | flags  | zero   | free head  | zero     | arena: block after block
 *   | 16 bytes       | 8 bytes   | u32    | 4      | u64        | 8        | up to the end of the payload
 *   +----------------+-----------+--------+--------+------------+----------+------------------------ - - -
 *   magic      41 4C 46 46 00 01 01 00, "ALFF", of which the first six bytes must match
 *   flags      bit 0: an operation of the original implementation was interrupted; this one never sets it
 *   free head  address of the newest free block
 *
 * A block; its address is that of its content, a multiple of 8
 *   -16          -8        -4         0                          size
 *   +------------+---------+----------+--------------------------+------------+
 *   | size u64   | flags   | zero     | content                  | size u64   |
 *   |            | u32     | 4        | size bytes               |            |
 *   +------------+---------+----------+--------------------------+------------+
 *   size       at least 16, a multiple of 8; header and footer agree
 *   flags      bit 0: the block is free
 *
 * The content of a free block
 *   0                8                16
 *   +----------------+----------------+--------------------------- - - -
 *   | next u64       | previous u64   | anything
 *   +----------------+----------------+--------------------------- - - -
 *   next, previous   addresses in the free list, from newer to older and back
 * </pre>
 */
public final class FirstFitLayout {
    /** The allocator's name. */
    public static final String NAME = "first-fit";

    /** Bytes of the file before the payload; only messages need it, which give positions in the file. */
    public static final long FILE_HEADER_SIZE = 16;

    public static final int WORD = Long.BYTES;
    public static final long NULL = 0;

    public static final long RESERVED = 16;
    public static final long MAGIC_OFFSET = RESERVED;
    static final int MAGIC_PREFIX_SIZE = 6;
    public static final long FLAGS_OFFSET = MAGIC_OFFSET + WORD;
    static final long ZERO_OFFSET = FLAGS_OFFSET + Integer.BYTES;
    public static final long FREE_HEAD_OFFSET = ZERO_OFFSET + Integer.BYTES;
    public static final int ARENA_START = (int) FREE_HEAD_OFFSET + 2 * WORD;

    public static final int RECOVERY_NEEDED = 1;

    public static final int HEADER_SIZE = 2 * WORD;
    public static final int FOOTER_SIZE = WORD;
    public static final int OVERHEAD = HEADER_SIZE + FOOTER_SIZE;
    public static final int BLOCK_FLAGS = WORD;
    public static final int FREE = 1;

    public static final int NEXT = 0;
    public static final int PREVIOUS = WORD;

    public static final long ALIGNMENT = WORD;
    public static final long MIN_SIZE = 2 * WORD;
    public static final long MIN_BLOCK = MIN_SIZE + OVERHEAD;
    static final long FIRST_ADDRESS = ARENA_START + HEADER_SIZE;

    private FirstFitLayout() {}

    /** {@return a copy of the bytes by which a first-fit heap is recognised, at {@link #MAGIC_OFFSET}} */
    public static byte[] magicPrefix() {
        return Arrays.copyOf(magic(), MAGIC_PREFIX_SIZE);
    }

    /** {@return the magic in words, for messages} */
    public static String magicText() {
        return "the magic of a first-fit heap, " + HexFormat.ofDelimiter(" ").formatHex(magicPrefix());
    }

    /** {@return the payload of an empty heap} */
    public static byte[] emptyHeap() {
        byte[] heap = new byte[ARENA_START];
        System.arraycopy(magic(), 0, heap, (int) MAGIC_OFFSET, WORD);
        return heap;
    }

    private static byte[] magic() {
        return new byte[] {'A', 'L', 'F', 'F', 0, 1, 1, 0};
    }

    /** {@return the size of the block that holds {@code length} bytes, at least 0 and a few less than 2^63} */
    public static long blockSize(long length) {
        return Math.max(MIN_SIZE, (length + ALIGNMENT - 1) & -ALIGNMENT);
    }

    /** {@return whether a block can have this size at all} */
    public static boolean isSize(long size) {
        return size >= MIN_SIZE && size % ALIGNMENT == 0;
    }

    /** {@return whether a block of a free size can be cut in two, of which one holds {@code wanted} bytes} */
    public static boolean isSplit(long size, long wanted) {
        return size - wanted >= OVERHEAD + MIN_SIZE;
    }

    /** {@return whether a block can begin with its content at {@code address} in a payload of {@code length} bytes} */
    public static boolean isAddress(long address, long length) {
        return address >= FIRST_ADDRESS && address % ALIGNMENT == 0 && address <= length - MIN_SIZE - FOOTER_SIZE;
    }

    /** {@return whether a block of {@code size} at {@code address} is within a payload of {@code length} bytes} */
    public static boolean fits(long address, long size, long length) {
        return isAddress(address, length) && isSize(size) && size <= length - FOOTER_SIZE - address;
    }

    /** {@return the offset after a block, where the next one begins} */
    public static long blockEnd(long address, long size) {
        return address + size + FOOTER_SIZE;
    }
}
