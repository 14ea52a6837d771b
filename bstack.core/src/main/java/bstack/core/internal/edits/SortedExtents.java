package bstack.core.internal.edits;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Extents that do not overlap, in the order of their starts, found by an offset. Most write sets have few, and these are
 * one sorted array, the first chunk. More of them are in several chunks, which a directory lists. So adding one moves
 * the extents of a chunk at most, in whatever order they come, and finding one takes O(log n).
 *
 * <p>Changes are made at a cursor: {@link #seek} places it between two extents. So one search is enough to look at both
 * sides and to change them. To find extents by {@link #floor} and {@link #higher}, or to walk through them, changes
 * nothing. Several threads may do that at once.
 *
 * <p>The starts are read from the extents. So an extent may change while it is in here, as long as the order stays.
 */
final class SortedExtents implements Iterable<Extent> {
    private static final int FIRST_CAPACITY = 4;
    /** The largest number of extents in a chunk. */
    private static final int CHUNK = 128;

    /** The lowest chunk. It alone may be empty, and only if there is no other. */
    private Chunk first = new Chunk(FIRST_CAPACITY);
    /** All chunks, from the lowest to the highest; null as long as the first is enough. */
    private Chunk @Nullable [] directory;

    private int chunks = 1;
    private int size;

    /** The chunk of the cursor. */
    private int cursorChunk;
    /** The index in that chunk of the extent after the cursor, or the number of its extents. */
    private int cursor;

    /** Some of the extents, sorted. */
    private static final class Chunk {
        Extent[] extents;
        int count;

        Chunk(int capacity) {
            extents = new Extent[capacity];
        }

        /** {@return the number of extents that start at an offset or before it} */
        int after(long offset) {
            int low = 0;
            int high = count;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (extents[middle].start <= offset) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        void insert(int at, Extent e) {
            if (count == extents.length) {
                extents = Arrays.copyOf(extents, 2 * count);
            }
            System.arraycopy(extents, at, extents, at + 1, count - at);
            extents[at] = e;
            count++;
        }

        void delete(int at) {
            count--;
            System.arraycopy(extents, at + 1, extents, at, count - at);
            Arrays.fill(extents, count, count + 1, null);
        }

        /** {@return a new chunk, to which the extents from an index on have gone} */
        Chunk split(int at) {
            Chunk tail = new Chunk(CHUNK);
            tail.count = count - at;
            System.arraycopy(extents, at, tail.extents, 0, tail.count);
            Arrays.fill(extents, at, count, null);
            count = at;
            return tail;
        }
    }

    /** {@return the number of extents} */
    int size() {
        return size;
    }

    /** {@return the last extent that starts at an offset or before it, or null} */
    @Nullable
    Extent floor(long offset) {
        Chunk chunk = chunk(chunkOf(offset));
        int after = chunk.after(offset);
        return after == 0 ? null : chunk.extents[after - 1];
    }

    /** {@return the first extent that starts after an offset, or null} */
    @Nullable
    Extent higher(long offset) {
        int c = chunkOf(offset);
        return at(c, chunk(c).after(offset));
    }

    /** Places the cursor after all extents that start before an offset, and before all others. */
    void seek(long offset) {
        cursorChunk = chunkOf(offset - 1);
        cursor = chunk(cursorChunk).after(offset - 1);
    }

    /** {@return the extent before the cursor, or null} */
    @Nullable
    Extent before() {
        if (cursor > 0) {
            return chunk(cursorChunk).extents[cursor - 1];
        }
        if (cursorChunk == 0) {
            return null;
        }
        Chunk lower = chunk(cursorChunk - 1);
        return lower.extents[lower.count - 1];
    }

    /** {@return the extent after the cursor, or null} */
    @Nullable
    Extent next() {
        return at(cursorChunk, cursor);
    }

    /** Inserts an extent at the cursor, which is before it then. */
    void insert(Extent e) {
        Chunk chunk = chunk(cursorChunk);
        if (chunk.count == CHUNK) {
            boolean isLast = cursor == CHUNK && cursorChunk == chunks - 1;
            // What comes in rising order fills chunks to the last place.
            Chunk upper = chunk.split(isLast ? CHUNK : CHUNK / 2);
            insertChunk(cursorChunk + 1, upper);
            if (cursor > chunk.count || isLast) {
                cursor -= chunk.count;
                cursorChunk++;
                chunk = upper;
            }
        }
        chunk.insert(cursor, e);
        size++;
    }

    /** Takes the extent after the cursor away; there is one. */
    void removeNext() {
        Chunk chunk = chunk(cursorChunk);
        if (cursor == chunk.count) {
            chunk = chunk(++cursorChunk);
            cursor = 0;
        }
        chunk.delete(cursor);
        size--;
        if (chunk.count == 0 && directory != null && chunks > 1) {
            deleteChunk(directory, cursorChunk);
            if (cursorChunk > 0) {
                cursor = chunk(--cursorChunk).count;
            }
        }
    }

    /** {@return the last chunk that starts at an offset or before it, or else the first} */
    private int chunkOf(long offset) {
        if (directory == null) {
            return 0;
        }
        int low = 1;
        int high = chunks;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (directory[middle].extents[0].start <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    private Chunk chunk(int c) {
        return directory == null ? first : directory[c];
    }

    /** {@return the extent at an index of a chunk, or else the first of the next chunk, or null} */
    private @Nullable Extent at(int c, int index) {
        Chunk chunk = chunk(c);
        if (index < chunk.count) {
            return chunk.extents[index];
        }
        return c + 1 < chunks ? chunk(c + 1).extents[0] : null;
    }

    private void insertChunk(int at, Chunk chunk) {
        Chunk[] all = directory;
        if (all == null) {
            all = new Chunk[4];
            all[0] = first;
        } else if (chunks == all.length) {
            all = Arrays.copyOf(all, 2 * chunks);
        }
        System.arraycopy(all, at, all, at + 1, chunks - at);
        all[at] = chunk;
        directory = all;
        chunks++;
    }

    private void deleteChunk(Chunk[] all, int at) {
        chunks--;
        System.arraycopy(all, at + 1, all, at, chunks - at);
        Arrays.fill(all, chunks, chunks + 1, null);
        first = all[0];
    }

    /** {@return a walk through all extents, during which none may come or go} */
    @Override
    public Iterator<Extent> iterator() {
        return new Walk();
    }

    private final class Walk implements Iterator<Extent> {
        private Chunk chunk = first;
        private int c;
        private int at;

        @Override
        public boolean hasNext() {
            return at < chunk.count;
        }

        @Override
        public Extent next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Extent e = chunk.extents[at++];
            if (at == chunk.count && c + 1 < chunks) {
                chunk = chunk(++c);
                at = 0;
            }
            return e;
        }
    }
}
