package bstack.core.internal.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A frame that was found whole in the journal: its CRC fits, and its ranges are within its length.
 *
 * @param position where in the file
 * @param size its size in bytes
 * @param generation its generation
 * @param sequence its sequence number
 * @param newLength the payload's length after it
 */
public record StoredFrame(long position, long size, long generation, long sequence, long newLength) {

    /** What is done with each range; offsets are in the payload. */
    public interface RangeVisitor {
        /** Bytes are in the file at {@code source}, a payload offset as well, and belong at {@code target}. */
        void copy(long target, long count, long source) throws IOException;

        /** Zeros belong at {@code target}. */
        void fill(long target, long count) throws IOException;

        /** The bytes are at {@code target} already. */
        void inPlace(long target, long count) throws IOException;
    }

    /**
     * Reads the frame at a position.
     *
     * @param file the file
     * @param position where
     * @param end position after which it must not reach
     * @param base of whose journal it must be
     * @return the frame, or null if there is none that is whole
     */
    public static @Nullable StoredFrame read(FrameSource file, long position, long end, BaseRecord base)
            throws IOException {
        if (end - position < Frame.ALIGNMENT || !isHeader(file, position, base)) {
            return null;
        }
        ByteBuffer header = file.at(position, Frame.HEADER_SIZE);
        long size = header.getLong(Frame.SIZE_AT);
        if (size < Frame.ALIGNMENT || size % Frame.ALIGNMENT != 0 || size > end - position) {
            return null;
        }
        StoredFrame frame = new StoredFrame(
                position,
                size,
                header.getLong(Frame.GENERATION_AT),
                header.getLong(Frame.SEQUENCE_AT),
                header.getLong(Frame.LENGTH_AT));
        int ranges = header.getInt(Frame.RANGES_AT);
        int crc = header.getInt(Frame.CRC_AT);
        boolean whole = frame.newLength >= 0
                && frame.newLength <= Header.MAX_LENGTH
                && crc == frame.crc(file)
                && frame.visit(file, ranges, base.frameEnd(), null);
        return whole ? frame : null;
    }

    /** {@return whether what is at a position looks like the beginning of a frame of a journal} */
    public static boolean isHeader(FrameSource file, long position, BaseRecord base) throws IOException {
        ByteBuffer header = file.at(position, Frame.HEADER_SIZE);
        return header.remaining() == Frame.HEADER_SIZE
                && header.getLong(0) == Frame.MAGIC
                && header.getLong(Frame.SALT_AT) == base.salt();
    }

    private int crc(FrameSource file) throws IOException {
        CRC32C crc = new CRC32C();
        byte[] zero = new byte[Integer.BYTES];
        crc.update(file.at(position, Frame.CRC_AT));
        crc.update(zero);
        for (long done = Frame.CRC_AT + Integer.BYTES; done < size; ) {
            ByteBuffer part = file.some(position + done, size - done);
            if (!part.hasRemaining()) {
                return ~(int) crc.getValue();
            }
            done += part.remaining();
            crc.update(part);
        }
        return (int) crc.getValue();
    }

    /**
     * Visits the ranges of a frame that is known to be whole.
     *
     * @param file the file
     * @param frameAreaEnd position after the frame area
     * @param visitor what is done with each
     */
    public void visit(FrameSource file, long frameAreaEnd, RangeVisitor visitor) throws IOException {
        int ranges = file.at(position, Frame.HEADER_SIZE).getInt(Frame.RANGES_AT);
        visit(file, ranges, frameAreaEnd, visitor);
    }

    /**
     * {@return whether the ranges of a frame that is known to be whole cover what the payload grows by, so that no byte
     * becomes payload that the frame has not written}
     *
     * @param file the file
     * @param frameAreaEnd position after the frame area
     * @param length the payload's length before the frame
     */
    public boolean coversGrowth(FrameSource file, long frameAreaEnd, long length) throws IOException {
        if (newLength <= length) {
            return true;
        }
        Covered covered = new Covered(length);
        visit(file, frameAreaEnd, covered);
        return covered.end >= newLength;
    }

    /** How far the payload is covered without a gap, by ranges in ascending order. */
    private static final class Covered implements RangeVisitor {
        private long end;

        Covered(long length) {
            end = length;
        }

        @Override
        public void copy(long target, long count, long source) {
            inPlace(target, count);
        }

        @Override
        public void fill(long target, long count) {
            inPlace(target, count);
        }

        @Override
        public void inPlace(long target, long count) {
            end = target <= end ? Math.max(end, target + count) : end;
        }
    }

    /** Checks the ranges or, given a visitor, visits them; returns whether they are sound. */
    private boolean visit(FrameSource file, int ranges, long frameAreaEnd, @Nullable RangeVisitor visitor)
            throws IOException {
        long at = Frame.HEADER_SIZE;
        long previousEnd = 0;
        for (int i = 0; i < ranges; i++) {
            if (at + Frame.RANGE_SIZE > size) {
                return false;
            }
            ByteBuffer range = file.at(position + at, Frame.RANGE_SIZE).order(ByteOrder.LITTLE_ENDIAN);
            RangeKind kind = RangeKind.of(range.getInt(0));
            long target = range.getLong(8);
            long count = range.getLong(16);
            long source = range.getLong(24);
            at += Frame.RANGE_SIZE;
            if (target < previousEnd || count < 0 || target > newLength - count) {
                return false;
            }
            previousEnd = target + count;
            if (kind == RangeKind.DATA) {
                if (count > size - at) {
                    return false;
                }
                source = position + at - Header.SIZE;
                at += Frame.alignData(count);
            } else if (kind == RangeKind.COPY) {
                if (source < newLength || source > frameAreaEnd - Header.SIZE - count) {
                    return false;
                }
            } else if (kind == null) {
                return false;
            }
            if (visitor != null) {
                accept(visitor, kind, target, count, source);
            }
        }
        return ranges >= 0;
    }

    private static void accept(RangeVisitor visitor, RangeKind kind, long target, long count, long source)
            throws IOException {
        if (kind == RangeKind.FILL) {
            visitor.fill(target, count);
        } else if (kind == RangeKind.DIRECT) {
            visitor.inPlace(target, count);
        } else {
            visitor.copy(target, count, source);
        }
    }
}
