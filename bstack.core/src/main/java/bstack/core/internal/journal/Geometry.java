package bstack.core.internal.journal;

import bstack.core.BStackNoSpaceException;
import bstack.core.BStackOptions;
import bstack.core.Storage;
import bstack.core.internal.format.BaseRecord;
import bstack.core.internal.format.Header;
import bstack.core.internal.storage.MediumException;
import java.io.IOException;

/**
 * Where a journal goes: sizes and positions, all multiples of 4096.
 *
 * @param frameStart position of the frame area
 * @param frameSize its size
 * @param fileSize the file's size
 */
record Geometry(long frameStart, long frameSize, long fileSize) {
    /** The space kept ready after the payload grows with it, by this part of it … */
    private static final int GAP_PART = 4;
    /** … up to this. */
    private static final long MAX_GAP = 16L << 20;

    /**
     * Reserves the space for a journal after a payload: as much as is wanted or, on a full disk, less. When it throws,
     * nothing has changed.
     *
     * @param length how long the payload is
     * @param wanted how long the payload is to become
     * @param frameSize the size the frame area should have
     * @param minFrameSize the size it must have
     * @param room bytes that must be free between the payload and the frame area
     * @throws BStackNoSpaceException if there is not even space for the least
     * @throws IOException if the medium cannot reserve any for another reason
     */
    static Geometry reserve(
            Storage storage,
            BStackOptions options,
            long length,
            long wanted,
            long frameSize,
            long minFrameSize,
            long room)
            throws IOException {
        checkLength(wanted, room);
        long least = align(Math.max(minFrameSize, BStackOptions.MIN_JOURNAL_SIZE));
        long size = align(Math.max(frameSize, least));
        long gap = Math.max(options.preallocation(), Math.min(wanted / GAP_PART, MAX_GAP));
        long now = storage.size();
        while (true) {
            Geometry g = of(wanted + room + gap, size, now);
            try {
                storage.reserve(Header.SIZE + length, g.fileSize);
                return g;
            } catch (IOException e) {
                if (!isWantOfSpace(e)) {
                    throw e;
                }
                if (gap == 0 && size == least) {
                    throw new BStackNoSpaceException(storage.name(), g.fileSize, e);
                }
                gap = gap > BaseRecord.ALIGNMENT ? gap / 4 : 0;
                size = Math.max(least, align(size / 4));
            }
        }
    }

    /** {@return what a reservation has failed for; a storage that does not say has no space, see {@link Storage#reserve}} */
    static boolean isWantOfSpace(IOException e) {
        return !(e instanceof MediumException failure) || failure.wantsSpace();
    }

    /** Throws for a payload for which positions could not be computed. */
    static void checkLength(long wanted, long room) {
        if (wanted > Header.MAX_LENGTH - room) {
            throw new IllegalArgumentException(
                    "a payload of %d bytes is larger than the largest of %d".formatted(wanted, Header.MAX_LENGTH));
        }
    }

    /** The file never becomes smaller while a journal moves: readers may have it mapped. */
    private static Geometry of(long payload, long frameSize, long now) {
        long start = align(Header.SIZE + payload);
        long end = start + frameSize + BaseRecord.SLOTS_SIZE;
        long more = Math.max(0, align(now) - end);
        return new Geometry(start + more, frameSize, end + more);
    }

    private static long align(long n) {
        return (n + BaseRecord.ALIGNMENT - 1) & -BaseRecord.ALIGNMENT;
    }
}
