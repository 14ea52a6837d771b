package bstack.core.internal.recovery;

import bstack.core.BStackCorruptException;
import bstack.core.BStackVersionException;
import bstack.core.RecoveryReport;
import bstack.core.Storage;
import bstack.core.internal.format.AppliedMark;
import bstack.core.internal.format.BaseRecord;
import bstack.core.internal.format.Header;
import bstack.core.internal.format.Header04;
import bstack.core.internal.format.StoredFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/** What must be done with a file before it can be used. It is made by reading alone. */
public sealed interface RecoveryPlan {

    /** {@return the payload's length once the plan is carried out} */
    long length();

    /** {@return what is reported to the user} */
    RecoveryReport report();

    /** An empty file, or one whose creation was interrupted: write the header. */
    record Format() implements RecoveryPlan {
        @Override
        public long length() {
            return 0;
        }

        @Override
        public RecoveryReport report() {
            return new RecoveryReport(RecoveryReport.State.NEW, 0, 0);
        }
    }

    /** At rest and whole. */
    record Keep(long length) implements RecoveryPlan {
        @Override
        public RecoveryReport report() {
            return new RecoveryReport(RecoveryReport.State.AT_REST, 0, length);
        }
    }

    /** At rest, with bytes after the payload that do not count: truncate. */
    record CutTail(long length) implements RecoveryPlan {
        @Override
        public RecoveryReport report() {
            return new RecoveryReport(RecoveryReport.State.INTERRUPTED_PUSH, 0, length);
        }
    }

    /** At rest, shorter than its header says, as a pop of the original leaves it when interrupted: mend the header. */
    record MendLength(long length, long headerLength) implements RecoveryPlan {
        @Override
        public RecoveryReport report() {
            return new RecoveryReport(RecoveryReport.State.INTERRUPTED_POP, 0, length);
        }
    }

    /** A journal is attached: replay it. */
    record Replay(BaseRecord base, List<StoredFrame> frames, long length) implements RecoveryPlan {
        @Override
        public RecoveryReport report() {
            return new RecoveryReport(RecoveryReport.State.JOURNAL, frames.size(), length);
        }
    }

    /**
     * Finds out what must be done.
     *
     * @param storage the file; is only read
     * @return the plan
     * @throws BStackCorruptException if it is no bstack file, or damaged
     * @throws BStackVersionException if it is of another version
     * @throws IOException if the medium fails
     */
    static RecoveryPlan of(Storage storage) throws IOException {
        long size = storage.size();
        ByteBuffer start = ByteBuffer.allocate((int) Math.min(size, Header.SIZE));
        storage.read(0, start);
        byte[] header = start.array();
        boolean whole = header.length == Header.SIZE;
        if (!whole || !isKnown(header)) {
            if (Header.isInterruptedCreation(header) && size <= Header.SIZE) {
                return new Format();
            }
            if (Header04.isAt(header)) {
                throw Format04.refusal(storage);
            }
            throw refusal(storage.name(), size, header);
        }
        if (header[Header.STATE_AT] == Header.ATTACHED) {
            return JournalScan.scan(storage, size);
        }
        long length = Header.length(header);
        if (AppliedMark.isMark(length)) {
            throw new BStackCorruptException(
                    storage.name(),
                    Header.STATE_AT,
                    "0x81, because a journal is attached: bytes 8 to 16 are an applied mark, not a length",
                    "0x01");
        }
        long present = size - Header.SIZE;
        if (length == present) {
            return new Keep(length);
        }
        // A length that is negative as a signed number is larger than any file.
        if (length >= 0 && length < present) {
            return new CutTail(length);
        }
        if (JournalScan.hasJournal(storage, size)) {
            throw new BStackCorruptException(
                    storage.name(),
                    Header.STATE_AT,
                    "0x81, because a journal is at the end of the file and the length in the header, %s, is not within it"
                            .formatted(Long.toUnsignedString(length)),
                    "0x01");
        }
        return new MendLength(present, length);
    }

    private static boolean isKnown(byte[] header) {
        byte state = header[Header.STATE_AT];
        return Header.hasMagic(header) && (state == Header.AT_REST || state == Header.ATTACHED);
    }

    private static IOException refusal(String name, long size, byte[] header) {
        if (header.length > Header.STATE_AT && Header.hasName(header) && !isKnown(header)) {
            String version = header[4] + "." + Byte.toUnsignedInt(header[Header.STATE_AT]);
            return new BStackVersionException(name, version, "0.1", "open it with the release that wrote it");
        }
        boolean cut = header.length > Header.STATE_AT && isKnown(header);
        return new BStackCorruptException(
                name + (cut ? " is cut off within its header, restore it from a copy" : " is not a bstack file"),
                name,
                0,
                "\"BSTK\" and a header of 16 bytes",
                size < Header.SIZE
                        ? "%d bytes: %s"
                                .formatted(size, HexFormat.ofDelimiter(" ").formatHex(header))
                        : HexFormat.ofDelimiter(" ").formatHex(header, 0, 8));
    }
}
