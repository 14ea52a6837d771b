package bstack.core.internal.edits;

import bstack.core.internal.format.RangeKind;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction, or a group of them, changes: the new length of the payload, and extents that do not overlap, in
 * the order of their offsets. It is the content of a frame, and until that is applied a layer through which later
 * operations read.
 *
 * <p>Whatever is between the old length and the new one is covered by extents, so a reader never sees what happened to
 * be on the medium there. Not thread-safe; {@link bstack.core.internal.commit.CommitPipeline} describes who owns it.
 */
public final class WriteSet {
    private static final int FIRST_CAPACITY = 256;
    /** A run of appended bytes is kept in one array up to this size. */
    private static final int MAX_RUN = 1 << 20;

    private final SortedExtents extents = new SortedExtents();
    private final long baseLength;
    private long length;
    private long heapBytes;
    private boolean inFile;
    private int changes;

    /**
     * Creates an empty write set.
     *
     * @param length the payload's length before it
     */
    public WriteSet(long length) {
        this.baseLength = length;
        this.length = length;
    }

    /** {@return the payload's length after this write set} */
    public long length() {
        return length;
    }

    /** {@return whether nothing changes} */
    public boolean isEmpty() {
        return extents.size() == 0 && length == baseLength;
    }

    /** {@return a number that differs after every change} */
    public int changes() {
        return changes;
    }

    /** {@return whether bytes of an extent are in the file already} */
    public boolean hasBytesInFile() {
        return inFile;
    }

    /** {@return whether bytes of an extent have to be copied from elsewhere in the file} */
    public boolean hasCopies() {
        for (Extent e : extents) {
            if (e.kind == RangeKind.COPY) {
                return true;
            }
        }
        return false;
    }

    /** {@return how many bytes of data are held in memory} */
    public long heapBytes() {
        return heapBytes;
    }

    /** {@return the number of extents} */
    public int size() {
        return extents.size();
    }

    /** {@return the extents, by offset; not to be changed} */
    public Iterable<Extent> extents() {
        return extents;
    }

    /** Puts a copy of bytes at an offset; after the length only directly, which raises it. */
    public void write(long start, byte[] src, int from, int count) {
        if (count == 0) {
            return;
        }
        changes++;
        long end = start + count;
        extents.seek(start);
        if (!overwrite(start, src, from, count)) {
            Extent before = carve(start, end);
            if (!append(before, start, src, from, count)) {
                Extent e = new Extent(RangeKind.DATA, start, count);
                e.bytes = Arrays.copyOfRange(src, from, from + count);
                e.growable = true;
                insert(e);
            }
        }
        length = Math.max(length, end);
    }

    /** Puts zeros at an offset. */
    public void zero(long start, long count) {
        extents.seek(start);
        Extent before = extents.before();
        if (count > 0 && before != null && before.kind == RangeKind.FILL && before.end() >= start) {
            long from = before.start;
            put(new Extent(RangeKind.FILL, from, Math.max(start + count, before.end()) - from));
        } else {
            put(new Extent(RangeKind.FILL, start, count));
        }
    }

    /** Notes that bytes were written to the file, in place. */
    public void inPlace(long start, long count) {
        put(new Extent(RangeKind.DIRECT, start, count));
        inFile = true;
    }

    /** Notes that the bytes of a range are elsewhere in the file. */
    public void elsewhere(long start, long count, long source) {
        Extent e = new Extent(RangeKind.COPY, start, count);
        e.source = source;
        put(e);
        inFile = true;
    }

    private void put(Extent e) {
        if (e.length > 0) {
            changes++;
            extents.seek(e.start);
            carve(e.start, e.end());
            insert(e);
            length = Math.max(length, e.end());
        }
    }

    /** Sets the length to a smaller value; what is after it is forgotten. */
    public void truncate(long newLength) {
        changes++;
        extents.seek(newLength);
        carve(newLength, Long.MAX_VALUE);
        length = newLength;
    }

    /** {@return a write set of its own that says the same} */
    public WriteSet copy() {
        WriteSet copy = new WriteSet(baseLength);
        for (Extent e : extents) {
            copy.put(e.copy());
        }
        copy.inFile = inFile;
        copy.truncate(length);
        return copy;
    }

