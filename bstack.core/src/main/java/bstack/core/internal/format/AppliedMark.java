package bstack.core.internal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The applied mark, in place of the committed length while a journal is attached: the sequence number of the newest
 * frame that has been applied to the payload.
 *
 * <pre>
 *  8                11                      15     16
 * ┌────────────────┬───────────────────────┬──────┐
 * │ sequence, u24  │ CRC-32C, u32          │ 0xB5 │
 * └────────────────┴───────────────────────┴──────┘
 * </pre>
 *
 * The CRC is taken over the journal's salt and the sequence number's 24 bits, each as eight bytes. The mark is written
 * after its frame is durable and before anything of it is applied, without a flush. So one that fits proves that its
 * frame was durable: if the log ends before that frame, the frame was damaged, and the payload, which has been changed
 * by it, is no state that ever was. A mark that does not fit, because it is torn or of another journal, proves nothing.
 * Its last byte, which no length has, distinguishes a file at rest from one whose state byte was damaged.
 */
public final class AppliedMark {
    private static final int SEQUENCE_BITS = 24;
    private static final long SEQUENCE_MASK = (1L << SEQUENCE_BITS) - 1;
    private static final int CRC_BITS = Integer.SIZE;
    private static final long CRC_MASK = (1L << CRC_BITS) - 1;
    private static final int KIND_SHIFT = SEQUENCE_BITS + CRC_BITS;
    private static final long KIND = 0xB5;
    /** The number of bytes that the CRC is taken over. */
    private static final int HASHED = 2 * Long.BYTES;

    private AppliedMark() {}

    /** {@return the mark, to be written at {@link Header#LENGTH_AT}} */
    public static long of(long salt, long sequence) {
        long low = sequence & SEQUENCE_MASK;
        return word(crc(salt, low), low);
    }

    private static long word(int crc, long low) {
        return KIND << KIND_SHIFT | (crc & CRC_MASK) << SEQUENCE_BITS | low;
    }

    /** {@return whether bytes 8 to 16 of a header are a mark by their looks, and no length} */
    public static boolean isMark(long word) {
        return word >>> KIND_SHIFT == KIND;
    }

    /**
     * {@return how many frames after the given one have been applied, as far as this mark shows; 0 if it shows none}
     *
     * @param word bytes 8 to 16 of the header
     * @param salt the journal's
     * @param sequence the sequence number of the newest frame that was found
     */
    public static long appliedAfter(long word, long salt, long sequence) {
        if (word != of(salt, word)) {
            return 0;
        }
        long ahead = (word - sequence) & SEQUENCE_MASK;
        return ahead > SEQUENCE_MASK / 2 ? 0 : ahead;
    }

    private static int crc(long salt, long sequence) {
        return crc(new CRC32C(), ByteBuffer.allocate(HASHED).order(ByteOrder.LITTLE_ENDIAN), salt, sequence);
    }

    private static int crc(CRC32C crc, ByteBuffer hashed, long salt, long sequence) {
        hashed.clear().putLong(salt).putLong(sequence).flip();
        crc.reset();
        crc.update(hashed);
        return (int) crc.getValue();
    }

    /** Encodes marks. Needs no memory once it has been made. Not thread-safe. */
    public static final class Encoder {
        private final CRC32C crc = new CRC32C();
        private final ByteBuffer hashed = ByteBuffer.allocate(HASHED).order(ByteOrder.LITTLE_ENDIAN);
        private final ByteBuffer mark = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);

        /** {@return the eight bytes of a mark; valid until the next call} */
        public ByteBuffer encode(long salt, long sequence) {
            long low = sequence & SEQUENCE_MASK;
            return mark.clear().putLong(word(crc(crc, hashed, salt, low), low)).flip();
        }
    }
}
