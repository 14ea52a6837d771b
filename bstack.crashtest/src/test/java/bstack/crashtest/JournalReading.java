package bstack.crashtest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What a stack's file holds, read a second time: by docs/format.md alone, in memory, and as simply as it can be done.
 *
 * @param payload the payload, or null if the file has to be refused
 * @param commits how many frames count
 * @param ordinary whether the journal keeps the rule that nothing in the file shows: what lies outside of frames lies
 * above the ranges of those before it (rule 5)
 */
record JournalReading(byte[] payload, int commits, boolean ordinary) {
    private static final byte[] FRESH = {'B', 'S', 'T', 'K', 0, 1, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final int PATCH_AT = 6;
    private static final byte AT_REST = 1;
    private static final byte ATTACHED = (byte) 0x81;
    private static final int HEADER = 16;
    private static final long LONGEST = Long.MAX_VALUE - (1L << 40);
    private static final long BASE = 0x45534142_4B545342L;
    private static final long FRAME = 0x4D415246_4B545342L;
    private static final int SECTOR = 512;
    private static final int PAGE = 4096;
    private static final long MARK_KIND = 0xB5;
    private static final int LOW_24 = 0xFFFFFF;

    private static final JournalReading REFUSED = new JournalReading(null, 0, true);

    /** A base record that is valid. */
    private record Base(long salt, long generation, int length, long firstSequence, int start, int end, int first) {}

    /** A frame that is whole: its checksum fits, and its ranges lie within its length. */
    private record Whole(int at, int size, long generation, long sequence, long length, List<Range> ranges) {}

    /** A range; the source is a position in the file. */
    private record Range(int kind, int target, int count, int source) {
        int end() {
            return target + count;
        }
    }

    static JournalReading of(byte[] file) {
        if (file.length <= HEADER && isInterruptedCreation(file)) {
            return new JournalReading(new byte[0], 0, true);
        }
        if (file.length < HEADER || !Arrays.equals(file, 0, 5, FRESH, 0, 5)) {
            return REFUSED;
        }
        ByteBuffer words = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        return switch (file[5]) {
            case AT_REST -> atRest(words);
            case ATTACHED -> attached(words);
            default -> REFUSED;
        };
    }

    private static boolean isInterruptedCreation(byte[] file) {
        for (int i = 0; i < file.length; i++) {
            if (file[i] != 0 && file[i] != FRESH[i] && i != PATCH_AT) {
                return false;
            }
        }
        return true;
    }

    private static JournalReading atRest(ByteBuffer file) {
        long length = file.getLong(8);
        if (length >>> 56 == MARK_KIND) {
            return REFUSED;
        }
        int present = file.capacity() - HEADER;
        if (Long.compareUnsigned(length, present) > 0 && newerBase(file) != null) {
            return REFUSED;
        }
        int end = HEADER + (Long.compareUnsigned(length, present) < 0 ? (int) length : present);
        return new JournalReading(Arrays.copyOfRange(file.array(), HEADER, end), 0, true);
    }

    private static JournalReading attached(ByteBuffer file) {
        Base base = newerBase(file);
        if (base == null) {
            return REFUSED;
        }
        List<Whole> frames = new ArrayList<>();
        boolean[] taken = new boolean[file.capacity() / SECTOR];
        // From where the base says to the end, and then, once, from the start to where the base says.
        takeFrames(file, base, base.first, base.end, frames, taken);
        takeFrames(file, base, base.start, base.first, frames, taken);
        long next = base.firstSequence + frames.size();
        for (int other = base.start; other < base.end; other += SECTOR) {
            Whole frame = taken[other / SECTOR] ? null : whole(file, other, base.end, base);
            if (frame != null && frame.sequence >= next) {
                return REFUSED;
            }
        }
        if (isAppliedAfter(file.getLong(8), base.salt, next - 1)) {
            return REFUSED;
        }
        return replay(file.array().clone(), base, frames);
    }

    private static Base newerBase(ByteBuffer file) {
        Base newer = null;
        for (int slot = file.capacity() - 2 * PAGE; slot < file.capacity(); slot += PAGE) {
            Base base = slot < HEADER ? null : base(file, slot);
            if (base != null && (newer == null || base.generation > newer.generation)) {
                newer = base;
            }
        }
        return newer;
    }

    private static Base base(ByteBuffer file, int at) {
        long length = file.getLong(at + 32);
        long start = file.getLong(at + 48);
        long size = file.getLong(at + 56);
        long first = file.getLong(at + 72);
        int slots = file.capacity() - 2 * PAGE;
        boolean valid = file.getLong(at) == BASE
                && file.getInt(at + 8) == 1
                && file.getInt(at + 508) == crc(file, at, 508)
                && file.getLong(at + 64) == file.capacity()
                && length >= 0
                && start % PAGE == 0
                && start >= 0
                && start <= slots
                && length <= start - HEADER
                && size % SECTOR == 0
                && size == slots - start
                && first >= 0
                && first <= size
                && first % SECTOR == 0;
        return valid
                ? new Base(
                        file.getLong(at + 16),
                        file.getLong(at + 24),
                        (int) length,
                        file.getLong(at + 40),
                        (int) start,
                        slots,
                        (int) (start + first))
                : null;
    }

    private static void takeFrames(ByteBuffer file, Base base, int from, int to, List<Whole> frames, boolean[] taken) {
        int at = from;
        while (true) {
            Whole frame = whole(file, at, to, base);
            long before = frames.isEmpty() ? Math.max(1, base.generation - 1) : frames.getLast().generation;
            boolean counts = frame != null
                    && frame.generation >= before
                    && frame.generation <= base.generation
                    && frame.sequence == base.firstSequence + frames.size()
                    && frame.length <= base.start - HEADER;
            if (!counts) {
                return;
            }
            frames.add(frame);
            Arrays.fill(taken, at / SECTOR, (at + frame.size) / SECTOR, true);
            at += frame.size;
        }
    }

    private static Whole whole(ByteBuffer file, int at, int end, Base base) {
        if (end - at < SECTOR || file.getLong(at) != FRAME || file.getLong(at + 16) != base.salt) {
            return null;
        }
        long size = file.getLong(at + 8);
        if (size < SECTOR || size % SECTOR != 0 || size > end - at) {
            return null;
        }
        ByteBuffer unsealed = ByteBuffer.wrap(Arrays.copyOfRange(file.array(), at, at + (int) size));
        unsealed.putInt(52, 0);
        long length = file.getLong(at + 40);
        if (file.getInt(at + 52) != crc(unsealed, 0, (int) size) || length < 0 || length > LONGEST) {
            return null;
        }
        List<Range> ranges = ranges(file, at, (int) size, length, base);
        return ranges == null
                ? null
                : new Whole(at, (int) size, file.getLong(at + 24), file.getLong(at + 32), length, ranges);
    }

    /** {@return the ranges of a frame, or null if one of them is not sound} */
    private static List<Range> ranges(ByteBuffer file, int frame, int size, long length, Base base) {
        List<Range> ranges = new ArrayList<>();
        int at = 64;
        long previousEnd = 0;
        int number = file.getInt(frame + 48);
        for (int i = 0; i < number; i++) {
            if (at > size - 32) {
                return null;
            }
            int kind = file.getInt(frame + at);
            long target = file.getLong(frame + at + 8);
            long count = file.getLong(frame + at + 16);
            long source = file.getLong(frame + at + 24);
            at += 32;
            boolean sound = target >= previousEnd
                    && count >= 0
                    && target <= length - count
                    && switch (kind) {
                        case 1 -> count <= size - at;
                        case 2, 3 -> true;
                        case 4 -> source >= length && source <= base.end - HEADER - count;
                        default -> false;
                    };
            if (!sound) {
                return null;
            }
            previousEnd = target + count;
            int from = kind == 1 ? frame + at : kind == 4 ? HEADER + (int) source : 0;
            // Where the length does not fit into the file, the frame does not count, and nobody looks at its ranges.
            ranges.add(new Range(kind, (int) Math.min(target, LOW_24), (int) Math.min(count, LOW_24), from));
            at += kind == 1 ? (int) (count + 7 & -8) : 0;
        }
        return number < 0 ? null : ranges;
    }

    private static boolean isAppliedAfter(long mark, long salt, long newest) {
        int sequence = (int) mark & LOW_24;
        ByteBuffer sealed = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(salt)
                .putLong(sequence);
        boolean fits = mark >>> 56 == MARK_KIND && (int) (mark >>> 24) == crc(sealed, 0, 16);
        int ahead = (int) (sequence - newest) & LOW_24;
        return fits && ahead > 0 && ahead <= LOW_24 / 2;
    }

    private static JournalReading replay(byte[] file, Base base, List<Whole> frames) {
        boolean ordinary = true;
        int highest = 0;
        int length = base.length;
        for (Whole frame : frames) {
            int newLength = (int) frame.length;
            boolean[] named = new boolean[Math.max(length, newLength)];
            for (Range range : frame.ranges) {
                ordinary &= range.kind < 3 || (range.kind == 3 ? range.target : range.source - HEADER) >= highest;
                Arrays.fill(named, range.target, range.end(), true);
                apply(file, range);
            }
            for (Range range : frame.ranges) {
                highest = Math.max(highest, range.end());
            }
            for (int i = length; i < newLength; i++) {
                if (!named[i]) {
                    return REFUSED;
                }
            }
            length = newLength;
        }
        return new JournalReading(Arrays.copyOfRange(file, HEADER, HEADER + length), frames.size(), ordinary);
    }

    private static void apply(byte[] file, Range range) {
        int from = HEADER + range.target;
        switch (range.kind) {
            case 1, 4 -> System.arraycopy(file, range.source, file, from, range.count);
            case 2 -> Arrays.fill(file, from, HEADER + range.end(), (byte) 0);
            default -> {
                /* in place */
            }
        }
    }

    private static int crc(ByteBuffer bytes, int at, int count) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), at, count);
        return (int) crc.getValue();
    }
}