    /** Puts another write set on top of this one; the other must not be used any more. */
    public void absorb(WriteSet later) {
        for (Extent e : later.extents) {
            boolean small = e.kind == RangeKind.DATA && e.length <= FIRST_CAPACITY;
            if (small) {
                write(e.start, e.bytes, e.from, (int) e.length);
            } else {
                put(e);
            }
        }
        inFile |= later.inFile;
        truncate(later.length);
    }

    /** The bytes of extents that are elsewhere have moved, all by the same distance. */
    public void sourcesMoved(long distance) {
        for (Extent e : extents) {
            if (e.kind == RangeKind.COPY) {
                e.source += distance;
            }
        }
    }

    /**
     * Reads through this write set: what it changes from it, the rest from below.
     *
     * @param start offset in the payload
     * @param dst where the bytes go
     * @param at index of the first
     * @param count how many; all must be below {@link #length}
     * @param below the layer below
     * @param medium the payload as it is in the file, for extents whose bytes are there
     * @throws IOException if the medium fails
     */
    public void read(long start, byte[] dst, int at, int count, ByteSource below, ByteSource medium)
            throws IOException {
        long end = start + count;
        long done = start;
        Extent e = extents.floor(start);
        if (e == null || e.end() <= start) {
            e = extents.higher(start);
        }
        while (e != null && e.start < end) {
            if (e.start > done) {
                below.read(done, dst, at + (int) (done - start), (int) (e.start - done));
                done = e.start;
            }
            int n = (int) (Math.min(e.end(), end) - done);
            readExtent(e, done, dst, at + (int) (done - start), n, medium);
            done += n;
            e = extents.higher(e.start);
        }
        if (done < end) {
            below.read(done, dst, at + (int) (done - start), (int) (end - done));
        }
    }

    private static void readExtent(Extent e, long start, byte[] dst, int at, int count, ByteSource medium)
            throws IOException {
        long into = start - e.start;
        if (e.kind == RangeKind.DATA) {
            System.arraycopy(e.bytes, e.from + (int) into, dst, at, count);
        } else if (e.kind == RangeKind.FILL) {
            Arrays.fill(dst, at, at + count, (byte) 0);
        } else {
            medium.read(e.kind == RangeKind.DIRECT ? start : e.source + into, dst, at, count);
        }
    }

    /** Adds an extent at the cursor. */
    private void insert(Extent e) {
        extents.insert(e);
        heapBytes += e.kind == RangeKind.DATA ? e.length : 0;
    }

    /** Writes into an extent if one holds the whole range already, the common case of a counter or a list head. */
    private boolean overwrite(long start, byte[] src, int from, int count) {
        Extent e = extents.next();
        if (e == null || e.start > start) {
            e = extents.before();
        }
        if (e == null || e.kind != RangeKind.DATA || e.end() < start + count) {
            return false;
        }
        System.arraycopy(src, from, e.bytes, e.from + (int) (start - e.start), count);
        return true;
    }

    /** Adds bytes to the end of the extent before them, so that many small pushes become one range. */
    private boolean append(@Nullable Extent e, long start, byte[] src, int from, int count) {
        if (e == null || e.kind != RangeKind.DATA || !e.growable || e.end() != start || e.length + count > MAX_RUN) {
            return false;
        }
        int used = e.from + (int) e.length;
        if (e.bytes.length - used < count) {
            int capacity = Math.max(FIRST_CAPACITY, Math.max(2 * used, used + count));
            e.bytes = Arrays.copyOf(e.bytes, Math.min(capacity, e.from + MAX_RUN));
        }
        System.arraycopy(src, from, e.bytes, used, count);
        e.length += count;
        heapBytes += count;
        return true;
    }

    /**
     * Makes room: no extent overlaps {@code [start, end)} any more. The cursor is at the start, and stays there.
     *
     * @return the extent before it, or null
     */
    private @Nullable Extent carve(long start, long end) {
        Extent before = extents.before();
        if (before != null && before.end() > start) {
            if (before.end() > end) {
                extents.insert(before.tail(end));
            }
            forget(before, start, end);
            before.cutEnd(start);
        }
        for (Extent e = extents.next(); e != null && e.start < end; e = extents.next()) {
            forget(e, e.start, end);
            if (e.end() > end) {
                e.cutStart(end);
            } else {
                extents.removeNext();
            }
        }
        return before;
    }

    /** Counts bytes less, of an extent that loses those of {@code [start, end)}. */
    private void forget(Extent e, long start, long end) {
        heapBytes -= e.kind == RangeKind.DATA ? Math.min(e.end(), end) - start : 0;
    }
}
