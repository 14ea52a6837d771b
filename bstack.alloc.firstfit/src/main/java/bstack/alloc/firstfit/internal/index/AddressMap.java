package bstack.alloc.firstfit.internal.index;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The free blocks by address in memory: a sorted map from addresses to list positions, in chunks of up to 256.
 *
 * <p>A directory of chunks, searched by bisection, then bisection within the chunk; a full chunk is halved, a nearly
 * empty one joins its neighbour. About 12 bytes an entry and at most three times as much at the worst filling; chunks
 * that are not needed any more are kept. Only {@link #reserve} allocates. Not thread-safe.
 */
final class AddressMap {
    private static final int CHUNK = 256;
    private static final int SPARSE = CHUNK / 4;
    /** How many entries a chunk gets that is filled in rising order. */
    private static final int FILLING = CHUNK - SPARSE;
    /** The result of a look-up if there is no such entry. */
    static final int NONE = -1;

    private static final long UNKNOWN = Long.MAX_VALUE;

    private Chunk[] chunks;
    private int used;
    /** Chunks to be used again, in a chain. */
    private @Nullable Chunk spare;

    /** Creates an empty map. */
    AddressMap() {
        chunks = new Chunk[4];
    }

    /** Creates a map of addresses to the positions that follow from their places in the list, newest first. */
    AddressMap(AddressOrder order) {
        int count = order.count();
        chunks = new Chunk[Math.max(4, count / FILLING + 2)];
        for (int from = 0; from < count; from += FILLING) {
            Chunk chunk = new Chunk();
            chunk.count = Math.min(FILLING, count - from);
            for (int i = 0; i < chunk.count; i++) {
                chunk.addresses[i] = order.address(from + i);
                chunk.positions[i] = count - 1 - order.place(from + i);
            }
            chunks[used++] = chunk;
        }
    }

    private static final class Chunk {
        final long[] addresses = new long[CHUNK];
        final int[] positions = new int[CHUNK];
        int count;
        /** No block of the chunk is larger; {@link #UNKNOWN} since one came. */
        long most = UNKNOWN;

        @Nullable
        Chunk nextSpare;

        /** {@return the index of an address, or −1 less the index at which it would be inserted} */
        int find(long address) {
            int low = 0;
            // Without a branch in the loop: no processor could foretell it.
            for (int rest = count; rest > 0; ) {
                int half = (rest + 1) >>> 1;
                // All ones if that address is lower; none is negative, so the difference has the right sign.
                long isLower = (addresses[low + half - 1] - address) >> (Long.SIZE - 1);
                low += half & (int) isLower;
                rest -= half;
            }
            return low < count && addresses[low] == address ? low : -1 - low;
        }

        void insert(int at, long address, int position) {
            System.arraycopy(addresses, at, addresses, at + 1, count - at);
            System.arraycopy(positions, at, positions, at + 1, count - at);
            addresses[at] = address;
            positions[at] = position;
            count++;
            most = UNKNOWN;
        }

        void delete(int at) {
            count--;
            System.arraycopy(addresses, at + 1, addresses, at, count - at);
            System.arraycopy(positions, at + 1, positions, at, count - at);
        }

        /** Moves the entries from {@code at} on to the end of another chunk. */
        void moveTail(int at, Chunk to) {
            System.arraycopy(addresses, at, to.addresses, to.count, count - at);
            System.arraycopy(positions, at, to.positions, to.count, count - at);
            to.count += count - at;
            to.most = UNKNOWN;
            count = at;
        }
    }

    /** Takes the memory that the next {@link #put} may need, which then cannot fail for want of it. */
    void reserve() {
        if (spare == null) {
            spare = new Chunk();
        }
        if (used == chunks.length) {
            chunks = Arrays.copyOf(chunks, 2 * used);
        }
    }

    /** {@return whether an address that is not in the map can be {@linkplain #put added} without new memory} */
    boolean hasRoom(long address) {
        boolean fits = used > 0 && chunks[Math.max(0, chunkOf(address))].count < CHUNK;
        return fits || spare != null && used < chunks.length;
    }

    /** Adds an address that is not in the map; there must be {@linkplain #reserve room}. */
    void put(long address, int position) {
        if (used == 0) {
            insertChunk(0, takeSpare());
        }
        int c = Math.max(0, chunkOf(address));
        Chunk chunk = chunks[c];
        if (chunk.count == CHUNK) {
            Chunk right = takeSpare();
            // Addresses mostly come in rising order when a map is filled, so that the right half stays the short one.
            chunk.moveTail(c == used - 1 ? FILLING : CHUNK / 2, right);
            insertChunk(c + 1, right);
            chunk = address < right.addresses[0] ? chunk : right;
        }
        chunk.insert(-chunk.find(address) - 1, address, position);
    }

    /** {@return the position of an address, which leaves the map, or {@link #NONE}} */
    int remove(long address) {
        int c = chunkOf(address);
        int at = c < 0 ? NONE : chunks[c].find(address);
        if (at < 0) {
            return NONE;
        }
        int position = chunks[c].positions[at];
        chunks[c].delete(at);
        if (chunks[c].count < SPARSE) {
            join(c);
        }
        return position;
    }

    /** {@return the position of an address, or {@link #NONE}} */
    int get(long address) {
        int c = chunkOf(address);
        int at = c < 0 ? NONE : chunks[c].find(address);
        return at < 0 ? NONE : chunks[c].positions[at];
    }

    /** {@return the position of the greatest address that is not above the given one, or {@link #NONE}} */
    int floor(long address) {
        int c = chunkOf(address);
        if (c < 0) {
            return NONE;
        }
        int at = chunks[c].find(address);
        return chunks[c].positions[at >= 0 ? at : -at - 2];
    }

    /** {@return the greatest address, or {@link #NONE}} */
    long last() {
        return used == 0 ? NONE : chunks[used - 1].addresses[chunks[used - 1].count - 1];
    }

    /** Notes that the block at an address of the map may be larger than it was. */
    void resized(long address) {
        chunks[chunkOf(address)].most = UNKNOWN;
    }

    /**
     * {@return the position of the lowest address, at most {@code last}, whose block has at least {@code size} bytes; or
     * {@link #NONE}}
     *
     * <p>What a search has found out about a chunk spares the next one the chunk's blocks.
     */
    int lowest(long size, long last, ListOrder sizes) {
        for (int c = 0; c < used && chunks[c].addresses[0] <= last; c++) {
            Chunk chunk = chunks[c];
            if (chunk.most >= size) {
                long most = 0;
                for (int i = 0; i < chunk.count; i++) {
                    long found = sizes.size(chunk.positions[i]);
                    if (found >= size) {
                        return chunk.addresses[i] <= last ? chunk.positions[i] : NONE;
                    }
                    most = Math.max(most, found);
                }
                chunk.most = most;
            }
        }
        return NONE;
    }

    /** Replaces every position {@code p} by {@code moved[p]}. */
    void renumber(int[] moved) {
        for (int c = 0; c < used; c++) {
            int[] positions = chunks[c].positions;
            for (int i = 0; i < chunks[c].count; i++) {
                positions[i] = moved[positions[i]];
            }
        }
    }

    /** {@return the last chunk that begins at or before an address, or -1}; no chunk is empty. */
    private int chunkOf(long address) {
        int low = 0;
        int high = used - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (chunks[middle].addresses[0] <= address) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    private Chunk takeSpare() {
        Chunk taken = spare;
        if (taken == null) {
            throw new IllegalStateException("no chunk was reserved");
        }
        spare = taken.nextSpare;
        taken.nextSpare = null;
        return taken;
    }

    private void insertChunk(int at, Chunk chunk) {
        System.arraycopy(chunks, at, chunks, at + 1, used - at);
        chunks[at] = chunk;
        used++;
    }

    private void deleteChunk(int at) {
        chunks[at].nextSpare = spare;
        spare = chunks[at];
        used--;
        System.arraycopy(chunks, at + 1, chunks, at, used - at);
    }

    /** Empties a sparse chunk into its left neighbour, or its right one into it, if that leaves room. */
    private void join(int c) {
        if (chunks[c].count == 0) {
            deleteChunk(c);
            return;
        }
        int left = Math.max(0, c - 1);
        if (left + 1 < used && chunks[left].count + chunks[left + 1].count <= CHUNK / 2) {
            chunks[left + 1].moveTail(0, chunks[left]);
            deleteChunk(left + 1);
        }
    }
}
