package bstack.core.internal.commit;

import bstack.core.BStackOptions;
import bstack.core.Storage;
import bstack.core.internal.format.Header;
import bstack.core.internal.journal.Extent;
import bstack.core.internal.journal.Journal;
import bstack.core.internal.journal.WriteSet;
import bstack.core.internal.storage.Zeros;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Space in the file for a transaction that is running: room for the payload to grow, and places for data that are too
 * large to be held in memory or written twice.
 *
 * <p>Data appended behind everything that the journal knows of go to their final place; other data go to spare space
 * just before the frame area, and are copied when the transaction has been committed. Neither is part of the payload
 * before the frame that names them is durable, and that frame is written only after a flush. Used under the writer lock.
 */
final class LargeData {
    private static final long MAX_HEAP = 1L << 20;
    private static final long MAX_LARGE = 256 * 1024;
    private static final long LARGE_ZERO = 1L << 20;

    private final StackEngine engine;
    private final Storage storage;
    private final Journal journal;
    /** How many bytes of data a transaction holds in memory. */
    private final long maxHeap;
    /** From how many bytes on data of one operation go to the file at once. */
    private final long large;

    private boolean used;
    private long keep;

    LargeData(StackEngine engine, Storage storage, Journal journal, BStackOptions options) {
        this.engine = engine;
        this.storage = storage;
        this.journal = journal;
        this.maxHeap = Math.min(MAX_HEAP, options.journalSize() / 2);
        this.large = Math.min(MAX_LARGE, options.journalSize() / 8);
    }

    String name() {
        return storage.name();
    }

    boolean isLarge(long count) {
        return count >= large && engine.writesToFile();
    }

    boolean isLargeZero(long count) {
        return count >= Math.min(LARGE_ZERO, 8 * large) && engine.writesToFile();
    }

    /** {@return payload offset up to which what lies behind the committed payload must be kept} */
    long keep() {
        return Math.max(keep, engine.committedLength());
    }

    /** {@return whether data of the running transaction lie in the file} */
    boolean isUsed() {
        return used;
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
    void reserve(Transaction t, long length) throws IOException {
        if (length > Header.MAX_LENGTH) {
            throw new IllegalArgumentException("%s: a payload of %d bytes is larger than the largest of %d"
                    .formatted(name(), length, Header.MAX_LENGTH));
        }
        if (engine.writesToFile() && journal.isAttached() && length > journal.capacity()) {
            engine.awaitIdle();
            if (length > journal.capacity()) {
                // Space that a large write is about to fill need not be filled with zeros first.
                move(t.edits(), isLarge(length - t.length()) ? length : keep(), length, 0);
            }
        }
    }

    private void move(WriteSet edits, long kept, long wanted, long frame) throws IOException {
        engine.useJournal(() -> edits.sourcesMoved(journal.move(engine.committedLength(), kept, wanted, frame)));
    }

    /** Makes room for a frame of this size. */
    void reserveFrame(WriteSet edits, long size) throws IOException {
        engine.awaitIdle();
        if (size > journal.maxFrame()) {
            move(edits, keep(), edits.length(), size);
        }
    }

    /** Writes data of one operation to the file. */
    void write(Transaction t, long start, ByteBuffer src) throws IOException {
        int n = src.remaining();
        WriteSet edits = t.edits();
        long end = start + n;
        prepare(edits, Math.max(end, edits.length()), isAppended(start) ? end : 0);
        if (isAppended(start) && end <= journal.capacity()) {
            engine.useJournal(() -> {
                checkpointIfBelow(start);
                storage.write(Header.SIZE + start, src.duplicate());
            });
            keep = Math.max(keep, end);
            edits.inPlace(start, n);
        } else {
            long source = takeSpare(edits, end, n);
            engine.useJournal(() -> storage.write(Header.SIZE + source, src.duplicate()));
            edits.elsewhere(start, n, source);
        }
    }

    /** Writes zeros behind the payload to the file. */
    void zero(Transaction t, long start, long count) throws IOException {
        WriteSet edits = t.edits();
        long end = start + count;
        prepare(edits, Math.max(end, edits.length()), isAppended(start) ? end : 0);
        if (isAppended(start) && end <= journal.capacity()) {
            engine.useJournal(() -> {
                checkpointIfBelow(start);
                Zeros.write(storage, Header.SIZE + start, Header.SIZE + end);
            });
            keep = Math.max(keep, end);
            edits.inPlace(start, count);
        } else {
            edits.zero(start, count);
        }
    }

    /** Keeps the data held in memory below the limit, by moving them to the file. */
    void makeRoom(Transaction t, int more) throws IOException {
        WriteSet edits = t.edits();
        if (edits.heapBytes() + more <= maxHeap || !engine.writesToFile()) {
            return;
        }
        prepare(edits, edits.length(), 0);
        long source = takeSpare(edits, edits.length(), edits.heapBytes());
        ByteBuffer data = ByteBuffer.allocate((int) edits.heapBytes());
        List<Extent> inMemory = new ArrayList<>();
        for (Extent e : edits.extents()) {
            if (e.kind() == Extent.Kind.BYTES) {
                inMemory.add(e);
                data.put(e.data());
            }
        }
        engine.useJournal(() -> storage.write(Header.SIZE + source, data.flip()));
        long at = source;
        for (Extent e : inMemory) {
            edits.elsewhere(e.start(), e.length(), at);
            at += e.length();
        }
    }

    /** Nothing may be on its way, and the journal attached, with room for a payload of a length. */
    private void prepare(WriteSet edits, long length, long overwritten) throws IOException {
        engine.awaitIdle();
        used = true;
        long kept = Math.max(keep(), overwritten);
        if (!journal.isAttached()) {
            engine.useJournal(() -> journal.attach(engine.committedLength(), kept, length, 0));
        } else if (length > journal.capacity()) {
            move(edits, kept, length, 0);
        }
    }

    /** Whether an offset lies behind everything that is committed. */
    private boolean isAppended(long start) {
        return start >= engine.committedLength();
    }

    /** A replay of frames of this generation would overwrite what is written in place below its highest range. */
    private void checkpointIfBelow(long start) throws IOException {
        if (start < journal.highest()) {
            journal.checkpoint(engine.committedLength());
        }
    }

    /** Spare space lies above everything that is, or by this operation becomes, payload: a replay copies from it again. */
    private long takeSpare(WriteSet edits, long end, long count) throws IOException {
        long payload = Math.max(edits.length(), end);
        long floor = Math.max(Math.max(payload, keep()), journal.highest());
        if (journal.capacity() - count < floor) {
            move(edits, keep(), floor + count, 0);
        }
        return journal.takeSpare(count);
    }
}
