package bstack.core;

import bstack.core.internal.recovery.Settlement;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The length in the header of a file at rest, compared with the bytes in the file. The two differ after an interruption
 * of the original: the file is longer after a push that had not written the header, and shorter after a pop. It is also
 * longer while this library attaches or detaches a journal.
 *
 * <p>The smaller of the two is the payload's length. The first change mends the file. Until then, an allocator looks
 * here during its open. If none of its operations can have left the difference, the length in the header is damaged,
 * and cutting off the file would destroy live data.
 *
 * <p>Lengths are in bytes. This is a view of an open stack: once the file has been mended there is no difference.
 * Thread-safe.
 */
public final class LengthAtRest {
    /** A file with a journal ends at a multiple of this. */
    private static final long JOURNAL_ALIGNMENT = 4096;
    /** The smallest journal, with its two base records. */
    private static final long SMALLEST_JOURNAL = BStackOptions.MIN_JOURNAL_SIZE + 2 * JOURNAL_ALIGNMENT;

    private static final int HEADER = 16;
    private static final int LENGTH_AT = 8;
    private static final int PIECE = 1 << 16;

    private final Settlement settlement;
    private final long payload;

    LengthAtRest(Settlement settlement, long payload) {
        this.settlement = settlement;
        this.payload = payload;
    }

    /** {@return whether the length in the header fits the file, or has been mended} */
    public boolean fits() {
        return !settlement.isPending();
    }

    /**
     * {@return how many bytes the header counts that the file does not have, as an unsigned number; 0 if it fits, or if
     * the file has more}
     */
    public long missing() {
        return settlement.isPending() ? settlement.promised() - payload : 0;
    }

    /**
     * {@return how many bytes the file has after those that the header counts}
     *
     * @throws IOException if the medium fails
     */
    public long surplus() throws IOException {
        return settlement.surplus();
    }

    /**
     * Fills {@code dst} from the surplus; fewer bytes are read only where it ends.
     *
     * @param offset where to begin, counted from the surplus' start
     * @param dst what to fill
     * @return how many bytes were read, 0 at or after the end
     * @throws IndexOutOfBoundsException if the offset is negative
     * @throws IOException if the medium fails
     */
    public int readSurplus(long offset, ByteBuffer dst) throws IOException {
        if (offset < 0) {
            throw new IndexOutOfBoundsException("offset " + offset + " is negative");
        }
        return settlement.readSurplus(offset, dst);
    }

    /**
     * {@return whether the surplus can be a journal of this library during an attach or a detach: its size and that of
     * the file fit}
     *
     * @throws IOException if the medium fails
     */
    public boolean mayBeJournal() throws IOException {
        long surplus = surplus();
        return surplus >= SMALLEST_JOURNAL && (HEADER + payload + surplus) % JOURNAL_ALIGNMENT == 0;
    }

    /**
     * {@return the exception for a length that no interrupted operation explains}
     *
     * @throws IOException if the medium fails
     */
    public BStackCorruptException damaged() throws IOException {
        return new BStackCorruptException(
                settlement.name(),
                LENGTH_AT,
                "the length of the payload in the file, because no interrupted operation explains another one, %d"
                        .formatted(payload + surplus()),
                Long.toUnsignedString(payload + missing())
                        + " (nothing was changed; copy the file before you mend that number)");
    }

    /**
     * {@return whether every byte of the surplus from an offset to another is zero}
     *
     * @param from the offset of the first
     * @param to the offset after the last, at most that of the surplus' end
     * @throws IOException if the medium fails
     */
    public boolean isZero(long from, long to) throws IOException {
        byte[] piece = new byte[(int) Math.max(0, Math.min(to - from, PIECE))];
        for (long at = from; at < to; ) {
            int n = readSurplus(at, ByteBuffer.wrap(piece, 0, (int) Math.min(piece.length, to - at)));
            for (int i = 0; i < n; i++) {
                if (piece[i] != 0) {
                    return false;
                }
            }
            if (n == 0) {
                return true;
            }
            at += n;
        }
        return true;
    }
}
