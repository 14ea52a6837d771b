package bstack.backup.internal.format;

import bstack.backup.BackupDamagedException;
import bstack.backup.internal.files.BackupFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The start of a segment.
 *
 * @param chain whose it is
 * @param merged whether it has one frame that stands for several
 * @param from the number of the state to which its frames are to be applied
 * @param to the number of the state after a merged one; else 0
 */
public record SegmentHeader(ChainId chain, boolean merged, long from, long to) {
    /** {@return the name of the file} */
    public String fileName() {
        return merged ? Names.merged(from, to) : Names.segment(from);
    }

    ByteBuffer encode() {
        ByteBuffer b = ByteBuffer.allocate(SegmentLayout.HEADER).order(ByteOrder.LITTLE_ENDIAN);
        b.put(SegmentLayout.MAGIC).putInt(SegmentLayout.VERSION).putInt(merged ? SegmentLayout.MERGED : 0);
        b.putLong(chain.high()).putLong(chain.low()).putLong(from).putLong(to);
        b.putInt(SegmentLayout.HEADER_CRC_AT, crc(b));
        return b.clear();
    }

    static int crc(ByteBuffer header) {
        return BaseSums.sum(header.duplicate().position(0).limit(SegmentLayout.HEADER_CRC_AT));
    }

    static SegmentHeader read(BackupFile file) throws IOException {
        ByteBuffer b = ByteBuffer.allocate(SegmentLayout.HEADER).order(ByteOrder.LITTLE_ENDIAN);
        int n = file.read(0, b);
        byte[] magic = Arrays.copyOf(b.array(), SegmentLayout.MAGIC.length);
        if (n < SegmentLayout.HEADER || !Arrays.equals(magic, SegmentLayout.MAGIC)) {
            throw new BackupDamagedException(file.name(), 0, "expected a segment of a backup, found something else");
        }
        int expected = b.getInt(SegmentLayout.HEADER_CRC_AT);
        int found = crc(b);
        if (expected != found) {
            throw new BackupDamagedException(
                    file.name(),
                    SegmentLayout.HEADER_CRC_AT,
                    "expected the checksum %08x, found %08x".formatted(expected, found));
        }
        if (b.getInt(8) != SegmentLayout.VERSION) {
            throw new BackupDamagedException(
                    file.name(),
                    8,
                    "expected version %d of a segment, found %d".formatted(SegmentLayout.VERSION, b.getInt(8)));
        }
        return new SegmentHeader(
                new ChainId(b.getLong(16), b.getLong(24)),
                (b.getInt(12) & SegmentLayout.MERGED) != 0,
                b.getLong(32),
                b.getLong(40));
    }
}
