package bstack.testkit.internal.readers;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The layout of a payload that shows which commit it is the work of, and whether it is all of that commit's work.
 *
 * <pre>
 *      0  segments   8 of 256 bytes, each filled by one commit; they get locked, one after the other
 *   2048  cells      12 of 64 bytes; each begins with the number of the last commit
 *   2816  scratch    256 bytes: the number in each word; zeros if three divides it
 *   3072  accounts   16 of 8 bytes, with a sum that never changes
 *   3200  header     tag and number, sum of the segments, count of the records, sum of the records
 *   3232  records    64 bytes each, each filled by one commit
 * </pre>
 *
 * A filled block begins with the commit's number; its other words follow from that and from its place.
 */
final class Ledger {
    static final int SEGMENTS = 8;
    static final int SEGMENT_SIZE = 256;
    static final int CELLS_AT = SEGMENTS * SEGMENT_SIZE;
    static final int CELLS = 12;
    static final int CELL_SIZE = 64;
    static final int SCRATCH_AT = CELLS_AT + CELLS * CELL_SIZE;
    static final int SCRATCH_SIZE = 256;
    static final int ACCOUNTS_AT = SCRATCH_AT + SCRATCH_SIZE;
    static final int ACCOUNTS = 16;
    static final int HEADER_AT = ACCOUNTS_AT + ACCOUNTS * Long.BYTES;
    static final int HEADER_SIZE = 4 * Long.BYTES;
    /** Where the records begin. */
    static final int FIXED_SIZE = HEADER_AT + HEADER_SIZE;

    /** The part of the fixed area that every commit changes as a whole: from the cells to the header. */
    static final int CORE_SIZE = FIXED_SIZE - CELLS_AT;

    static final int RECORD_SIZE = 64;

    /** What makes the number of a commit recognisable among the bytes of a frame: the upper half of its word. */
    static final int TAG = 0xB1A5_7A6D;

    static final long TOTAL = 1_000_000;

    /** The places of records follow those of segments. */
    private static final long FIRST_RECORD = 1_000;

    private Ledger() {}

    /**
     * What stands in the header.
     *
     * @param number of the last commit
     * @param segmentSum the seals of all segments
     * @param records how many
     * @param recordSum their seals
     */
    record Header(long number, long segmentSum, long records, long recordSum) {
        static Header of(ByteBuffer bytes, int at) {
            long word = bytes.getLong(at);
            require(word >>> 32 == (TAG & 0xFFFF_FFFFL), "the header has no tag: %x", word);
            return new Header(
                    word & 0xFFFF_FFFFL, bytes.getLong(at + 8), bytes.getLong(at + 16), bytes.getLong(at + 24));
        }

        byte[] encode() {
            return ByteBuffer.allocate(HEADER_SIZE)
                    .putLong((long) TAG << 32 | number)
                    .putLong(segmentSum)
                    .putLong(records)
                    .putLong(recordSum)
                    .array();
        }

        long length() {
            return FIXED_SIZE + records * RECORD_SIZE;
        }
    }

    /** {@return the largest number of a commit that is named within these bytes, 0 if there is none} */
    static long largestNumber(ByteBuffer from) {
        ByteBuffer bytes = from.duplicate().order(ByteOrder.BIG_ENDIAN);
        long largest = 0;
        for (int at = bytes.position(); at + Long.BYTES <= bytes.limit(); at++) {
            // The first byte alone tells nearly all apart.
            if (bytes.get(at) == (byte) (TAG >>> 24) && bytes.getInt(at) == TAG) {
                largest = Math.max(largest, bytes.getInt(at + Integer.BYTES) & 0xFFFF_FFFFL);
            }
        }
        return largest;
    }

    static long placeOfRecord(long index) {
        return FIRST_RECORD + index;
    }

    /** {@return what a block adds to the sum of its kind} */
    static long seal(long number, long place) {
        return word(number, place, 0);
    }

