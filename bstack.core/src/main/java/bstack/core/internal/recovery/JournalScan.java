package bstack.core.internal.recovery;

import bstack.core.BStackCorruptException;
import bstack.core.Storage;
import bstack.core.internal.format.AppliedMark;
import bstack.core.internal.format.BaseRecord;
import bstack.core.internal.format.Frame;
import bstack.core.internal.format.Header;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the base record and the frames of an attached journal. It only reads.
 *
 * <p>The base is the valid record of the highest generation. A frame counts if and only if it lies where the one before
 * it ends (the first one: at the frame area's start), its CRC fits, its salt and generation are the base's, its sequence
 * number is the next one, and its ranges lie within its length, which ends before the frame area. The first place where
 * there is no such frame ends the log. A whole frame of the same salt behind it that is of this generation and not older
 * than the log's end, or of a newer generation than the base, cannot come from a crash, since frames are written one
 * after the other: it means damage, and is reported. So does a frame that is missing although it has been applied, see
 * {@link AppliedMark}.
 */
final class JournalScan {
    private JournalScan() {}

    static RecoveryPlan.Replay scan(Storage storage, long fileSize) throws IOException {
        Window window = new Window(storage);
        BaseRecord base = newerBase(window, storage.name(), fileSize);
        List<FoundFrame> frames = new ArrayList<>();
        long end = base.frameStart() + base.frameSize();
        long position = base.frameStart();
        long length = base.length();
        while (true) {
            FoundFrame frame = FoundFrame.read(window, position, end, base.salt());
            if (frame == null || !follows(frame, base, frames.size())) {
                break;
            }
            frames.add(frame);
            length = frame.newLength();
            position += frame.size();
        }
        refuseLaterFrames(window, storage.name(), base, position, frames.size());
        refuseAppliedFrames(window, storage.name(), base, position, frames.size());
        return new RecoveryPlan.Replay(base, List.copyOf(frames), length);
    }

    private static boolean follows(FoundFrame frame, BaseRecord base, int before) {
        return frame.generation() == base.generation()
                && frame.sequence() == base.firstSequence() + before
                && Header.SIZE + frame.newLength() <= base.frameStart();
    }

    private static BaseRecord newerBase(Window window, String name, long fileSize) throws IOException {
        BaseRecord best = null;
        for (int slot = 0; slot < 2; slot++) {
            long position = BaseRecord.slotPosition(fileSize, slot);
            if (position < Header.SIZE) {
                break;
            }
            BaseRecord base = BaseRecord.decode(window.at(position, BaseRecord.SIZE), fileSize);
            if (base != null && (best == null || base.generation() > best.generation())) {
                best = base;
            }
        }
        if (best == null) {
            throw new BStackCorruptException(
                    name + " has lost its journal, restore it from a copy",
                    name,
                    Math.max(0, fileSize - BaseRecord.SLOTS_SIZE),
                    "a base record for a file of " + fileSize + " bytes",
                    "none that is valid");
        }
        return best;
    }

    private static void refuseLaterFrames(Window window, String name, BaseRecord base, long from, int count)
            throws IOException {
        long end = base.frameStart() + base.frameSize();
        for (long position = from; position < end; position += Frame.ALIGNMENT) {
            FoundFrame frame = FoundFrame.read(window, position, end, base.salt());
            if (frame == null) {
                continue;
            }
            boolean later = frame.generation() == base.generation()
                    && frame.sequence() >= base.firstSequence() + count;
            if (later || frame.generation() > base.generation()) {
                throw new BStackCorruptException(
                        name,
                        from,
                        "frame %d of generation %d".formatted(base.firstSequence() + count, base.generation()),
                        "nothing sound there, but frame %d of generation %d at byte %d"
                                .formatted(frame.sequence(), frame.generation(), position));
            }
        }
    }

    private static void refuseAppliedFrames(Window window, String name, BaseRecord base, long end, int count)
            throws IOException {
        long mark = window.at(Header.LENGTH_AT, Long.BYTES).getLong(0);
        long newest = base.firstSequence() + count - 1;
        if (AppliedMark.appliedBehind(mark, base.salt(), newest) > 0) {
            throw new BStackCorruptException(
                    name + " has lost its newest commit, restore it from a copy",
                    name,
                    end,
                    "frame %d of generation %d, which has been applied".formatted(newest + 1, base.generation()),
                    "none that is valid");
        }
    }
}
