package bstack.alloc.ghosttree.internal.index;

import bstack.alloc.ghosttree.internal.format.GhostTreeLayout;

/**
 * The free blocks in memory, found by size and by address in logarithmic time.
 *
 * <p>The tree by (size, address) is the one in the file, node for node; the tree by address exists in memory only and
 * finds out whether bytes are free already. It takes 36 bytes per free block, and up to half as much again when the
 * arrays have just grown. Every change is reported to the {@link IndexChanges} of the running operation, which can take
 * it back.
 *
 * <p>Not thread-safe: used inside transactions only, and so under the stack's writer lock.
 */
public final class FreeIndex {
    /** The slot that is none. */
    static final int NONE = AvlTree.NONE;

    private final BlockTable blocks;
    private final AvlTree bySize;
    private final AvlTree byAddress;
    private final IndexTotals totals = new IndexTotals();

    /** The first unused row of the table; its start is the next one. */
    private int unused = NONE;

    @SuppressWarnings("NullAway.Init") // record comes before the first change
    private IndexChanges changes;

    /** Creates an index of nothing. */
    public FreeIndex() {
        this(new BlockTable());
    }

    private FreeIndex(BlockTable blocks) {
        this.blocks = blocks;
        bySize = new AvlTree(this::isSmaller, true);
        byAddress = new AvlTree((slot, other) -> blocks.start(slot) < blocks.start(other), false);
    }

    /** {@return an index whose trees are as shallow as they can be} */
    public static FreeIndex balanced(BlockTable blocks) {
        FreeIndex index = new FreeIndex(blocks);
        index.bySize.build(blocks.bySizeAndAddress());
        index.byAddress.build(blocks.byAddress());
        index.countRows();
        return index;
    }

    /** Sums the rows of a table up that was filled otherwise than by {@link #add}, and has no unused ones. */
    void countRows() {
        for (int slot = 0; slot < blocks.count(); slot++) {
            totals.added(blocks.size(slot));
        }
    }

    /** {@return the sums over all blocks} */
    IndexTotals totals() {
        return totals;
    }

    /** {@return the slots of all blocks, ascending by address} */
    public int[] inAddressOrder() {
        return byAddress.inOrder(totals.count());
    }

    private boolean isSmaller(int slot, int other) {
        long size = blocks.size(slot);
        long otherSize = blocks.size(other);
        return size != otherSize ? size < otherSize : blocks.start(slot) < blocks.start(other);
    }

    public BlockTable blocks() {
        return blocks;
    }

    AvlTree bySize() {
        return bySize;
    }

    public AvlTree byAddress() {
        return byAddress;
    }

    /** Says where changes are reported from now on; needed before the first {@link #add} or {@link #remove}. */
    void record(IndexChanges log) {
        changes = log;
        bySize.record(log);
        byAddress.record(log);
    }

    void restoreUnused(int slot) {
        unused = slot;
    }

    public long start(int slot) {
        return blocks.start(slot);
    }

    long size(int slot) {
        return blocks.size(slot);
    }

    long end(int slot) {
        return blocks.end(slot);
    }

    /** {@return the start of the block in a slot, or the null pointer for no slot: what a node's child field holds} */
    long pointer(int slot) {
        return slot == NONE ? GhostTreeLayout.NULL : blocks.start(slot);
    }

    /** {@return the smallest block of at least {@code size} bytes, of several the lowest; or {@link #NONE}} */
    int bestFit(long size) {
        int best = NONE;
        int slot = bySize.root();
        while (slot != NONE) {
            if (blocks.size(slot) >= size) {
                best = slot;
                slot = bySize.left(slot);
            } else {
                slot = bySize.right(slot);
            }
        }
        return best;
    }

    /**
     * {@return the lowest block of at least {@code size} bytes; or {@link #NONE}}
     *
     * <p>A search for each size that occurs. With n bytes free that is less than √(n/16) sizes, since the sizes are
     * different multiples of a unit.
     */
    int lowestFit(long size) {
        int lowest = NONE;
        for (int slot = bestFit(size); slot != NONE; slot = bestFit(blocks.size(slot) + 1)) {
            if (lowest == NONE || blocks.start(slot) < blocks.start(lowest)) {
                lowest = slot;
            }
        }
        return lowest;
    }

    /** {@return the block with the greatest start below {@code address}; or {@link #NONE}} */
    int below(long address) {
        int found = NONE;
        int slot = byAddress.root();
        while (slot != NONE) {
            if (blocks.start(slot) < address) {
                found = slot;
                slot = byAddress.right(slot);
            } else {
                slot = byAddress.left(slot);
            }
        }
        return found;
    }

    /** {@return a block that shares a byte with {@code [start, end)}; or {@link #NONE}} */
    int overlapping(long start, long end) {
        // Free blocks are apart, so that no block further down can reach higher than this one.
        int slot = below(end);
        return slot != NONE && blocks.end(slot) > start ? slot : NONE;
    }

    /**
     * Makes room for one more block, so that {@link #add} needs memory for the log of changes alone.
     *
     * @throws IllegalStateException if the index cannot hold more
     */
    void reserve() {
        if (unused == NONE) {
            int slot = blocks.count();
            blocks.reserve();
            bySize.reserve(slot);
            byAddress.reserve(slot);
        }
    }

    /** Adds a block that overlaps no other. */
    void add(long start, long size) {
        reserve();
        int slot = unused;
        if (slot == NONE) {
            slot = blocks.count();
            changes.rows(slot);
            changes.row(slot, start, size);
            blocks.append(start, size);
        } else {
            changes.unused(unused);
            changes.row(slot, blocks.start(slot), blocks.size(slot));
            unused = (int) blocks.start(slot);
            blocks.set(slot, start, size);
        }
        totals.added(size);
        bySize.insert(slot);
        byAddress.insert(slot);
    }

    /** Takes a block out. */
    void remove(int slot) {
        bySize.remove(slot);
        byAddress.remove(slot);
        totals.removed(blocks.size(slot));
        changes.unused(unused);
        changes.row(slot, blocks.start(slot), blocks.size(slot));
        blocks.set(slot, unused, 0);
        unused = slot;
    }
}
