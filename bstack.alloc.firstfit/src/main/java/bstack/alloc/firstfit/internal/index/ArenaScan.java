package bstack.alloc.firstfit.internal.index;

import static bstack.alloc.firstfit.internal.format.FirstFitLayout.*;

import bstack.alloc.firstfit.internal.format.Blocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the index of a heap with many free blocks by one pass over the arena, from block to block, in large reads. The
 * order of the list then follows from the links, in memory. To follow a list through the file costs about as much for
 * each block as to read 3 KiB of the arena in this way, because each block is elsewhere.
 *
 * <p>It accepts only what {@link ListReader} accepts as well. If anything is not as it should be it makes no index, and
 * does not say why: the list reader finds that out. Blocks that are marked free and are not in the list do not matter.
 */
final class ArenaScan {
    private static final int WINDOW = 1 << 18;
    /** How many places are looked at for an estimate, and how many bytes at each. */
    private static final int SAMPLES = 64;

    private static final int SAMPLE = 1 << 12;
    /** Below so many bytes of the arena for each free block it is better to read all of it. */
    private static final long DENSE = 2048;
    /** How many bytes of the arena are to be read for a block that has been visited in vain. */
    private static final long PATIENCE = 1 << 15;

    private static final int NONE = -1;
    private static final int UNSOUND = -2;
    /** Stands for the first place in the list; lower numbers for the following ones. */
    private static final int FIRST_PLACE = -3;

    private final Blocks blocks;
    private final long length;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW).order(ByteOrder.LITTLE_ENDIAN);
    private long windowStart;

    /** The blocks that are marked free, by address. */
    private final LongList addresses = new LongList();

    private final LongList sizes = new LongList();
    private final LongList nexts = new LongList();
    private final LongList previouses = new LongList();
    /** By the upper bits of an address, the first block there or after it. */
    private int[] buckets = {};

    private int shift;

    /** @param length the payload's */
    ArenaScan(Blocks blocks, long length) {
        this.blocks = blocks;
        this.length = length;
    }

    /**
     * {@return whether to read the arena is likely to be quicker than to follow the list}
     *
     * @param visited the addresses of the first blocks of the list
     */
    boolean isWorthwhile(LongList visited) throws IOException {
        if (visited.size() < SAMPLES || length / PATIENCE > visited.size()) {
            return false;
        }
        long bytes = 0;
        long free = 0;
        for (int i = 0; i < SAMPLES; i++) {
            long start = visited.get((int) ((long) i * visited.size() / SAMPLES)) - HEADER_SIZE;
            fill(start, SAMPLE);
            long at = start;
            while (isHeaderInWindow(at) && fits(at + HEADER_SIZE, sizeAt(at), length)) {
                free += isFreeAt(at) ? 1 : 0;
                at = blockEnd(at + HEADER_SIZE, sizeAt(at));
            }
            bytes += at - start;
        }
        return bytes < free * DENSE;
    }

    /**
     * {@return the index of the free list, or null if something is unsound}
     *
     * @param onRollback takes what undoes later changes of the index
     */
    @Nullable
    FreeIndex index(Consumer<Runnable> onRollback) throws IOException {
        if (!readArena()) {
            return null;
        }
        makeBuckets();
        int[] links = links();
        int i = find(blocks.freeHead());
        if (i >= 0 && previouses.get(i) != NULL) {
            return null;
        }
        int count = 0;
        // No block comes twice: each has one before it alone, and the first none.
        while (i >= 0) {
            int next = links[i];
            links[i] = FIRST_PLACE - count++;
            i = next;
        }
        return i == UNSOUND ? null : new FreeIndex(order(links, count), onRollback);
    }

    /** Collects the blocks that are marked free; {@return false if the arena is not block after block up to its end} */
    private boolean readArena() throws IOException {
        fill(ARENA_START, WINDOW);
        long at = ARENA_START;
        while (at < length) {
            long address = at + HEADER_SIZE;
            if (!isAddress(address, length)) {
                return false;
            }
            if (!isHeaderInWindow(at)) {
                fill(at, WINDOW);
            }
            long size = sizeAt(at);
            if (!fits(address, size, length)) {
                return false;
            }
            if (isFreeAt(at)) {
                if (footer(address, size) != size) {
                    return false;
                }
                int inWindow = (int) (at - windowStart) + HEADER_SIZE;
                addresses.add(address);
                sizes.add(size);
                nexts.add(window.getLong(inWindow + NEXT));
                previouses.add(window.getLong(inWindow + PREVIOUS));
            }
            at = blockEnd(address, size);
        }
        return true;
    }

    private void fill(long start, int most) throws IOException {
        blocks.read(start, window.clear().limit((int) Math.min(most, length - start)));
        windowStart = start;
    }

    /** {@return whether header and links of a block that begins at an offset have been read} */
    private boolean isHeaderInWindow(long at) {
        return at + HEADER_SIZE + MIN_SIZE <= windowStart + window.limit();
    }

    private long sizeAt(long at) {
        return window.getLong((int) (at - windowStart));
    }

    private boolean isFreeAt(long at) {
        return (window.getInt((int) (at - windowStart) + BLOCK_FLAGS) & FREE) != 0;
    }

    private long footer(long address, long size) throws IOException {
        long inWindow = address + size - windowStart;
        return inWindow <= window.limit() - FOOTER_SIZE ? window.getLong((int) inWindow) : blocks.footer(address, size);
    }

    /** Makes about a bucket for each free block. */
    private void makeBuckets() {
        int count = addresses.size();
        shift = Long.SIZE - Long.numberOfLeadingZeros(length / Math.max(1, count));
        buckets = new int[(int) (length >>> shift) + 1];
        int i = count;
        for (int b = buckets.length - 1; b >= 0; b--) {
            while (i > 0 && addresses.get(i - 1) >>> shift >= b) {
                i--;
            }
            buckets[b] = i;
        }
    }

    /** {@return the index of the block at an address, or that it is null (0), or that there is none} */
    private int find(long address) {
        if (address == NULL) {
            return NONE;
        }
        if (address < 0 || address >= length) {
            return UNSOUND;
        }
        int i = buckets[(int) (address >>> shift)];
        while (i < addresses.size() && addresses.get(i) < address) {
            i++;
        }
        return i < addresses.size() && addresses.get(i) == address ? i : UNSOUND;
    }

    /** {@return for each block the next one of its list, if that points back to it} */
    private int[] links() {
        int[] links = new int[addresses.size()];
        for (int i = 0; i < links.length; i++) {
            int next = find(nexts.get(i));
            links[i] = next >= 0 && previouses.get(next) != addresses.get(i) ? UNSOUND : next;
        }
        return links;
    }

    /**
     * {@return the blocks that are in the list, by address}
     *
     * @param places for each of them {@link #FIRST_PLACE} less its place in the list; for others something higher
     * @param count how many they are
     */
    private AddressOrder order(int[] places, int count) {
        long[] listed = new long[count];
        long[] listedSizes = new long[count];
        int[] listedPlaces = new int[count];
        int at = 0;
        for (int i = 0; i < places.length; i++) {
            if (places[i] <= FIRST_PLACE) {
                listed[at] = addresses.get(i);
                listedSizes[at] = sizes.get(i);
                listedPlaces[at++] = FIRST_PLACE - places[i];
            }
        }
        return new AddressOrder(listed, listedPlaces, listedSizes);
    }
}
