package bstack.alloc.firstfit.internal.index;

import static bstack.alloc.firstfit.internal.format.FirstFitLayout.*;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The free list's mirror in memory: which blocks are free, by age and by address, each look-up in O(log n).
 *
 * <p>A change takes the memory it needs, registers its inverse with the running transaction, and only then begins.
 * Inverses run in reverse order, so each finds the index as its change left it, and they allocate nothing. What cannot be
 * undone in this way makes the index {@linkplain #isStale() stale} instead, and it must be built anew from the file: a
 * change that an error has broken off, which is known by {@link #unknown}; a renumbering of the positions; and a block
 * for which there is no room without new memory.
 *
 * <p>Not thread-safe: used only inside transactions, that is under the stack's writer lock.
 */
public final class FreeIndex {
    private final Consumer<Runnable> onRollback;
    private final AddressMap byAddress;
    private ListOrder byAge;
    private int renumberings;
    /** Set while a change, or its inverse, is being made; what is left set was broken off. */
    private boolean unknown;

    private boolean stale;

    /**
     * Creates an empty index.
     *
     * @param expected how many blocks it will soon hold
     * @param onRollback takes what undoes a change when the running transaction rolls back
     */
    FreeIndex(int expected, Consumer<Runnable> onRollback) {
        this.byAddress = new AddressMap();
        this.byAge = new ListOrder(expected);
        this.onRollback = onRollback;
    }

    /**
     * Creates an index of all blocks at once.
     *
     * @param order the blocks by address; their places are those in the list, from the newest on
     * @param onRollback takes what undoes a change when the running transaction rolls back
     */
    FreeIndex(AddressOrder order, Consumer<Runnable> onRollback) {
        this.byAddress = new AddressMap(order);
        this.byAge = new ListOrder(order);
        this.onRollback = onRollback;
    }

    int count() {
        return byAge.count();
    }

    /** {@return whether a rollback has left the index unusable} */
    boolean isStale() {
        return stale;
    }

    /** {@return the size of the free block at an address, 0 if there is none} */
    public long size(long address) {
        int position = byAddress.get(address);
        return position < 0 ? 0 : byAge.size(position);
    }

    /** {@return the position of the newest free block of at least {@code size} bytes, or −1} */
    int firstFit(long size) {
        return byAge.newest(size);
    }

    /** {@return the position of the lowest free block of at least {@code size} bytes, if its address is at most {@code last}; or −1} */
    int lowestFit(long size, long last) {
        return byAddress.lowest(size, last, byAge);
    }

    /** {@return the address of the free block at a position} */
    long addressAt(int position) {
        return byAge.address(position);
    }

    /** {@return the size of the free block at a position} */
    long sizeAt(int position) {
        return byAge.size(position);
    }

    /** {@return the highest address of a free block, or null (0)} */
    long last() {
        return Math.max(NULL, byAddress.last());
    }

    /** {@return the position of the free block that ends where the block at {@code address} begins, or −1} */
    int leftNeighbour(long address) {
        int left = byAddress.floor(address - 1);
        return left >= 0 && endAt(left) == address - HEADER_SIZE ? left : AddressMap.NONE;
    }

    /** {@return the address of a free block that shares bytes with the block given, tags included, or null (0)} */
    public long overlapping(long address, long size) {
        // Free blocks do not overlap each other, so the last one that begins before the end reaches furthest.
        int last = byAddress.floor(blockEnd(address, size) + HEADER_SIZE - 1);
        return last >= 0 && endAt(last) > address - HEADER_SIZE ? byAge.address(last) : NULL;
    }

    private long endAt(int position) {
        return blockEnd(byAge.address(position), byAge.size(position));
    }

    /**
     * Makes sure, before anything is changed, that a block more can be added.
     *
     * @throws IllegalStateException if the index can hold no more
     */
    public void checkRoom() {
        byAge.checkRoom();
    }

    /** Adds a block as the newest. */
    void add(long address, long size) {
        ListOrder.Renumbering renumbering = prepareToAdd();
        IndexChange change = new IndexChange(this, IndexChange.ADDED, address, size);
        onRollback.accept(change);
        unknown = true;
        change.isMade(place(address, size, renumbering), renumberings);
        unknown = false;
    }

    /** Adds a block as the newest while the index is being built; not undone. */
    void insert(long address, long size) {
        place(address, size, prepareToAdd());
    }

    /** Takes a block away. */
    void remove(long address) {
        int position = byAddress.get(address);
        IndexChange change = new IndexChange(this, IndexChange.REMOVED, address, byAge.size(position));
        onRollback.accept(change);
        unknown = true;
        byAddress.remove(address);
        byAge.remove(position);
        change.isMade(position, renumberings);
        unknown = false;
    }

    /** Changes the size of the block at a position, which it keeps. */
    void resizeAt(int position, long size) {
        IndexChange change = new IndexChange(this, IndexChange.RESIZED, byAge.address(position), byAge.size(position));
        onRollback.accept(change);
        unknown = true;
        byAge.resize(position, size);
        change.isMade(position, renumberings);
        unknown = false;
    }

    /** Takes the memory that one more block may need; {@return the renumbering that must come first, or null} */
    private ListOrder.@Nullable Renumbering prepareToAdd() {
        byAddress.reserve();
        return byAge.isFull() ? byAge.renumbering() : null;
    }

    private int place(long address, long size, ListOrder.@Nullable Renumbering renumbering) {
        if (renumbering != null) {
            byAddress.renumber(renumbering.moved());
            byAge = renumbering.order();
            renumberings++;
        }
        int position = byAge.add(address, size);
        byAddress.put(address, position);
        return position;
    }

    /**
     * Takes a change back that was made, later ones having been taken back; allocates nothing. The index becomes stale if
     * a change was broken off, or if this one cannot be taken back.
     */
    void undo(IndexChange change) {
        if (stale) {
            return;
        }
        stale = unknown || change.renumberings() != renumberings;
        if (!stale) {
            unknown = true;
            stale = !change.takeBack(byAddress, byAge);
            unknown = false;
        }
    }

    /** Called if a change that was broken off, or was never begun, is to be undone. */
    void undoUnmade() {
        stale |= unknown;
    }
}
