package bstack.alloc.firstfit.internal.index;

/**
 * The free list's order in memory: a tournament over list positions that finds the newest block of at least some size.
 *
 * <p>A position is a number; newer blocks have higher ones, and because a block is only ever added as the newest, a
 * position never has to be squeezed in between two others. Positions are in groups of 16. Above the groups is a
 * complete binary tree that has in each node the largest size below it, so that a search goes down one path, towards
 * the newer side wherever that side has a block large enough, and a change goes up one path. Both take O(log n).
 *
 * <p>Positions are used up: when {@link #isFull()}, {@link #renumbering} makes a new order without the gaps. Memory is
 * about 17 bytes a position, and a renumbered order has one and a half times as many positions as blocks. Not
 * thread-safe.
 */
final class ListOrder {
    private static final int GROUP = 16;
    private static final int SPARE = 64;

    private final long[] addresses;
    /** By position; 0 where there is no block. */
    private final long[] sizes;
    /** Node 1 is the root, the children of n are 2n and 2n + 1, the groups are the leaves. */
    private final long[] largest;

    private final int firstLeaf;
    private int end;
    private int count;

    /** Creates an empty order with room for half as many blocks again as {@code expected}. */
    ListOrder(int expected) {
        int capacity = Capacity.of(expected + 1L, expected + expected / 2L + SPARE);
        int groups = (capacity + GROUP - 1) / GROUP;
        addresses = new long[groups * GROUP];
        sizes = new long[groups * GROUP];
        firstLeaf = groups == 1 ? 1 : Integer.highestOneBit(groups - 1) << 1;
        largest = new long[firstLeaf + groups];
    }

    /** Creates an order of all blocks at once; their places are those in the list, from the newest on. */
    ListOrder(AddressOrder order) {
        this(order.count());
        end = order.count();
        count = end;
        for (int i = 0; i < end; i++) {
            int position = end - 1 - order.place(i);
            addresses[position] = order.address(i);
            sizes[position] = order.size(i);
        }
        playAll();
    }

    int count() {
        return count;
    }

    boolean isFull() {
        return end == addresses.length;
    }

    /** Throws for one block more if there can be no order for it. */
    void checkRoom() {
        if (isFull()) {
            Capacity.of(count + 1L, count);
        }
    }

    long address(int position) {
        return addresses[position];
    }

    long size(int position) {
        return sizes[position];
    }

    /** {@return the position of a new block, newer than all others}; the order must not be full. */
    int add(long address, long size) {
        put(end, address, size);
        return end - 1;
    }

    /** Puts a block at an empty position. */
    void put(int position, long address, long size) {
        addresses[position] = address;
        count++;
        end = Math.max(end, position + 1);
        resize(position, size);
    }

    /** Takes away the block at a position, and leaves a gap there. */
    void remove(int position) {
        count--;
        resize(position, 0);
        while (end > 0 && sizes[end - 1] == 0) {
            end--;
        }
    }

    /** Changes the size of the block at a position. */
    void resize(int position, long size) {
        sizes[position] = size;
        int group = position / GROUP;
        long max = 0;
        for (int i = group * GROUP; i < (group + 1) * GROUP; i++) {
            max = Math.max(max, sizes[i]);
        }
        int node = firstLeaf + group;
        largest[node] = max;
        while (node > 1) {
            node >>= 1;
            long above = Math.max(at(2 * node), at(2 * node + 1));
            if (largest[node] == above) {
                return;
            }
            largest[node] = above;
        }
    }

    /** {@return the newest position whose block has at least {@code size} bytes, or -1} */
    int newest(long size) {
        if (largest[1] < size) {
            return -1;
        }
        int node = 1;
        while (node < firstLeaf) {
            node = at(2 * node + 1) >= size ? 2 * node + 1 : 2 * node;
        }
        int position = (node - firstLeaf + 1) * GROUP - 1;
        while (sizes[position] < size) {
            position--;
        }
        return position;
    }

    /**
     * The same blocks in the same order, without gaps and with room for more.
     *
     * @param order the new order
     * @param moved the new position for each old one
     */
    record Renumbering(ListOrder order, int[] moved) {}

    /** {@return a dense copy of this order}, which itself stays as it is. */
    Renumbering renumbering() {
        int[] moved = new int[end];
        ListOrder dense = new ListOrder(count);
        for (int position = 0; position < end; position++) {
            if (sizes[position] != 0) {
                moved[position] = dense.end;
                dense.append(addresses[position], sizes[position]);
            }
        }
        dense.playAll();
        return new Renumbering(dense, moved);
    }

    private void append(long address, long size) {
        addresses[end] = address;
        sizes[end++] = size;
        count++;
    }

    /** Fills the whole tree. */
    private void playAll() {
        for (int group = 0; group < largest.length - firstLeaf; group++) {
            int from = group * GROUP;
            long max = 0;
            for (int i = from; i < from + GROUP; i++) {
                max = Math.max(max, sizes[i]);
            }
            largest[firstLeaf + group] = max;
        }
        for (int node = firstLeaf - 1; node > 0; node--) {
            largest[node] = Math.max(at(2 * node), at(2 * node + 1));
        }
    }

    /** {@return a node's value}; the leaves after the last group are not stored, and empty. */
    private long at(int node) {
        return node < largest.length ? largest[node] : 0;
    }
}
