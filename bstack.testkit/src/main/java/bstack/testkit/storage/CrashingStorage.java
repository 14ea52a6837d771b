package bstack.testkit.storage;

import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
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
    /** How often at most a flush in the background is said to be running still, and one; prime. */
    private static final int FLUSH_QUESTIONS = 13;
    /** By how much more often than the one before, modulo that. */
    private static final int MORE_QUESTIONS = 5;

    /** By sector: what survives a crash for certain, unless a version of {@link #unflushed} takes its place. */
    byte[][] durable;
    /** By sector: what readers see. */
    byte[][] cache;
    /** By sector: the contents since the last flush, oldest first; null if there are none. */
    byte[] @Nullable [][] unflushed;

    long durableSize;
    long size;
    /** The sizes since the last flush, oldest first. */
    long[] unflushedSizes = {};

    private @Nullable DiskWatcher watcher;
    private int startedFlushes;
    private final FlushClassifier classifier;
    private @Nullable FlushKind leftOut;
    private boolean reserveGrows;
    private final FlushGate gate = new FlushGate(this);

    /** Creates an empty disk. */
    public CrashingStorage() {
        durable = new byte[0][];
        cache = new byte[0][];
        unflushed = new byte[0][][];
        classifier = new FlushClassifier();
        capacity(1);
        durable[0] = Sectors.ZERO; // a new file shows zeros where its header is not written yet
    }

    /**
     * Creates a disk that holds a file durably; behind its end lies garbage, as on a used medium.
     *
     * @param file the bytes
     */
    public CrashingStorage(byte[] file) {
        this();
        capacity(Sectors.count(file.length));
        size = file.length;
        durableSize = file.length;
        put(0, ByteBuffer.wrap(file));
        settleAll();
    }

    /** Creates a snapshot, unwatched. */
    private CrashingStorage(CrashingStorage other) {
        durable = other.durable.clone();
        cache = other.cache.clone();
        unflushed = other.unflushed.clone();
        durableSize = other.durableSize;
        size = other.size;
        unflushedSizes = other.unflushedSizes;
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
        return size;
    }

    @Override
    public synchronized int read(long position, ByteBuffer dst) {
        if (position >= size) {
            return 0;
        }
        int total = (int) Math.min(dst.remaining(), size - position);
        int sector = Sectors.of(position);
        int at = Sectors.within(position);
        for (int done = 0; done < total; sector++, at = 0) {
            int n = Math.min(total - done, Sectors.SIZE - at);
            if (dst.hasArray()) { // most are small, and checking a buffer costs more than copying
                System.arraycopy(cache[sector], at, dst.array(), dst.arrayOffset() + dst.position() + done, n);
            } else {
                dst.put(dst.position() + done, cache[sector], at, n);
            }
            done += n;
        }
        dst.position(dst.position() + total);
        return total;
    }

    @Override
    public synchronized void write(long position, ByteBuffer src) throws IOException {
        begin(position, src);
        if (watcher != null && src.remaining() > Sectors.SIZE) {
            ByteBuffer half = src.duplicate().limit(src.position() + src.remaining() / 2);
            position += half.remaining();
            src.position(half.limit());
            put(position - half.remaining(), half);
            watcher.wrote(this);
        }
        put(position, src);
        if (watcher != null) {
            watcher.wrote(this);
        }
    }

    @Override
    public synchronized void writeDurably(long position, ByteBuffer src) throws IOException {
        begin(position, src);
        long end = position + src.remaining();
        put(position, src);
        if (isLeftOut(position, end)) {
            return;
        }
        if (end - position > 1) {
            gate.pass();
        }
        if (watcher != null) {
            watcher.flushing(this, position, end);
        }
        settle(position, end);
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
        if (newSize > size) {
            grow(newSize);
        } else if (newSize < size) {
            sized(newSize);
        }
    }

    @Override
    public synchronized void reserve(long end) {
        if (reserveGrows && end > size) {
            grow(end);
        }
    }

    @Override
    public void close() {
        // The disk outlives the stack.
    }

    // ---------------------------------------------------------------- what a test asks and arranges

    /** {@return whether a power cut now could leave anything else than what readers see} */
    public synchronized boolean hasUnflushed() {
        if (durableSize != size || unflushedSizes.length > 0) {
            return true;
        }
        for (int i = 0; i < Sectors.count(size); i++) {
            if (unflushed[i] != null) {
                return true;
            }
        }
        return false;
    }

    /** {@return whether readers see bytes that the medium does not hold, and no flush would bring there} */
    public boolean showsMoreThanIsDurable() {
        for (int i = 0; i < Sectors.count(size); i++) {
            if (cache[i] != durable[i] && unflushed[i] == null) {
                int within = (int) Math.min(Sectors.SIZE, size - (long) i * Sectors.SIZE);
                if (!Arrays.equals(cache[i], 0, within, durable[i], 0, within)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** {@return whether readers see these bytes at a position, all within the size} */
    public boolean shows(long position, byte[] bytes) {
        int sector = Sectors.of(position);
        int at = Sectors.within(position);
        for (int done = 0; done < bytes.length; sector++, at = 0) {
            int n = Math.min(bytes.length - done, Sectors.SIZE - at);
            if (!Arrays.equals(cache[sector], at, at + n, bytes, done, done + n)) {
                return false;
            }
            done += n;
        }
        return true;
    }

    /** {@return what readers see of a sector; shared, not to be changed} */
    public byte[] shownSector(int index) {
        return cache[index];
    }

    /** {@return what survives of a sector for certain, unless something unflushed takes its place; not to be changed} */
    public byte[] durableSector(int index) {
        return durable[index];
    }

    /**
     * Flips a bit on the medium alone, as if an older version of the byte had survived a flush that failed: readers go on
     * to see the byte as it was.
     *
     * @param position where
     */
    public synchronized void flipDurably(long position) {
        int sector = Sectors.of(position);
        byte[] older = durable[sector].clone();
        older[Sectors.within(position)] ^= 1;
        durable[sector] = older;
    }

    /** {@return a copy of what readers see} */
    public synchronized byte[] toBytes() {
        byte[] bytes = new byte[Math.toIntExact(size)];
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
     * Tells a listener of every moment at which a crash makes a difference.
     *
     * @param newWatcher the listener; null for none
     */
    @SuppressWarnings("exports") // a user needs no JSpecify
    public void watch(@Nullable DiskWatcher newWatcher) {
        watcher = newWatcher;
    }

    /** {@return what tells the kinds of flushes apart on this disk; it wants to know what the stack is doing} */
    public FlushClassifier classifier() {
        return classifier;
    }

    /** Drops every doubt: what readers see is durable. */
    public synchronized void settleAll() {
        for (int i = 0; i < unflushed.length; i++) {
            if (unflushed[i] != null) {
                durable[i] = cache[i];
                unflushed[i] = null;
            }
        }
        durableSize = size;
        unflushedSizes = new long[0];
    }

    byte cached(int position) {
        return position < size ? cache[position / Sectors.SIZE][position % Sectors.SIZE] : 0;
    }

    // ---------------------------------------------------------------- inside

    private void begin(long position, ByteBuffer src) throws IOException {
        if (position < 0 || position > size - src.remaining()) {
            throw new IOException(
                    "write of [%d, %d) outside the size %d".formatted(position, position + src.remaining(), size));
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
        CrashingStorage after = survivors.failedFlush(choice, durableSize, from, to);
        durable = after.durable;
        unflushed = after.unflushed;
        unflushedSizes = after.unflushedSizes;
    }

    /** Every write makes new versions of the sectors it touches; one that changes nothing makes none. */
    private void put(long position, ByteBuffer src) {
        int sector = Sectors.of(position);
        for (int at = Sectors.within(position); src.hasRemaining(); sector++, at = 0) {
            int n = Math.min(src.remaining(), Sectors.SIZE - at);
            if (isShown(sector, at, src, n)) {
                src.position(src.position() + n);
            } else {
                byte[] content = cache[sector].clone();
                src.get(content, at, n);
                version(sector, content);
            }
        }
    }

    /** {@return whether the newest version of a sector, which the cache shows, holds the next bytes of a buffer already} */
    private boolean isShown(int sector, int at, ByteBuffer src, int n) {
        byte[] shown = cache[sector];
        if (!src.hasArray() || newest(sector) != shown) {
            return false;
        }
        int from = src.arrayOffset() + src.position();
        return Arrays.equals(shown, at, at + n, src.array(), from, from + n);
    }

    private byte[] newest(int sector) {
        byte[][] versions = unflushed[sector];
        return versions == null ? durable[sector] : versions[versions.length - 1];
    }

    private void version(int sector, byte[] content) {
        byte[] last = newest(sector);
        if (Arrays.equals(last, content)) {
            cache[sector] = last;
            return;
        }
        cache[sector] = content;
        byte[][] before = unflushed[sector];
        if (before == null) {
            unflushed[sector] = new byte[][] {content};
        } else {
            byte[][] versions = Arrays.copyOf(before, before.length + 1);
            versions[before.length] = content;
            unflushed[sector] = versions;
        }
    }

    /** Bytes {@code [from, to)} of the cache are durable now; nothing is said about the others of their sectors. */
    private void settle(long from, long to) {
        if (to > durableSize) {
            durableSize = size; // a durable byte lies within a durable size
            unflushedSizes = new long[0];
        }
        for (int sector = Sectors.of(from); (long) sector * Sectors.SIZE < to; sector++) {
            byte[][] versions = unflushed[sector];
            if (versions == null) {
                continue;
            }
            long start = (long) sector * Sectors.SIZE;
            int low = (int) Math.max(0, from - start);
            int high = (int) Math.min(Sectors.SIZE, to - start);
            if (high - low == Sectors.SIZE) {
                durable[sector] = cache[sector];
                unflushed[sector] = null;
            } else {
                durable[sector] = Sectors.with(durable[sector], low, cache[sector], low, high - low);
                settleVersions(sector, versions, low, high - low);
            }
        }
    }

    private void settleVersions(int sector, byte[][] versions, int at, int length) {
        byte[][] kept = new byte[versions.length][];
        int n = 0;
        for (byte[] version : versions) {
            byte[] settled = Sectors.with(version, at, cache[sector], at, length);
            byte[] last = n == 0 ? durable[sector] : kept[n - 1];
            if (!Arrays.equals(settled, last)) {
                kept[n++] = settled;
            }
        }
        unflushed[sector] = n == 0 ? null : Arrays.copyOf(kept, n);
    }

    private void grow(long newSize) {
        capacity(Sectors.count(newSize));
        exposeZeros(size, newSize);
        sized(newSize);
    }

    private void sized(long newSize) {
        size = newSize;
        unflushedSizes = Arrays.copyOf(unflushedSizes, unflushedSizes.length + 1);
        unflushedSizes[unflushedSizes.length - 1] = newSize;
        if (watcher != null) {
            watcher.wrote(this);
        }
    }

    /** New bytes read as zero; that is no write, so the medium may keep what it held there. */
    private void exposeZeros(long from, long to) {
        int first = Sectors.of(from);
        int within = (int) (from % Sectors.SIZE);
        if (within > 0) {
            cache[first] = Sectors.with(cache[first], within, Sectors.ZERO, 0, Sectors.SIZE - within);
            first++;
        }
        for (int i = first; i < Sectors.count(to); i++) {
            cache[i] = Sectors.ZERO;
        }
    }

    private void capacity(int sectors) {
        int old = cache.length;
        if (sectors > old) {
            int length = Math.max(sectors, old + old / 8);
            durable = Arrays.copyOf(durable, length);
            cache = Arrays.copyOf(cache, length);
            unflushed = Arrays.copyOf(unflushed, length);
            for (int i = old; i < length; i++) {
                durable[i] = Sectors.garbage(i);
                cache[i] = Sectors.ZERO;
            }
        }
    }
}
