package bstack.core.internal.edits;

import bstack.core.internal.format.RangeKind;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

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

    private final TreeMap<Long, Extent> extents = new TreeMap<>();
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
        return extents.isEmpty() && length == baseLength;
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
        return extents().stream().anyMatch(e -> e.kind() == RangeKind.COPY);
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
    public Collection<Extent> extents() {
        return extents.values();
    }

    /** Puts a copy of bytes at an offset; after the length only directly, which raises it. */
    public void write(long start, byte[] src, int from, int count) {
        if (count == 0) {
            return;
        }
        changes++;
        long end = start + count;
        if (!overwrite(start, src, from, count)) {
            carve(start, end);
            if (!append(start, src, from, count)) {
                Extent e = new Extent(RangeKind.DATA, start, count);
                e.bytes = Arrays.copyOfRange(src, from, from + count);
                e.growable = true;
                add(e);
            }
        }
        length = Math.max(length, end);
    }

    /** Puts zeros at an offset. */
    public void zero(long start, long count) {
        Map.Entry<Long, Extent> before = extents.lowerEntry(start);
        if (count > 0
                && before != null
                && before.getValue().kind == RangeKind.FILL
                && before.getValue().end() >= start) {
            long from = before.getKey();
            put(new Extent(
                    RangeKind.FILL,
                    from,
                    Math.max(start + count, before.getValue().end()) - from));
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
            carve(e.start, e.end());
            add(e);
            length = Math.max(length, e.end());
        }
    }

    /** Sets the length to a smaller value; what is after it is forgotten. */
    public void truncate(long newLength) {
        changes++;
        carve(newLength, Long.MAX_VALUE);
        length = newLength;
    }

    /** {@return a write set of its own that says the same} */
    public WriteSet copy() {
        WriteSet copy = new WriteSet(baseLength);
        copy.absorb(this);
        copy.extents.replaceAll((start, e) -> e.copy());
        return copy;
    }

    /** Puts another write set on top of this one; the other must not be used any more. */
    public void absorb(WriteSet later) {
        for (Extent e : later.extents.values()) {
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
        for (Extent e : extents.values()) {
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
        Map.Entry<Long, Extent> entry = extents.floorEntry(start);
        if (entry == null || entry.getValue().end() <= start) {
            entry = extents.higherEntry(start);
        }
        while (entry != null && entry.getKey() < end) {
            Extent e = entry.getValue();
            if (e.start > done) {
                below.read(done, dst, at + (int) (done - start), (int) (e.start - done));
                done = e.start;
            }
            int n = (int) (Math.min(e.end(), end) - done);
            readExtent(e, done, dst, at + (int) (done - start), n, medium);
            done += n;
            entry = extents.higherEntry(e.start);
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

    private void add(Extent e) {
        extents.put(e.start, e);
        heapBytes += e.kind == RangeKind.DATA ? e.length : 0;
    }

    /** Writes into an extent that holds the whole range already, the common case of a counter or a list head. */
    private boolean overwrite(long start, byte[] src, int from, int count) {
        Map.Entry<Long, Extent> entry = extents.floorEntry(start);
        if (entry == null) {
            return false;
        }
        Extent e = entry.getValue();
        if (e.kind != RangeKind.DATA || e.end() < start + count) {
            return false;
        }
        System.arraycopy(src, from, e.bytes, e.from + (int) (start - e.start), count);
        return true;
    }

    /** Adds bytes to the end of the run before them, so that many small pushes become one range. */
    private boolean append(long start, byte[] src, int from, int count) {
        Map.Entry<Long, Extent> entry = extents.lowerEntry(start);
        if (entry == null) {
            return false;
        }
        Extent e = entry.getValue();
        if (e.kind != RangeKind.DATA || !e.growable || e.end() != start || e.length + count > MAX_RUN) {
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

    /** Makes room: no extent overlaps {@code [start, end)} any more. */
    private void carve(long start, long end) {
        Map.Entry<Long, Extent> before = extents.lowerEntry(start);
        if (before != null && before.getValue().end() > start) {
            Extent e = before.getValue();
            if (e.end() > end) {
                Extent tail = e.tail(end);
                extents.put(end, tail);
            } else if (e.kind == RangeKind.DATA) {
                heapBytes -= e.end() - start;
            }
            if (e.kind == RangeKind.DATA && e.end() > end) {
                heapBytes -= end - start;
            }
            e.cutEnd(start);
        }
        Map.Entry<Long, Extent> entry = extents.ceilingEntry(start);
        while (entry != null && entry.getKey() < end) {
            Extent e = entry.getValue();
            extents.remove(e.start);
            if (e.end() > end) {
                if (e.kind == RangeKind.DATA) {
                    heapBytes -= end - e.start;
                }
                e.cutStart(end);
                extents.put(end, e);
                break;
            }
            if (e.kind == RangeKind.DATA) {
                heapBytes -= e.length;
            }
            entry = extents.ceilingEntry(start);
        }
    }
}
