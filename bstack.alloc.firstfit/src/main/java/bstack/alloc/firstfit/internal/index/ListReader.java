package bstack.alloc.firstfit.internal.index;

import static bstack.alloc.firstfit.internal.format.FirstFitLayout.*;

import bstack.alloc.firstfit.internal.format.BlockImage;
import bstack.alloc.firstfit.internal.format.Blocks;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * One walk along the free list in the file that checks every block of it and ends on every input.
 *
 * <p>Each block must point back to the one before it, the first to nothing. A list that runs into itself would reach
 * some block from two sides and fails there, so a walk visits no block twice. Overlapping blocks, which do not show
 * that way, are found when the index is made.
 */
public final class ListReader {
    /** After so many blocks, and whenever there are twice as many, it is considered to read the arena instead. */
    private static final int FIRST_LOOK = 1 << 12;

    private final Blocks blocks;
    private final LongList addresses = new LongList();
    private final LongList sizes = new LongList();
    private final BlockImage block;

    private long length;
    /** The next block. */
    private long address;
    /** The offset of what points to it. */
    private long at = FREE_HEAD_OFFSET;

    private long previous = NULL;

    public ListReader(Blocks blocks) {
        this.blocks = blocks;
        this.block = blocks.image();
    }

    /**
     * Walks the list.
     *
     * @throws bstack.core.BStackCorruptException if a block of it is unsound
     */
    public void run() throws IOException {
        begin();
        follow(Long.MAX_VALUE);
    }

    private void begin() throws IOException {
        length = blocks.length();
        address = blocks.freeHead();
    }

    /** Follows the list to its end, or until so many blocks have been visited; {@return whether that was the end} */
    private boolean follow(long most) throws IOException {
        while (address != NULL) {
            if (count() >= most) {
                return false;
            }
            if (!isAddress(address, length)) {
                throw blocks.damaged(at, "the address of a free block, below " + length, Long.toString(address));
            }
            block.read(address, length);
            checkBlock();
            addresses.add(address);
            sizes.add(block.size());
            at = address + NEXT;
            previous = address;
            address = block.next();
        }
        return true;
    }

    private void checkBlock() throws IOException {
        long size = block.size();
        if (!fits(address, size, length)) {
            throw blocks.damaged(address - HEADER_SIZE, "the size of a free block", Long.toString(size));
        }
        if (!block.isFree()) {
            throw blocks.damaged(address - HEADER_SIZE + BLOCK_FLAGS, "a free block, as the list says", "a used one");
        }
        long footer = block.footer();
        if (footer != size) {
            throw blocks.damaged(
                    address + size, "the footer of a free block of " + size + " bytes", Long.toString(footer));
        }
        if (block.previous() != previous) {
            throw blocks.damaged(
                    address + PREVIOUS,
                    "the address of the free block before, " + previous,
                    Long.toString(block.previous()));
        }
    }

    /** {@return how many blocks the walk has seen} */
    public int count() {
        return addresses.size();
    }

    /** {@return the address of the i-th block, counted from the newest} */
    public long address(int i) {
        return addresses.get(i);
    }

    /**
     * Makes an index of the list. If that seems to be long, in an arena of many free blocks, the arena is read from one
     * end to the other instead of following it.
     *
     * @param onRollback takes what undoes later changes of the index
     * @throws bstack.core.BStackCorruptException if the list is unsound
     */
    FreeIndex index(Consumer<Runnable> onRollback) throws IOException {
        begin();
        for (long visited = FIRST_LOOK; !follow(visited); visited *= 2) {
            ArenaScan scan = new ArenaScan(blocks, length);
            if (scan.isWorthwhile(addresses)) {
                FreeIndex index = scan.index(onRollback);
                if (index != null) {
                    return index;
                }
                follow(Long.MAX_VALUE);
            }
        }
        AddressOrder order = new AddressOrder(addresses, sizes);
        return areApart(order) ? new FreeIndex(order, onRollback) : oneByOne(onRollback);
    }

    /** {@return whether no two blocks share bytes; if two do, so do two neighbours in the order of addresses} */
    private static boolean areApart(AddressOrder order) {
        long end = 0;
        for (int i = 0; i < order.count(); i++) {
            long address = order.address(i);
            if (address - HEADER_SIZE < end) {
                return false;
            }
            end = blockEnd(address, order.size(i));
        }
        return true;
    }

    /** Makes the index block by block, from the oldest on, and says which is the first that overlaps another. */
    private FreeIndex oneByOne(Consumer<Runnable> onRollback) throws IOException {
        FreeIndex index = new FreeIndex(count(), onRollback);
        for (int i = count() - 1; i >= 0; i--) {
            long address = addresses.get(i);
            long other = index.overlapping(address, sizes.get(i));
            if (other != NULL) {
                throw blocks.damaged(
                        address - HEADER_SIZE,
                        "a free block of its own",
                        "one that overlaps the free block at " + other);
            }
            index.insert(address, sizes.get(i));
        }
        return index;
    }
}
