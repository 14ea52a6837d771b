package bstack.core.internal.journal;

import bstack.core.BStackNoSpaceException;
import bstack.core.BStackOptions;
import bstack.core.Storage;
import bstack.core.internal.edits.Extent;
import bstack.core.internal.edits.WriteSet;
import bstack.core.internal.event.Events;
import bstack.core.internal.event.Span;
import bstack.core.internal.format.AppliedMark;
import bstack.core.internal.format.BaseRecord;
import bstack.core.internal.format.Header;
import bstack.core.internal.format.RangeKind;
import bstack.core.internal.storage.BackgroundFlush;
import bstack.core.internal.storage.MediumException;
import bstack.core.internal.storage.Zeros;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The redo journal at the end of the file: attaching it, appending frames, checkpoints, moving it, and detaching it.
 *
 * <pre>
 *            attach                    append
 *  at rest ──────────► attached ◄──────────────┐
 *     ▲                 │  │  └─ frame, durable ┘
 *     │   detach        │  │
 *     └─────────────────┘  └─ checkpoint (grown area half full): payload flushed, base of the next generation
 *                             move (payload, frame or area grows): detach without truncation, attach
 * </pre>
 *
 * A frame area that is smaller than the options allow is filled up, and then the journal moves, with a larger one;
 * beyond {@link #ENOUGH} only if it was filled fast. From then on the area is used in a circle, see {@link FrameRing}. A checkpoint begins while half of it is free, and frames
 * go on being appended while the payload is flushed. They wait only if the other half is full as well. See
 * {@link #makeRoom}.
 *
 * Steps and their letters are those of docs/format.md, where it says what each flush is for. A method that throws
 * leaves the medium in a state that recovery understands, and the journal unusable; but {@link BStackNoSpaceException}
 * means that nothing that counts has changed. Not thread-safe: one thread at a time, see
 * {@link bstack.core.internal.commit.CommitPipeline}.
 */
public final class Journal {
    /** A journal starts with a frame area of at most this size, so that short sessions stay cheap. */
    private static final long FIRST_FRAME_SIZE = 256 * 1024;

    private static final int GROWTH = 4;
    /** An area of this size grows further only if it fills fast: each checkpoint of it makes commits wait for the disk. */
    private static final long ENOUGH = 4L << 20;
    /** Half of an area that is full sooner than this after its last checkpoint fills fast. */
    static final long FAST_NANOS = 1_000_000_000;
    /** So much of the room after the payload is written when the journal is placed; the rest is only reserved. */
    private static final long NEAR_GAP = 1L << 20;

    private static final long MAX_FILLS = 8L << 20;
    private static final int ABANDON_ATTEMPTS = 1000;

    private final Storage storage;
    private final BStackOptions options;
    private final Consumer<IOException> whenFailed;
    private final BeforeAttach beforeAttach;
    private final LongSupplier nanoTime;
    private final FrameWriter writer = new FrameWriter();
    private final JournalCounts counts = new JournalCounts();
    private final AppliedMark.Encoder marks = new AppliedMark.Encoder();
    private long frameGoal;

    private boolean attached;
    /** Whether the payload had holes when the journal was attached. */
    private boolean sparse;
    /** Whether the present step has begun to change or to flush the medium. */
    private boolean changing;
    /** Where the frame area begins, and its size; positions in the file. Written by the journal's thread only. */
    private volatile long frameStart;

    private volatile long frameSize;
    private long fileSize;
    private long salt;
    private long generation;
    private long sequence;
    private FrameRing ring = new FrameRing(0, 0);
    private Replayed replayed = Replayed.NOTHING;
    /** When the area was last empty, or a checkpoint began. */
    private long since;
    /** The checkpoint whose flush has begun, or null. */
    private @Nullable Checkpoint checkpoint;
    /** Bytes just before the frame area that hold data of a transaction which is not committed yet. */
    private volatile long spare;

    /**
     * What a recovery would do again.
     *
     * @param highest payload offset after the highest range: nothing below it may be written outside a frame
     * @param fills zeros that it would have to write
     */
    private record Replayed(long highest, long fills) {
        static final Replayed NOTHING = new Replayed(0, 0);

        Replayed and(Replayed later) {
            return new Replayed(Math.max(highest, later.highest), fills + later.fills);
        }
    }

    /** A running checkpoint: what was true when its flush began. */
    private static final class Checkpoint {
        /** The payload's length. */
        final long length;
        /** Number of the first frame that was written later. */
        final long sequence;
        /** Where that frame went. */
        final FrameRing.Mark mark;
        /** What a recovery would have done until then. */
        final Replayed before;
        /** Makes what had been applied durable. */
        Storage.Flush flush = BackgroundFlush.DONE;

        final Span event = Events.checkpoint();
        /** How much of the frame area was used then. */
        final long used;

        Checkpoint(long length, long sequence, FrameRing ring, Replayed before) {
            this.length = length;
            this.sequence = sequence;
            this.mark = ring.mark();
            this.used = ring.used();
            this.before = before;
        }
    }

    /** What is done before the journal is attached. */
    @FunctionalInterface
    public interface BeforeAttach {
        /**
         * Leaves the file at rest, and as long as its header says.
         *
         * @throws IOException if the medium fails
         */
        void run() throws IOException;
    }

    /**
     * Creates the journal of a file at rest.
     *
     * @param storage the file
     * @param options sizes
     * @param whenFailed called, by any thread, if a flush in the background fails
     * @param beforeAttach mends the file before it is changed
     */
    public Journal(
            Storage storage, BStackOptions options, Consumer<IOException> whenFailed, BeforeAttach beforeAttach) {
        this(storage, options, whenFailed, beforeAttach, System::nanoTime);
    }

    /** Creates a journal with a clock of its own, for tests. */
    Journal(
            Storage storage,
            BStackOptions options,
            Consumer<IOException> whenFailed,
            BeforeAttach beforeAttach,
            LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.storage = storage;
        this.options = options;
        this.whenFailed = whenFailed;
        this.beforeAttach = beforeAttach;
        this.frameGoal = Math.min(FIRST_FRAME_SIZE, options.journalSize());
    }

    /** {@return what it has done} */
    public JournalCounts counts() {
        return counts;
    }

    /**
     * {@return the file's length}
     *
     * @param payload the payload's, which it has at rest
     */
    public long fileLength(long payload) {
        return attached ? fileSize : Header.SIZE + payload;
    }

    /** {@return whether the journal is attached} */
    public boolean isAttached() {
        return attached;
    }

    /** A step begins: one or several calls that belong together. */
    public void beginStep() {
        changing = false;
    }

    /**
     * {@return whether the step has changed or flushed something, so that an exception out of it, of whatever type,
     * leaves the medium in a state that is not known, and the journal unusable}
     */
    public boolean isChanging() {
        return changing;
    }

    /** The step changes or flushes something from now on. */
    public void willChange() {
        changing = true;
    }

    /** {@return how long the payload can get before the journal has to move} */
    public long capacity() {
        return frameStart - spare - Header.SIZE;
    }

    /** {@return the size of the largest frame that fits} */
    public long maxFrame() {
        return Math.min(frameSize, FrameBuffers.MOST);
    }

    /** {@return the size of a write set's frame} */
    public static long sizeOfFrame(WriteSet edits) {
        return FrameWriter.sizeOf(edits);
    }

    /** {@return an upper bound of it, found without looking at every extent} */
    public static long boundOfFrame(WriteSet edits) {
        return FrameWriter.boundOf(edits);
    }

    /** {@return an upper bound of it after one more write of so many bytes} */
    public static long boundOfFrame(WriteSet edits, int more) {
        return FrameWriter.boundOf(edits, more);
    }

    /** {@return by how much at most a frame grows when its write set absorbs another} */
    public static long boundOfGrowth(WriteSet edits) {
        return FrameWriter.boundOfGrowth(edits);
    }

    /** {@return the payload offset above which data may be written outside a frame} */
    public long highest() {
        return allReplayed().highest;
    }

    private Replayed allReplayed() {
        return checkpoint == null ? replayed : checkpoint.before.and(replayed);
    }

    /**
     * Runs what mends a file at rest; the payload stays what it is.
     *
     * @param step what to run; writes nothing if the file is in order
     * @throws IOException if the medium fails
     */
    public void settle(BeforeAttach step) throws IOException {
        willChange();
        step.run();
        beginStep();
    }

    /**
     * Attaches the journal to the file, which is at rest.
     *
     * @param length the payload's length
     * @param keep payload offset up to which what is after the length is, or is about to be, written by the caller
     * @param wanted how long the payload is to become
     * @param frame the size of the largest frame that must fit
     * @throws BStackNoSpaceException if there is no room even for the smallest journal; nothing has changed
     * @throws IOException if the medium fails
     */
    public void attach(long length, long keep, long wanted, long frame) throws IOException {
        Zeros.prepare();
        settle(beforeAttach);
        refuseIfCutOff(length);
        rewriteHeader(length);
        sync(); // A0
        // The same bytes as before: nothing has changed until the journal is placed.
        beginStep();
        Geometry g = reserve(length, Math.max(keep, wanted), frame);
        sparse = storage.hasHoles(0, Header.SIZE + length);
        place(g, length, keep);
    }

    /** With the space for the journal, bytes that another program has cut off would come back as zeros. */
    private void refuseIfCutOff(long length) throws IOException {
        long size = storage.size();
        if (size < Header.SIZE + length) {
            willChange(); // the file is not what the stack believes it to be
            throw new IOException("%s: another program has truncated the file: expected %d bytes, found %d"
                    .formatted(storage.name(), Header.SIZE + length, size));
        }
    }

    /** For the flush A0. Where a file system copies what is overwritten it may need space, and then nothing has changed. */
    private void rewriteHeader(long length) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(Header.SIZE);
        storage.read(0, header);
        willChange();
        try {
            storage.write(0, header.flip());
        } catch (MediumException e) {
            if (e.wantsSpace()) {
                beginStep();
                throw new BStackNoSpaceException(storage.name(), Header.SIZE + length, e);
            }
            throw e;
        }
    }

    /**
     * {@return whether applying a write set needs space for holes of the payload}
     *
     * @throws IOException if the medium fails
     */
    public boolean hasHoles(WriteSet edits) throws IOException {
        if (!sparse) {
            return false;
        }
        for (Extent e : edits.extents()) {
            if (storage.hasHoles(Header.SIZE + e.start(), Header.SIZE + e.end())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Gives space to the holes of the payload that applying a write set will fill. Nothing may be in flight.
     *
     * @throws BStackNoSpaceException if there is none; nothing has changed
     * @throws IOException if the medium fails; nothing has changed
     */
    public void fillHoles(WriteSet edits) throws IOException {
        try {
            for (Extent e : edits.extents()) {
                storage.fillHoles(Header.SIZE + e.start(), Header.SIZE + e.end());
            }
        } catch (IOException e) {
            throw Geometry.isWantOfSpace(e) ? new BStackNoSpaceException(storage.name(), fileSize, e) : e;
        }
    }

    /**
     * Moves the journal, so that the payload has room to grow, or a frame to be written. It never moves towards the
     * payload: others rely on {@link #capacity} not to shrink.
     *
     * @param length the payload's length; everything committed has been applied
     * @param keep payload offset up to which what is after the length is, or is about to be, written by the caller
     * @param wanted how long the payload is to become
     * @param frame the size of the largest frame that must fit
     * @return by how many bytes the spare space has moved
     * @throws BStackNoSpaceException if there is no room; the journal is where it was, and empty
     * @throws IOException if the medium fails
     */
    public long move(long length, long keep, long wanted, long frame) throws IOException {
        Span event = Events.move();
        long payload = Math.max(Math.max(keep, wanted), capacity());
        Geometry.checkLength(payload, spare);
        Geometry present = new Geometry(frameStart, frameSize, fileSize);
        // Space is reserved only now, since that may make the file larger: while the journal counts its size is fixed.
        commitRest(length);
        Geometry moved;
        try {
            moved = reserve(length, payload, frame);
        } catch (IOException e) {
            place(present, length, keep);
            beginStep();
            throw e;
        }
        place(moved, length, keep);
        counts.moves++;
        event.finish(storage.name(), frameSize, fileSize);
        return frameStart - present.frameStart();
    }

    private Geometry reserve(long length, long payload, long frame) throws IOException {
        return Geometry.reserve(storage, options, length, payload, Math.max(frameGoal, frame), frame, spare);
    }

    /** Writes the new journal into the reserved space, and switches the file over to it. */
    private void place(Geometry g, long length, long keep) throws IOException {
        long oldFrameStart = frameStart;
        willChange();
        storage.resize(Math.max(g.fileSize(), storage.size()));
        if (spare > 0 && g.frameStart() != oldFrameStart) {
            Applier.copy(storage, oldFrameStart - spare, g.frameStart() - spare, spare);
        }
        long gap = Header.SIZE + Math.max(length, keep);
        Zeros.write(storage, gap, Math.min(gap + NEAR_GAP, g.frameStart() - spare));
        Zeros.write(storage, g.frameStart(), g.frameStart() + g.frameSize());
        frameStart = g.frameStart();
        frameSize = g.frameSize();
        fileSize = g.fileSize();
        // A generator of its own: it cannot be shared with the threads that attach journals of other files.
        salt = new SplittableRandom().nextLong();
        generation = 1;
        sequence = 1;
        BaseRecord base = base(generation, length);
        storage.write(base.position(), base.encode());
        storage.write(BaseRecord.slotPosition(fileSize, generation + 1), ByteBuffer.allocate(BaseRecord.SIZE));
        sync(); // A
        setState(Header.ATTACHED); // B
        attached = true;
        restart();
    }

    /**
     * Makes room in the frame area for a frame, and begins or ends a checkpoint if one is due. In an area of full size
     * that is when half of it is used. A smaller area fills up, and then the journal moves. From {@link #ENOUGH} on an
     * area is of full size as long as it does not fill fast.
     *
     * @param length the payload's length; everything committed has been applied
     * @param keep payload offset up to which what is after the length must be kept
     * @param frame the frame's size, at most {@link #maxFrame}
     * @throws IOException if the medium fails
     */
    public void makeRoom(long length, long keep, long frame) throws IOException {
        if (checkpoint == null && ring.used() >= frameSize / 2 && isLargeEnough()) {
            startCheckpoint(length);
        }
        if (checkpoint != null && (checkpoint.flush.isDone() || ring.find(frame) < 0)) {
            finishCheckpoint(checkpoint);
        }
        if (ring.find(frame) >= 0) {
            return;
        }
        if (!isLargeEnough() && spare == 0) {
            frameGoal = Math.min(options.journalSize(), GROWTH * Math.max(frameSize, frame));
            try {
                // All of it or nothing: a batch in flight may count on the size that there is now.
                move(length, keep, length, frameGoal);
                return;
            } catch (IOException e) {
                if (changing) {
                    throw e;
                }
                frameGoal = frameSize;
                return;
            }
        }
        checkpoint(length);
    }

    private boolean isLargeEnough() {
        return frameSize >= options.journalSize() || frameSize >= ENOUGH && nanoTime.getAsLong() - since >= FAST_NANOS;
    }

    /** {@return whether replaying this generation would take so long that a checkpoint is due} */
    public boolean isReplayLong() {
        return allReplayed().fills > MAX_FILLS;
    }

    /**
     * Appends a frame; it is durable when this returns. Room has been made.
     *
     * @param edits the content of the frame
     * @param frame where to encode it, from {@link FrameBuffers}; has the encoded frame when this returns
     * @throws IOException if the medium fails
     */
    public void append(WriteSet edits, ByteBuffer frame) throws IOException {
        writer.encode(edits, frame, salt, generation, sequence);
        int size = frame.remaining();
        long position = ring.find(size);
        if (position < 0) {
            throw new IllegalStateException("%s: a frame of %d bytes does not fit after %d others in a frame area of %d"
                    .formatted(storage.name(), size, ring.used(), frameSize));
        }
        willChange();
        writeDurably(position, frame); // I
        // Not flushed: it shows damage to the frame, once the frame has been applied.
        storage.write(Header.LENGTH_AT, marks.encode(salt, sequence));
        ring.add(position, size);
        sequence++;
        counts.frames++;
        counts.frameBytes += size;
        noteReplay(edits);
        frame.clear().limit(size);
    }

    /**
     * Applies what a frame says about the payload's offsets {@code [from, to)}, without a flush.
     *
     * @param edits the frame's content
     * @param frame what {@link #append} has encoded for it
     * @param from offset in the payload
     * @param to offset in the payload
     * @throws IOException if the medium fails
     */
    public void apply(WriteSet edits, ByteBuffer frame, long from, long to) throws IOException {
        Applier.apply(storage, edits, frame, from, to);
    }

    private void noteReplay(WriteSet edits) {
        long highest = replayed.highest;
        long fills = replayed.fills;
        for (Extent e : edits.extents()) {
            highest = Math.max(highest, e.end());
            fills += e.kind() == RangeKind.FILL ? e.length() : 0;
        }
        if (highest != replayed.highest || fills != replayed.fills) {
            replayed = new Replayed(highest, fills);
        }
    }

    /** The first half of a checkpoint beside which frames go on being appended. */
    private void startCheckpoint(long length) throws IOException {
        Checkpoint begun = new Checkpoint(length, sequence, ring, replayed);
        willChange();
        if (options.backgroundFlush()) {
            begun.flush = storage.startSync(whenFailed); // G
            counts.flushes++;
        } else {
            sync(); // G
        }
        checkpoint = begun;
        since = nanoTime.getAsLong();
        replayed = Replayed.NOTHING;
    }

    /** The second half: the frames before the flush are given up. */
    private void finishCheckpoint(Checkpoint done) throws IOException {
        willChange();
        Replayed since = replayed;
        awaitFlush();
        writeBase(new BaseRecord(
                salt,
                generation + 1,
                done.length,
                done.sequence,
                frameStart,
                frameSize,
                fileSize,
                done.mark.head() - frameStart));
        ring.release(done.mark);
        replayed = since;
        done.event.finish(storage.name(), done.used, done.length);
    }

    /**
     * Waits for the flush of a running checkpoint, if there is one, whose frames are not given up then.
     *
     * @throws IOException if that flush has failed
     */
    public void awaitFlush() throws IOException {
        Checkpoint begun = checkpoint;
        if (begun != null) {
            Replayed all = allReplayed();
            begun.flush.await();
            replayed = all;
            checkpoint = null;
        }
    }

    /** Waits until the medium is not used any more; how its last flush ended is of no interest. Never throws. */
    public void abandonFlush() {
        Checkpoint begun = checkpoint;
        checkpoint = null;
        for (int i = 0; begun != null && i < ABANDON_ATTEMPTS && !begun.flush.isDone(); i++) {
            try {
                begun.flush.await();
            } catch (Throwable e) {
                // The stack has failed or is closed, and has said so.
            }
        }
    }

    /**
     * A checkpoint at once: what was applied becomes durable, and the frame area is empty.
     *
     * @param length the payload's length; everything committed has been applied
     * @throws IOException if the medium fails
     */
    public void checkpoint(long length) throws IOException {
        Span event = Events.checkpoint();
        long used = ring.used();
        willChange();
        awaitFlush();
        sync(); // G
        writeBase(base(generation + 1, length));
        restart();
        event.finish(storage.name(), used, length);
    }

    private void writeBase(BaseRecord base) throws IOException {
        writeDurably(base.position(), base.encode()); // H
        generation = base.generation();
        counts.checkpoints++;
    }

    /**
     * Makes data durable that were written to the file before the frame that names them.
     *
     * @throws IOException if the medium fails
     */
    public void flushData() throws IOException {
        willChange();
        awaitFlush();
        sync(); // J, K
    }

    /**
     * Detaches: from now on the header counts, and the file can be truncated.
     *
     * @param length the payload's length; everything committed has been applied
     * @throws IOException if the medium fails
     */
    public void detach(long length) throws IOException {
        commitRest(length);
        attached = false;
        frameStart = 0;
    }

    /**
     * Truncates the file after {@link #detach}; {@link #flushTruncation} makes that durable.
     *
     * @param length the payload's length
     * @throws IOException if the medium fails
     */
    public void truncate(long length) throws IOException {
        storage.resize(Header.SIZE + length);
    }

    /**
     * Leaves the file at rest, durably, after {@link #truncate}.
     *
     * @throws IOException if the medium fails
     */
    public void flushTruncation() throws IOException {
        sync(); // E
    }

    /** Takes spare space before the frame area for data that is not committed yet. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the journal's thread writes it
    public long takeSpare(long bytes) {
        spare += bytes;
        return frameStart - spare - Header.SIZE;
    }

    /** Gives up all spare space. */
    public void dropSpare() {
        spare = 0;
    }

    private void commitRest(long length) throws IOException {
        willChange();
        awaitFlush();
        storage.write(Header.LENGTH_AT, Header.lengthBytes(length));
        sync(); // C
        setState(Header.AT_REST); // D
    }

    private void sync() throws IOException {
        storage.sync();
        counts.flushes++;
    }

    private void writeDurably(long position, ByteBuffer src) throws IOException {
        storage.writeDurably(position, src);
        counts.flushes++;
    }

    private void setState(byte state) throws IOException {
        writeDurably(Header.STATE_AT, ByteBuffer.wrap(new byte[] {state}));
    }

    /** {@return the record of a generation that has no frames yet, the first of which goes to the area's start} */
    private BaseRecord base(long ofGeneration, long length) {
        return new BaseRecord(salt, ofGeneration, length, sequence, frameStart, frameSize, fileSize, 0);
    }

    private void restart() {
        ring = new FrameRing(frameStart, frameSize);
        since = nanoTime.getAsLong();
        replayed = Replayed.NOTHING;
    }
}
