package bstack.core.internal.recovery;

import bstack.core.BStackCorruptException;
import bstack.core.Storage;
import bstack.core.internal.format.AppliedMark;
import bstack.core.internal.format.BaseRecord;
import bstack.core.internal.format.Frame;
import bstack.core.internal.format.Header;
import bstack.core.internal.format.StoredFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the base record and the frames of an attached journal. It only reads.
 *
 * <p>The base is the valid record of the highest generation. A frame counts if and only if
 *
 * <ol>
 *   <li>it is where the one before it ends (the first one: where the base says), or once, for want of room, at the
 *       frame area's start;
 *   <li>its CRC fits, and its salt is the base's;
 *   <li>its generation is the base's or, while the base's checkpoint was running, the one before;
 *   <li>its sequence number is the next one;
 *   <li>its ranges are within its length, which ends before the frame area.
 * </ol>
 *
 * <p>The first place without such a frame ends the log. These are reported as damage:
 *
 * <ol>
 *   <li>a whole frame of the same salt anywhere else, with a sequence number that is not below the next one: frames are
 *       written one after the other, so it cannot come from a crash;
 *   <li>a missing frame that has been applied, see {@link AppliedMark};
 *   <li>a frame that makes the payload longer and does not write all of what it adds.
 * </ol>
 */
final class JournalScan {
    /**
     * Headers that look like later frames' but are none come from one torn frame over old ones, so there are few. If
     * checking them would take so many times the frame area, somebody has made them.
     */
    private static final long MOST_CHECKED = 8;

    private static final String RESTORE = " (restore the file from a copy)";

    private final FileWindow window;
    private final String name;
    private final BaseRecord base;
    private final List<StoredFrame> frames = new ArrayList<>();
    /** Where there are no frames that count. */
    private final List<Region> rest = new ArrayList<>();
    /** Where the next frame would be. */
    private long position;
    /** The payload's length after the last frame. */
    private long length;
    /** The last frame's generation, or the lowest that the first one may have. */
    private long generation;

    /** A part of the frame area. */
    private record Region(long from, long to) {}

    private JournalScan(FileWindow window, String name, BaseRecord base) {
        this.window = window;
        this.name = name;
        this.base = base;
        length = base.length();
        generation = Math.max(1, base.generation() - 1);
    }

    static RecoveryPlan.Replay scan(Storage storage, long fileSize) throws IOException {
        FileWindow window = new FileWindow(storage);
        BaseRecord base = newerBase(window, fileSize);
        if (base == null) {
            throw new BStackCorruptException(
                    storage.name() + " has lost its journal",
                    storage.name(),
                    Math.max(0, fileSize - BaseRecord.SLOTS_SIZE),
                    "a base record for a file of " + fileSize + " bytes",
                    "none that is valid" + RESTORE);
        }
        JournalScan scan = new JournalScan(window, storage.name(), base);
        scan.findFrames();
        scan.refuseLaterFrames();
        scan.refuseAppliedFrames();
        return new RecoveryPlan.Replay(base, List.copyOf(scan.frames), scan.length);
    }

    private void findFrames() throws IOException {
        long first = base.frameStart() + base.firstFrame();
        position = first;
        follow(base.frameEnd());
        rest.add(new Region(position, base.frameEnd()));
        // A frame for which there was no room before the area's end is at its start.
        long reached = position;
        position = base.frameStart();
        int before = frames.size();
        follow(first);
        rest.add(new Region(position, first));
        if (frames.size() == before) {
            position = reached;
        }
    }

    /** Takes the frames that are one after the other, up to an end. */
    private void follow(long end) throws IOException {
        while (true) {
            StoredFrame frame = StoredFrame.read(window, position, end, base);
            if (frame == null || !follows(frame)) {
                return;
            }
            refuseUnwrittenGrowth(frame);
            frames.add(frame);
            length = frame.newLength();
            generation = frame.generation();
            position += frame.size();
        }
    }

    private boolean follows(StoredFrame frame) {
        return frame.generation() >= generation
                && frame.generation() <= base.generation()
                && frame.sequence() == next()
                && Header.SIZE + frame.newLength() <= base.frameStart();
    }

    private void refuseUnwrittenGrowth(StoredFrame frame) throws IOException {
        if (!frame.coversGrowth(window, base.frameEnd(), length)) {
            throw new BStackCorruptException(
                    name,
                    frame.position(),
                    "frame %d to write all that the payload grows by, from %d to %d bytes"
                            .formatted(frame.sequence(), length, frame.newLength()),
                    "ranges that leave some of it out");
        }
    }

    private long next() {
        return base.firstSequence() + frames.size();
    }

    /** {@return whether a journal is at the file's end: a base record that is valid} */
    static boolean hasJournal(Storage storage, long fileSize) throws IOException {
        return newerBase(new FileWindow(storage), fileSize) != null;
    }

    private static @Nullable BaseRecord newerBase(FileWindow window, long fileSize) throws IOException {
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
        return best;
    }

    private void refuseLaterFrames() throws IOException {
        long checked = 0;
        for (Region region : rest) {
            for (long at = region.from; at < region.to; at += Frame.ALIGNMENT) {
                if (!StoredFrame.isHeader(window, at, base) || sequenceAt(at) < next()) {
                    continue; // nothing, or a frame of an earlier round: their checksums are not computed
                }
                StoredFrame frame = StoredFrame.read(window, at, base.frameEnd(), base);
                long size = window.at(at + Frame.SIZE_AT, Long.BYTES).getLong(0);
                checked +=
                        size >= 0 && size <= base.frameEnd() - at ? size : 0; // others are refused by their size alone
                if (frame != null || checked > MOST_CHECKED * base.frameSize()) {
                    throw new BStackCorruptException(
                            name,
                            position,
                            "frame %d of generation %d".formatted(next(), base.generation()),
                            "nothing sound there, but frame %d at byte %d".formatted(sequenceAt(at), at));
                }
            }
        }
    }

    private long sequenceAt(long at) throws IOException {
        return window.at(at + Frame.SEQUENCE_AT, Long.BYTES).getLong(0);
    }

    private void refuseAppliedFrames() throws IOException {
        long mark = window.at(Header.LENGTH_AT, Long.BYTES).getLong(0);
        if (AppliedMark.appliedAfter(mark, base.salt(), next() - 1) > 0) {
            throw new BStackCorruptException(
                    name + " has lost its newest commit",
                    name,
                    position,
                    "frame %d of generation %d, which has been applied".formatted(next(), base.generation()),
                    "none that is valid" + RESTORE);
        }
    }
}
