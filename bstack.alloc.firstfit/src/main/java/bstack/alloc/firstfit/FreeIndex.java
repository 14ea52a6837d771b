package bstack.alloc.firstfit;

import static bstack.alloc.firstfit.FirstFitLayout.*;

import java.util.function.Consumer;

/**
 * The free list's mirror in memory: which blocks are free, by age and by address, each look-up in O(log n).
 *
 * <p>Every change registers its inverse with the running transaction. Inverses run in reverse order, so each finds the
 * index as its change left it; only a renumbering of the positions cannot be undone cheaply, and a rollback across one
 * makes the index {@linkplain #isStale() stale} instead: it must be built anew from the file.
 *
 * <p>Not thread-safe: used only inside transactions, that is under the stack's writer lock.
 */
final class FreeIndex {
    private final Consumer<Runnable> onRollback;
    private final AddressMap byAddress = new AddressMap();
    private ListOrder byAge;
    private int renumberings;
    private boolean stale;

    /**
     * Creates an empty index.
     *
     * @param expected how many blocks it will soon hold
     * @param onRollback takes what undoes a change when the running transaction rolls back
     */
    FreeIndex(int expected, Consumer<Runnable> onRollback) {
        this.byAge = new ListOrder(expected);
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
    long size(long address) {
        int position = byAddress.get(address);
        return position < 0 ? 0 : byAge.size(position);
    }

    /** {@return the address of the newest free block of at least {@code size} bytes, or null (0)} */
    long firstFit(long size) {
        int position = byAge.newest(size);
        return position < 0 ? NULL : byAge.address(position);
    }

    /** {@return the highest address of a free block, or null (0)} */
    long last() {
        return Math.max(NULL, byAddress.last());
    }

    /** {@return the address of the free block that ends where the block at {@code address} begins, or null (0)} */
    long leftNeighbour(long address) {
        long left = byAddress.floor(address - 1);
        return left > NULL && blockEnd(left, size(left)) == address - HEADER_SIZE ? left : NULL;
    }

    /** {@return the address of a free block that shares bytes with the block given, tags included, or null (0)} */
    long overlapping(long address, long size) {
        // Free blocks do not overlap each other, so the last one that begins before the end reaches furthest.
        long last = byAddress.floor(blockEnd(address, size) + HEADER_SIZE - 1);
        return last > NULL && blockEnd(last, size(last)) > address - HEADER_SIZE ? last : NULL;
    }

    /** Adds a block as the newest. */
    void add(long address, long size) {
        insert(address, size);
        undoing(() -> byAge.remove(byAddress.remove(address)));
    }

    /** Adds a block as the newest while the index is being built; not undone. */
    void insert(long address, long size) {
        if (byAge.isFull()) {
            renumber();
        }
        byAddress.put(address, byAge.add(address, size));
    }

    /** Takes a block away. */
    void remove(long address) {
        int position = byAddress.remove(address);
        long size = byAge.size(position);
        byAge.remove(position);
        undoing(() -> {
            byAge.put(position, address, size);
            byAddress.put(address, position);
        });
    }

    /** Changes the size of a block, which keeps its place in the list. */
    void resize(long address, long size) {
        int position = byAddress.get(address);
        long before = byAge.size(position);
        byAge.resize(position, size);
        undoing(() -> byAge.resize(position, before));
    }

    private void undoing(Runnable inverse) {
        int then = renumberings;
        onRollback.accept(() -> {
            stale |= then != renumberings;
            if (!stale) {
                inverse.run();
            }
        });
    }

    private void renumber() {
        int[] moved = new int[byAge.positions()];
        byAge = byAge.renumbered(moved);
        byAddress.renumber(moved);
        renumberings++;
    }
}