    private static long word(long number, long place, int j) {
        return number * 0x9E37_79B9_7F4A_7C15L ^ place * 0xC2B2_AE3D_27D4_EB4FL ^ j;
    }

    /** Fills a block from the buffer's position on. */
    static void fill(ByteBuffer dst, int size, long number, long place) {
        dst.putLong(number);
        for (int j = 1; j < size / Long.BYTES; j++) {
            dst.putLong(word(number, place, j));
        }
    }

    static byte[] block(int size, long number, long place) {
        ByteBuffer block = ByteBuffer.allocate(size);
        fill(block, size, number, place);
        return block.array();
    }

    static byte[] scratch(long number) {
        ByteBuffer scratch = ByteBuffer.allocate(SCRATCH_SIZE);
        while (scratch.hasRemaining()) {
            scratch.putLong(isScratchZero(number) ? 0 : number);
        }
        return scratch.array();
    }

    static boolean isScratchZero(long number) {
        return number % 3 == 0;
    }

    // ---------------------------------------------------------------- checks

    /** {@return the number of the commit that has filled a block, all of it} */
    static long checkBlock(ByteBuffer bytes, int at, int size, long place) {
        long number = bytes.getLong(at);
        for (int j = 1; j < size / Long.BYTES; j++) {
            require(
                    bytes.getLong(at + j * Long.BYTES) == word(number, place, j),
                    "block %d of commit %d is torn at word %d",
                    place,
                    number,
                    j);
        }
        return number;
    }

    /** {@return the header of the fixed area's core, which is all of one commit} */
    static Header checkCore(ByteBuffer bytes, int at) {
        Header header = Header.of(bytes, at + HEADER_AT - CELLS_AT);
        for (int i = 0; i < CELLS; i++) {
            long cell = bytes.getLong(at + i * CELL_SIZE);
            require(cell == header.number, "cell %d is of commit %d, the header of %d", i, cell, header.number);
        }
        long expected = isScratchZero(header.number) ? 0 : header.number;
        for (int i = 0; i < SCRATCH_SIZE; i += Long.BYTES) {
            long found = bytes.getLong(at + SCRATCH_AT - CELLS_AT + i);
            require(found == expected, "scratch holds %d, the header is of commit %d", found, header.number);
        }
        long total = 0;
        for (int i = 0; i < ACCOUNTS; i++) {
            total += bytes.getLong(at + ACCOUNTS_AT - CELLS_AT + i * Long.BYTES);
        }
        require(total == TOTAL, "the accounts of commit %d hold %d together", header.number, total);
        return header;
    }

    /** {@return the header of a fixed area, which is all of one commit} */
    static Header checkFixed(ByteBuffer bytes) {
        Header header = checkCore(bytes, CELLS_AT);
        long sum = 0;
        for (int i = 0; i < SEGMENTS; i++) {
            sum += seal(checkBlock(bytes, i * SEGMENT_SIZE, SEGMENT_SIZE, i), i);
        }
        require(sum == header.segmentSum, "the segments are not those of commit %d", header.number);
        return header;
    }

    /** {@return the header of a payload, which is all of one commit} */
    static Header checkWhole(ByteBuffer bytes) {
        Header header = checkFixed(bytes);
        require(
                bytes.limit() == header.length(),
                "commit %d has %d bytes, found are %d",
                header.number,
                header.length(),
                bytes.limit());
        long sum = 0;
        for (long i = 0; i < header.records; i++) {
            long number = checkBlock(bytes, (int) (FIXED_SIZE + i * RECORD_SIZE), RECORD_SIZE, placeOfRecord(i));
            sum += seal(number, placeOfRecord(i));
        }
        require(sum == header.recordSum, "the records are not those of commit %d", header.number);
        return header;
    }

    static void require(boolean holds, String message, Object... arguments) {
        if (!holds) {
            throw new AssertionError(message.formatted(arguments));
        }
    }
}
