package bstack.backup.internal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The bytes of a segment; integers are little-endian.
 *
 * <pre>
 *  header, 64 bytes
 *  0           8         12        16                 32         40         48                  60    64
 * ┌───────────┬─────────┬─────────┬──────────────────┬──────────┬──────────┬───────────────────┬─────┐
 * │"BSTKFRMS" │version 1│flags    │ chain            │ from     │ to, or 0 │ zeros             │ CRC │
 * └───────────┴─────────┴─────────┴──────────────────┴──────────┴──────────┴───────────────────┴─────┘
 *  flags: 1 = merged
 *
 *  then blocks, each from a multiple of 16 on
 *  0      4       8        12      16     20        32
 * ┌──────┬───────┬────────┬───────┬──────┬─────────┬───────────────────┐
 * │"BLOK"│ flags │ length │ index │ CRC  │ zeros   │ content, length   │  zeros up to a multiple of 16
 * └──────┴───────┴────────┴───────┴──────┴─────────┴───────────────────┘
 *  flags: 1 = counted: with this block everything up to here counts, and it ends with the end of a frame
 *         2 = seal: the last block of the file
 *  CRC: CRC-32C of the header's CRC, of flags, length and index, and of the content
 *
 *  the contents of the blocks, one after the other, are frames:
 *  number u64, time u64 (ms since 1970), payload length u64, ranges, 0 u8
 *  a range: 1 u8, offset u64, length u64, bytes; or, for zeros: 2 u8, offset u64, length u64
 *
 *  content of the seal: last number u64, time of the first and of the last frame u64, frames u64, payload length u64
 * </pre>
 *
 * Rules:
 * <ol>
 *   <li>A counted block is written after all blocks before it are durable. So if it is whole, they were.
 *   <li>In a segment without a seal, what follows the last counted block is the rest of an interrupted write, and does not
 *       count. A block that is not whole before a counted block is damage.
 *   <li>In a segment with a seal, every block is whole, and the seal is the end of the file; anything else is damage.
 * </ol>
 */
final class SegmentLayout {
    static final byte[] MAGIC = {'B', 'S', 'T', 'K', 'F', 'R', 'M', 'S'};
    static final int VERSION = 1;
    static final int HEADER = 64;
    static final int HEADER_CRC_AT = 60;
    static final int MERGED = 1;

    static final int BLOCK_MAGIC = 0x4B4F4C42;
    static final int BLOCK_HEADER = 32;
    static final int ALIGNMENT = 16;
    static final int COUNTED = 1;
    static final int SEAL = 2;
    /** The longest content of a block. */
    static final int CONTENT = 1 << 18;

    static final int SEAL_CONTENT = 40;
    /** The size of the block that seals a segment. */
    static final int SEAL_SIZE = size(SEAL_CONTENT);

    static final byte END = 0;
    static final byte DATA = 1;
    static final byte ZERO = 2;

    private SegmentLayout() {}

    /** {@return the size of a block} */
    static int size(int content) {
        return (BLOCK_HEADER + content + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    static int blockCrc(int headerCrc, int flags, int index, ByteBuffer content) {
        ByteBuffer head = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(headerCrc).putInt(flags).putInt(content.remaining()).putInt(index);
        CRC32C crc = new CRC32C();
        crc.update(head.flip());
        crc.update(content.duplicate());
        return (int) crc.getValue();
    }
}
