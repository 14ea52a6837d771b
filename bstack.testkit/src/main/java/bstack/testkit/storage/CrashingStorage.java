package bstack.testkit.storage;

import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A simulated disk that remembers, for every sector, which of its contents a power cut could leave.
 *
 * <p>It holds what is durable, what the cache shows to readers, and everything between: each write since the last flush
 * is a version of the sectors it touches, each size change a size that may or may not survive. A {@code CrashCampaign}
 * takes snapshots of it and enumerates the states that a crash could leave. What it does not assume:
 *
 * <ul>
 *   <li>any order among writes that no flush separates; a sector may survive in any of its versions;
 *   <li>that a write is atomic beyond one byte;
 *   <li>that size and content become durable together, or that space which was never written reads as zero afterwards;
 *   <li>that a second flush after a failed one brings back what the first one lost.
 * </ul>
 *
 * <p>Snapshots share unchanged sectors, so that one costs a few microseconds. {@link #close()} does nothing: the disk
 * outlives the stack on it, and is opened again. Thread-safe.
 */
public final class CrashingStorage implements Storage {
    /** A flush in the background: {@code isDone()} returns false up to this − 1 times. A prime. */
    private static final int FLUSH_QUESTIONS = 13;
    /** By how much more often than the one before, modulo that. */
    private static final int MORE_QUESTIONS = 5;

    DiskContents contents;

    private @Nullable DiskWatcher watcher;
    private int startedFlushes;
    private final FlushClassifier classifier;
    private @Nullable FlushKind leftOut;
    private boolean reserveGrows;
    private final FlushGate gate = new FlushGate(this);

    /** Creates an empty disk. */
    public CrashingStorage() {
        this(new byte[0]);
    }

    /**
     * Creates a disk that holds a file durably. After its end is garbage, as on a used medium.
     *
     * @param file the bytes
     */
    public CrashingStorage(byte[] file) {
        contents = new DiskContents(file);
        classifier = new FlushClassifier();
    }

    /** Creates a snapshot, unwatched. */
    private CrashingStorage(CrashingStorage other) {
        contents = new DiskContents(other.contents);
        classifier = new FlushClassifier();
        leftOut = other.leftOut;
        startedFlushes = other.startedFlushes;
        reserveGrows = other.reserveGrows;
    }

    /** {@return a copy of this disk as it is now, cache and unflushed writes included} */
    public synchronized CrashingStorage snapshot() {
        return new CrashingStorage(this);
    }

    // ---------------------------------------------------------------- Storage

    @Override
    public String name() {
        return "simulated disk";
    }

    @Override
    public synchronized long size() {
        return contents.size;
    }

    @Override
    public synchronized int read(long position, ByteBuffer dst) {
        return contents.read(position, dst);
    }

    @Override
    public synchronized void write(long position, ByteBuffer src) throws IOException {
        begin(position, src);
        if (watcher != null && src.remaining() > Sectors.SIZE) {
            ByteBuffer half = src.duplicate().limit(src.position() + src.remaining() / 2);
            position += half.remaining();
            src.position(half.limit());
            contents.put(position - half.remaining(), half);
            wrote();
        }
        contents.put(position, src);
        wrote();
    }

    @Override
    public synchronized void writeDurably(long position, ByteBuffer src) throws IOException {
        begin(position, src);
        long end = position + src.remaining();
        contents.put(position, src);
        if (isLeftOut(position, end)) {
            return;
        }
        if (end - position > 1) {
            gate.pass();
        }
        if (watcher != null) {
            watcher.flushing(this, position, end);
        }
        contents.settle(position, end);
    }

    @Override
    public synchronized void sync() {
        if (isLeftOut(0, Long.MAX_VALUE)) {
            return;
        }
        if (watcher != null) {
            watcher.flushing(this, 0, Long.MAX_VALUE);
        }
        settleAll();
    }

    /**
     * A flush in the background takes place somewhere between its start and the moment when the stack learns that it has
     * ended: here at the one or at the other, in turn, and the stack learns it at once or some commits later.
     */
    @Override
    public synchronized Flush startSync(Consumer<IOException> whenFailed) {
        int turn = startedFlushes++;
        boolean late = turn % 2 == 1;
        if (!late) {
            sync();
        }
        return new Flush() {
            private int questions = turn * MORE_QUESTIONS % FLUSH_QUESTIONS;
            private boolean missing = late;

            @Override
            public boolean isDone() {
                if (questions > 0) {
                    questions--;
                    return false;
                }
                await();
                return true;
            }

            @Override
            public void await() {
                questions = 0;
                if (missing) {
                    missing = false;
                    sync();
                }
            }
        };
    }

    @Override
    public synchronized void resize(long newSize) {
        if (contents.resize(newSize)) {
            wrote();
        }
    }

    @Override
    public synchronized void reserve(long end) {
        if (reserveGrows && end > contents.size) {
            resize(end);
        }
    }

    @Override
    public void close() {
        // The disk outlives the stack.
    }

    // ---------------------------------------------------------------- what a test asks and arranges

    /** {@return whether a power cut now could leave anything else than what readers see} */
    public synchronized boolean hasUnflushed() {
        return contents.hasUnflushed();
    }

    /** {@return whether readers see bytes that the medium does not hold, and no flush would bring there} */
    public boolean showsMoreThanIsDurable() {
        return contents.showsMoreThanIsDurable();
    }

    /** {@return whether readers see these bytes at a position, all within the size} */
    public boolean shows(long position, byte[] bytes) {
        return contents.shows(position, bytes);
    }

    /** {@return what readers see of a sector; shared, not to be changed} */
    public byte[] shownSector(int index) {
        return contents.cache[index];
    }

    /** {@return what survives of a sector for certain, unless something unflushed takes its place; not to be changed} */
    public byte[] durableSector(int index) {
        return contents.durable[index];
    }

    /**
     * Flips a bit on the medium alone, as if an older version of the byte had survived a flush that failed: readers go on
     * to see the byte as it was.
     *
     * @param position where
     */
    public synchronized void flipDurably(long position) {
        contents.flipDurably(position);
    }

    /** {@return a copy of what readers see} */
    public synchronized byte[] toBytes() {
        byte[] bytes = new byte[Math.toIntExact(contents.size)];
        read(0, ByteBuffer.wrap(bytes));
        return bytes;
    }

    /**
     * Leaves out every flush of a kind from now on: what it should have made durable stays unflushed.
     *
     * @param kind the kind, or null to leave out none
     */
    @SuppressWarnings("exports") // a user needs no JSpecify
    public synchronized void leaveOut(@Nullable FlushKind kind) {
        leftOut = kind;
    }

    /**
     * Lets {@link #reserve} raise the size, as {@code posix_fallocate} does, or leave it, as other media do.
     *
     * @param grows whether it does
     */
    public synchronized void reserveGrows(boolean grows) {
        reserveGrows = grows;
    }

    /** Makes the next durable write of more than one byte wait, data in the cache, until {@link #releaseFlush()}. */
    public synchronized void holdFlush() {
        gate.close();
    }

    /** {@return whether a durable write is waiting for {@link #releaseFlush()}} */
    public synchronized boolean isFlushHeld() {
        return gate.isHolding();
    }

    /** Lets the durable write go on that waits since {@link #holdFlush()}, and holds none any more. */
    public synchronized void releaseFlush() {
        gate.open();
    }

    /**
     * Notifies a listener of every moment at which a crash makes a difference.
     *
     * @param newWatcher the listener; null for none
     */
    @SuppressWarnings("exports") // a user needs no JSpecify
    public void watch(@Nullable DiskWatcher newWatcher) {
        watcher = newWatcher;
    }

    /** {@return what distinguishes the kinds of flushes on this disk; it must know what the stack is doing} */
    public FlushClassifier classifier() {
        return classifier;
    }

    /** Drops every doubt: what readers see is durable. */
    public synchronized void settleAll() {
        contents.settleAll();
    }

    // ---------------------------------------------------------------- inside

    private void begin(long position, ByteBuffer src) throws IOException {
        long size = contents.size;
        if (position < 0 || position > size - src.remaining()) {
            throw new IOException(
                    "write of [%d, %d) outside the size %d".formatted(position, position + src.remaining(), size));
        }
    }

    private void wrote() {
        if (watcher != null) {
            watcher.wrote(this);
        }
    }

    private boolean isLeftOut(long from, long to) {
        return leftOut != null && classifier.classify(this, from, to) == leftOut;
    }

    /** A failing flush brings every other sector to the medium and forgets that the rest was not. */
    synchronized void loseFlush(long from, long to) {
        Survivors survivors = new Survivors(this);
        int[] choice = new int[survivors.units()];
        for (int i = 0; i < choice.length; i += 2) {
            choice[i] = survivors.choices(i) - 1;
        }
        contents = survivors.failedFlush(choice, contents.durableSize, from, to).contents;
    }
}
