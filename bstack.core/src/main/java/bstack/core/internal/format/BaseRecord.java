package bstack.core.internal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The start of a generation of the journal: the payload's length at a moment when everything before was flushed, and
 * where in the frame area the first frame is that comes after it. It is one sector, in one of two slots at the file's
 * end. The slot of generation g is g mod 2, so that the newer record never overwrites the one it replaces. Integers are
 * little-endian.
 *
 * <pre>
 *   0          8         12     16     24           32       40               48
 *  ┌──────────┬─────────┬──────┬──────┬────────────┬────────┬────────────────┬─────
 *  │"BSTKBASE"│ version │ 0    │ salt │ generation │ length │ first sequence │ …
 *  └──────────┴─────────┴──────┴──────┴────────────┴────────┴────────────────┴─────
 *   48               56              64          72              80     508       512
 *  ┌────────────────┬───────────────┬───────────┬───────────────┬──────┬─────────┐
 *  │ frame area at  │ frame area's  │ file size │ first frame   │ zero │ CRC-32C │
 *  │ (file position)│ size          │           │ (in the area) │      │ of 0…508│
 *  └────────────────┴───────────────┴───────────┴───────────────┴──────┴─────────┘
 * </pre>
 *
 * A record is valid if and only if
 *
 * <ol>
 *   <li>its magic, version and CRC fit;
 *   <li>its file size is the file's size;
 *   <li>its frame area begins after the header and the payload, at a multiple of 4096;
 *   <li>the frame area's size is a multiple of 512, and the area ends where slot 0 begins;
 *   <li>the first frame's offset is a multiple of 512 that is not after the area's end.
 * </ol>
 *
 * @param salt 64 random bits, drawn whenever a journal is attached
 * @param generation counts the checkpoints of this journal, from 1
 * @param length the payload's length in bytes
 * @param firstSequence the sequence number of this generation's first frame
 * @param frameStart position in the file at which the frame area begins
 * @param frameSize the frame area's size in bytes
 * @param fileSize the file's size in bytes
 * @param firstFrame where in the frame area the generation's first frame is, or will be: an offset in bytes
 */
public record BaseRecord(
        long salt,
        long generation,
        long length,
        long firstSequence,
        long frameStart,
        long frameSize,
        long fileSize,
        long firstFrame) {
    /** Size of a record. */
    public static final int SIZE = 512;

    /** Size of a slot. */
    public static final int SLOT_SIZE = 4096;

    /** Size of both slots, which end the file. */
    public static final int SLOTS_SIZE = 2 * SLOT_SIZE;

    /** What the frame area's position is a multiple of, so that payload and journal share no page. */
    public static final int ALIGNMENT = 4096;

    private static final long MAGIC = 0x45534142_4B545342L; // "BSTKBASE"
    private static final int VERSION = 1;
    private static final int CRC_AT = SIZE - Integer.BYTES;

    /** {@return the position in the file of the slot of a generation} */
    public static long slotPosition(long fileSize, long generation) {
        return fileSize - SLOTS_SIZE + (generation & 1) * SLOT_SIZE;
    }

    /** {@return the position of this record's slot} */
    public long position() {
        return slotPosition(fileSize, generation);
    }

    /** {@return the position after the frame area} */
    public long frameEnd() {
        return frameStart + frameSize;
    }

    /** {@return the record's bytes} */
    public ByteBuffer encode() {
        ByteBuffer b = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        b.putLong(MAGIC).putInt(VERSION).putInt(0);
        b.putLong(salt).putLong(generation).putLong(length).putLong(firstSequence);
        b.putLong(frameStart).putLong(frameSize).putLong(fileSize).putLong(firstFrame);
        return b.putInt(CRC_AT, crc(b)).clear();
    }

    /**
     * Decodes a record.
     *
     * @param b the {@link #SIZE} bytes at the start of a slot
     * @param actualFileSize the file's size
     * @return the record, or null if it is not valid
     */
    public static @Nullable BaseRecord decode(ByteBuffer b, long actualFileSize) {
        ByteBuffer r = b.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (r.remaining() < SIZE || r.getLong(0) != MAGIC || r.getInt(8) != VERSION || r.getInt(CRC_AT) != crc(r)) {
            return null;
        }
        BaseRecord base = new BaseRecord(
                r.getLong(16),
                r.getLong(24),
                r.getLong(32),
                r.getLong(40),
                r.getLong(48),
                r.getLong(56),
                r.getLong(64),
                r.getLong(72));
        return base.fits(actualFileSize) ? base : null;
    }

    private boolean fits(long actualFileSize) {
        return fileSize == actualFileSize
                && length >= 0
                && length <= Header.MAX_LENGTH
                && frameStart >= Header.SIZE + length
                && frameStart % ALIGNMENT == 0
                && frameSize >= 0
                && frameSize % Frame.ALIGNMENT == 0
                && frameStart <= fileSize - SLOTS_SIZE
                && frameSize == fileSize - SLOTS_SIZE - frameStart
                && firstFrame >= 0
                && firstFrame <= frameSize
                && firstFrame % Frame.ALIGNMENT == 0;
    }

    private static int crc(ByteBuffer record) {
        CRC32C crc = new CRC32C();
        crc.update(record.duplicate().clear().limit(CRC_AT));
        return (int) crc.getValue();
    }
}
