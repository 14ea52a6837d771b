package bstack.core.internal.transaction;

import bstack.core.BStackNoSpaceException;
import bstack.core.BStackOptions;
import bstack.core.Storage;
import bstack.core.internal.commit.Committer;
import bstack.core.internal.commit.JournalLog;
import bstack.core.internal.edits.Extent;
import bstack.core.internal.edits.WriteSet;
import bstack.core.internal.event.Events;
import bstack.core.internal.event.Span;
import bstack.core.internal.format.Header;
import bstack.core.internal.format.RangeKind;
import bstack.core.internal.journal.Journal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Space in the file for a transaction that is running: room for the payload to grow, and places for data that are too
 * large to be held in memory or written twice.
 *
 * <p>Data appended after the committed payload go to their final place, if need be after a checkpoint, see
 * {@link #checkpointIfBelow}. Other data go to spare space just before the frame area, and are copied when the
 * transaction has been committed. Neither is part of the payload before the frame that names them is durable, and that
 * frame is written only after a flush. Used under the writer lock.
 */
final class StagedData {
    private static final long MAX_HEAP = Integer.getInteger("heap", 1) * 1L << 20;
    private static final long MAX_LARGE = 256 * 1024;
    private static final long LARGE_ZERO = 1L << 20;
    private static final int PIECE = 1 << 20;

    private final Committer committer;
    private final JournalLog log;
    private final Storage storage;
    private final Journal journal;
    /** How many bytes of data a transaction holds in memory. */
    private final long maxHeap;
    /** From how many bytes on data of one operation go to the file at once. */
    private final long large;

    /** False where changes stay in memory. */
    private final boolean writesToFile;

    private boolean used;
    private long keep;

    StagedData(Committer committer, BStackOptions options, boolean writesToFile) {
        this.committer = committer;
        this.log = committer.log();
        this.storage = committer.storage();
        this.journal = committer.journal();
        this.writesToFile = writesToFile;
        this.maxHeap = Math.min(MAX_HEAP, options.journalSize() / 2);
        this.large = Math.min(MAX_LARGE, options.journalSize() / 8);
    }

    String name() {
        return storage.name();
    }

    boolean isLarge(long count) {
        return count >= large && writesToFile;
    }

    boolean isLargeZero(long count) {
        return count >= Math.min(LARGE_ZERO, 8 * large) && writesToFile;
    }

    /** {@return payload offset up to which what is after the committed payload must be kept} */
    long keep() throws IOException {
        return Math.max(keep, committer.payload().length());
    }

    /** What was written for a transaction that is over is garbage now. */
    void forget() {
        if (used) {
            used = false;
            keep = 0;
            journal.dropSpare();
        }
    }

    /** Makes sure that the payload can become so long. */
    void reserve(WriteSet edits, long length) throws IOException {
        if (length > Header.MAX_LENGTH) {
            throw new IllegalArgumentException("%s: a payload of %d bytes is larger than the largest of %d"
                    .formatted(name(), length, Header.MAX_LENGTH));
        }
        if (writesToFile && journal.isAttached() && length > journal.capacity()) {
            committer.awaitIdle();
            if (length > journal.capacity()) {
                // Space that a large write is about to fill need not be filled with zeros first.
                move(edits, isLarge(length - edits.length()) ? length : keep(), length, 0);
            }
        }
    }

    private void move(WriteSet edits, long kept, long wanted, long frame) throws IOException {
        log.guard(() -> edits.sourcesMoved(journal.move(committer.payload().length(), kept, wanted, frame)));
    }

    /** Makes room for the frame of a commit, which others may join. */
    void reserveSharedFrame(WriteSet edits) throws IOException {
        if (Journal.boundOfFrame(edits) > journal.maxFrame()) {
            reserveFrame(edits);
        }
    }

    /** Waits until nothing is in flight, and makes room for the frame of a commit. */
    void reserveFrame(WriteSet edits) throws IOException {
        long size = Journal.sizeOfFrame(edits);
        committer.awaitIdle();
        if (size > journal.maxFrame()) {
            move(edits, keep(), edits.length(), size);
        }
    }

    /**
     * Writes data of one operation to the file.
     *
     * @return false if there is no room for them, but in the frame: on a full disk, what needs no space must not fail
     */
    boolean write(WriteSet edits, long start, ByteBuffer src) throws IOException {
        try {
            writeToFile(edits, start, src);
            return true;
        } catch (BStackNoSpaceException e) {
            if (fitsIntoFrame(edits, src.remaining())) {
                return false;
            }
            throw e;
        }
    }

    private boolean fitsIntoFrame(WriteSet edits, int more) {
        return journal.isAttached() && Journal.boundOfFrame(edits, more) <= journal.maxFrame();
    }

    private void writeToFile(WriteSet edits, long start, ByteBuffer src) throws IOException {
        Span event = Events.largeData();
        int n = src.remaining();
        long end = start + n;
        prepare(edits, Math.max(end, edits.length()), isAppended(start) ? end : 0);
        if (isAppended(start) && end <= journal.capacity()) {
            checkpointIfBelow(start);
            copyIn(Header.SIZE + start, src);
            keep = Math.max(keep, end);
            edits.inPlace(start, n);
        } else {
            long source = takeSpare(edits, n, end);
            copyIn(Header.SIZE + source, src);
            edits.elsewhere(start, n, source);
        }
        event.finish(name(), start, n);
    }

    /** Writes zeros after the payload to the file. */
    void zero(WriteSet edits, long start, long count) throws IOException {
        long end = start + count;
        prepare(edits, Math.max(end, edits.length()), isAppended(start) ? end : 0);
        if (isAppended(start) && end <= journal.capacity()) {
            checkpointIfBelow(start);
            log.guard(() -> {
                journal.willChange();
                storage.zero(Header.SIZE + start, Header.SIZE + end);
            });
            keep = Math.max(keep, end);
            edits.inPlace(start, count);
        } else {
            edits.zero(start, count);
        }
    }

    /** Keeps the data held in memory below the limit, by moving them to the file. */
    void makeRoom(WriteSet edits, int more) throws IOException {
        if (edits.heapBytes() + more <= maxHeap || !writesToFile) {
            return;
        }
        prepare(edits, edits.length(), 0);
        long source;
        try {
            source = takeSpare(edits, edits.heapBytes(), edits.length() + more);
        } catch (BStackNoSpaceException e) {
            if (fitsIntoFrame(edits, more)) {
                return;
            }
            throw e;
        }
        ByteBuffer data = ByteBuffer.allocate((int) edits.heapBytes());
        List<Extent> inMemory = new ArrayList<>();
        for (Extent e : edits.extents()) {
            if (e.kind() == RangeKind.DATA) {
                inMemory.add(e);
                data.put(e.data());
            }
        }
        copyIn(Header.SIZE + source, data.flip());
        long at = source;
        for (Extent e : inMemory) {
            edits.elsewhere(e.start(), e.length(), at);
            at += e.length();
        }
    }

    /**
     * Writes bytes to the file. Those of a caller's buffer outside the heap are copied first, since it may be one that
     * cannot be read, and that is its owner's affair alone.
     */
    private void copyIn(long position, ByteBuffer src) throws IOException {
        if (src.hasArray()) {
            writeAt(position, src.duplicate());
            return;
        }
        byte[] piece = new byte[Math.min(PIECE, src.remaining())];
        int start = src.position();
        for (int done = 0; done < src.remaining(); ) {
            int n = Math.min(piece.length, src.remaining() - done);
            src.get(start + done, piece, 0, n);
            if (src.isDirect()) {
                // The JVM reports memory that cannot be read some time later; a call of a native method makes it do so
                // here.
                Thread.holdsLock(this);
            }
            writeAt(position + done, ByteBuffer.wrap(piece, 0, n));
            done += n;
        }
    }

    private void writeAt(long position, ByteBuffer src) throws IOException {
        log.guard(() -> {
            journal.willChange();
            storage.write(position, src);
        });
    }

    /** Nothing may be in flight, and the journal attached, with room for a payload of a length. */
    private void prepare(WriteSet edits, long length, long overwritten) throws IOException {
        committer.awaitIdle();
        used = true;
        long kept = Math.max(keep(), overwritten);
        if (!journal.isAttached()) {
            log.guard(() -> journal.attach(committer.payload().length(), kept, length, 0));
        } else if (length > journal.capacity()) {
            move(edits, kept, length, 0);
        }
    }

    /** Whether an offset is after everything that is committed. */
    private boolean isAppended(long start) throws IOException {
        return start >= committer.payload().length();
    }

    /** A replay of frames of this generation would overwrite what is written in place below its highest range. */
    private void checkpointIfBelow(long start) throws IOException {
        if (start < journal.highest()) {
            log.guard(() -> journal.checkpoint(committer.payload().length()));
        }
    }

    /** Spare space that is after all payload, that which the operation is about to make included. */
    private long takeSpare(WriteSet edits, long count, long end) throws IOException {
        long floor = Math.max(Math.max(edits.length(), end), Math.max(keep(), journal.highest()));
        if (journal.capacity() - count < floor) {
            move(edits, keep(), floor + count, 0);
        }
        return journal.takeSpare(count);
    }
}
