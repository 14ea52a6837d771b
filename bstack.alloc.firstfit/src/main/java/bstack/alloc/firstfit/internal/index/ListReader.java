package bstack.alloc.firstfit.internal.index;

import static bstack.alloc.firstfit.internal.format.FirstFitLayout.*;

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
    private final Blocks blocks;
    private final LongList addresses = new LongList();
    private final LongList sizes = new LongList();

    public ListReader(Blocks blocks) {
        this.blocks = blocks;
    }

    /**
     * Walks the list.
     *
     * @throws bstack.core.BStackCorruptException if a block of it is unsound
     */
    public void run() throws IOException {
        long length = blocks.length();
        long previous = NULL;
        long at = FREE_HEAD_OFFSET;
        for (long address = blocks.freeHead(); address != NULL; ) {
            if (!isAddress(address, length)) {
                throw blocks.damaged(at, "the address of a free block, below " + length, Long.toString(address));
            }
            Blocks.Head head = blocks.head(address);
            checkBlock(address, head, length, previous);
            addresses.add(address);
            sizes.add(head.size());
            at = address + NEXT;
            previous = address;
            address = head.next();
        }
    }

    private void checkBlock(long address, Blocks.Head head, long length, long previous) throws IOException {
        long size = head.size();
        if (!fits(address, size, length)) {
            throw blocks.damaged(address - HEADER_SIZE, "the size of a free block", Long.toString(size));
        }
        if (!head.isFree()) {
            throw blocks.damaged(address - HEADER_SIZE + BLOCK_FLAGS, "a free block, as the list says", "a used one");
        }
        long footer = blocks.footer(address, size);
        if (footer != size) {
            throw blocks.damaged(
                    address + size, "the footer of a free block of " + size + " bytes", Long.toString(footer));
        }
        if (head.previous() != previous) {
            throw blocks.damaged(
                    address + PREVIOUS,
                    "the address of the free block before, " + previous,
                    Long.toString(head.previous()));
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
     * Walks the list and makes an index of it.
     *
     * @param onRollback takes what undoes later changes of the index
     * @throws bstack.core.BStackCorruptException if the list is unsound
     */
    FreeIndex index(Consumer<Runnable> onRollback) throws IOException {
        run();
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
