package bstack.alloc.ghosttree.internal.index;

import bstack.alloc.ghosttree.internal.format.GhostTreeLayout;
import java.util.Arrays;

/**
 * A growing table of blocks, a row (slot) each, in plain arrays: a million blocks are 16 MB and two objects.
 *
 * <p>Starts and sizes are in bytes. Not thread-safe.
 */
public final class BlockTable {
    private static final int DIGIT_BITS = 11;
    private static final int DIGITS = 1 << DIGIT_BITS;

    private long[] start = new long[16];
    private long[] size = new long[16];
    private int count;

    /** {@return how many rows are in use: slots 0 to count − 1} */
    public int count() {
        return count;
    }

    public long start(int slot) {
        return start[slot];
    }

    public long size(int slot) {
        return size[slot];
    }

    public long end(int slot) {
        return start[slot] + size[slot];
    }

    /** Makes room for one more row; after that {@link #append} cannot fail for want of memory. */
    void reserve() {
        if (count == start.length) {
            int capacity = Capacity.after(count);
            long[] starts = Arrays.copyOf(start, capacity);
            long[] sizes = Arrays.copyOf(size, capacity);
            start = starts;
            size = sizes;
        }
    }

    /** Adds a row, and returns its slot. */
    public int append(long blockStart, long blockSize) {
        reserve();
        set(count, blockStart, blockSize);
        return count++;
    }

    public void set(int slot, long blockStart, long blockSize) {
        start[slot] = blockStart;
        size[slot] = blockSize;
    }

    /** Leaves only the first rows. */
    void shorten(int rows) {
        count = rows;
    }

    /** {@return the slots, sorted by the blocks' starts} */
    public int[] byAddress() {
        return sorted(start, identity());
    }

    /** {@return the slots, sorted by size, and blocks of one size by their start} */
    int[] bySizeAndAddress() {
        return sorted(size, byAddress());
    }

    /** {@return the slot of the last block that starts before an address, in an order by address; −1 if none does} */
    public int lastBefore(long address, int[] order) {
        int low = 0;
        int high = order.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (start[order[middle]] < address) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high < 0 ? -1 : order[high];
    }

    /** {@return whether no two blocks share a byte} */
    public boolean isDisjoint(int[] order) {
        for (int i = 1; i < order.length; i++) {
            if (end(order[i - 1]) > start[order[i]]) {
                return false;
            }
        }
        return true;
    }

    private int[] identity() {
        int[] slots = new int[count];
        for (int i = 0; i < count; i++) {
            slots[i] = i;
        }
        return slots;
    }

    /**
     * Sorts slots by their keys, slots with equal keys staying in the given order: a radix sort from the lowest digit,
     * linear, and without an object per block.
     */
    private static int[] sorted(long[] keys, int[] slots) {
        long all = 0;
        for (int slot : slots) {
            all |= keys[slot];
        }
        int[] from = slots;
        int[] to = new int[slots.length];
        for (int shift = GhostTreeLayout.UNIT_SHIFT; shift < Long.SIZE && all >>> shift != 0; shift += DIGIT_BITS) {
            int[] next = new int[DIGITS + 1];
            for (int slot : from) {
                next[digit(keys[slot], shift) + 1]++;
            }
            for (int i = 1; i < DIGITS; i++) {
                next[i] += next[i - 1];
            }
            for (int slot : from) {
                to[next[digit(keys[slot], shift)]++] = slot;
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        return from;
    }

    private static int digit(long key, int shift) {
        return (int) (key >>> shift) & (DIGITS - 1);
    }
}
