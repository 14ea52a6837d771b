package bstack.alloc.firstfit.internal.index;

/**
 * One change of a {@link FreeIndex}, registered before it is made; run by a rollback.
 *
 * <p>Undoing allocates nothing. It does nothing if the change was not begun.
 */
final class IndexChange implements Runnable {
    /** A block came to the index. */
    static final int ADDED = 0;
    /** A block went. */
    static final int REMOVED = 1;
    /** A block has another size. */
    static final int RESIZED = 2;

    private final FreeIndex index;
    private final int kind;
    private final long address;
    private final long size;
    private int position;
    private int renumberings;
    private boolean made;

    /**
     * Describes a change that is about to be made.
     *
     * @param kind what is done
     * @param address the block's address
     * @param size its size, before the change if that alters it
     */
    IndexChange(FreeIndex index, int kind, long address, long size) {
        this.index = index;
        this.kind = kind;
        this.address = address;
        this.size = size;
    }

    /** Notes that it has been made: which position in the list the block has, and how often the index was renumbered. */
    void isMade(int listPosition, int renumberingsSoFar) {
        position = listPosition;
        renumberings = renumberingsSoFar;
        made = true;
    }

    int renumberings() {
        return renumberings;
    }

    @Override
    public void run() {
        if (made) {
            index.undo(this);
            made = false;
        } else {
            index.undoUnmade();
        }
    }

    /** Does the opposite; {@return false if that would need memory}, and then nothing has been done. */
    boolean takeBack(AddressMap byAddress, ListOrder byAge) {
        if (kind == RESIZED) {
            byAge.resize(position, size);
            byAddress.resized(address);
        } else if (kind == ADDED) {
            byAddress.remove(address);
            byAge.remove(position);
        } else {
            if (!byAddress.hasRoom(address)) {
                return false;
            }
            byAge.put(position, address, size);
            byAddress.put(address, position);
        }
        return true;
    }
}
