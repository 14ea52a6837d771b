package bstack.alloc.firstfit.internal.index;

import static bstack.alloc.firstfit.internal.format.FirstFitLayout.*;

import bstack.alloc.firstfit.internal.format.BlockImage;
import bstack.alloc.firstfit.internal.format.Blocks;
import bstack.core.BStack;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The heap's free blocks: the doubly linked list in the file, and in step with it the index in memory.
 *
 * <p>The policy of the format: a block that becomes free is merged with its free right and then its free left neighbour
 * and goes to the head; a request takes the newest block that is large enough, and if that can be split, its back,
 * while the front keeps its place in the list.
 *
 * <p>The index is built when it is first needed, from the list, which is checked on the way. From then on the index
 * decides which neighbours are free: flags in the file that contradict it have no effect. All methods must run inside a
 * transaction of the stack; that makes them thread-safe.
 */
public final class FreeSpace {
    private final BStack stack;
    private final Blocks blocks;
    private final BlockImage block;
    private @Nullable FreeIndex index;

    public FreeSpace(BStack stack, Blocks blocks) {
        this.stack = stack;
        this.blocks = blocks;
        this.block = blocks.image();
    }

    /**
     * {@return the index}
     *
     * @throws bstack.core.BStackCorruptException if the list in the file is unsound
     */
    public FreeIndex index() throws IOException {
        FreeIndex present = index;
        if (present == null || present.isStale()) {
            // What this transaction has done so far, opening the heap perhaps, may be rolled back: start anew then.
            stack.onRollback(() -> index = null);
            present = new ListReader(blocks).index(stack::onRollback);
            index = present;
        }
        return present;
    }

    /**
     * Takes the newest free block that is large enough, or its back.
     *
     * @param size the size wanted, a block's
     * @return the address of a used block of at least that size, its first {@code size} bytes zero; or null (0) if none
     *     is free
     */
    public long take(long size) throws IOException {
        FreeIndex list = index();
        int position = list.firstFit(size);
        if (position < 0) {
            return NULL;
        }
        long found = list.addressAt(position);
        long foundSize = list.sizeAt(position);
        if (isSplit(foundSize, size)) {
            list.resizeAt(position, foundSize - size - OVERHEAD);
            return blocks.split(found, foundSize, size);
        }
        unlink(found);
        blocks.setUsed(found, size);
        return found;
    }

    /**
     * Takes the front of the lowest free block that is large enough; the rest of it becomes the newest free block.
     *
     * @param size the size wanted, a block's
     * @param last the highest address that will do
     * @return the address of a used block of at least that size, its first {@code size} bytes zero; or null (0) if none
     *     is free there
     */
    public long takeLowest(long size, long last) throws IOException {
        FreeIndex list = index();
        int position = list.lowestFit(size, last);
        if (position < 0) {
            return NULL;
        }
        list.checkRoom();
        long found = list.addressAt(position);
        long foundSize = list.sizeAt(position);
        unlink(found);
        blocks.setUsed(found, size);
        if (isSplit(foundSize, size)) {
            blocks.setSize(found, size);
            blocks.setFooter(found, size);
            add(blockEnd(found, size) + HEADER_SIZE, foundSize - size - OVERHEAD);
        }
        return found;
    }

    /** Makes a used block free; it must not be the last block of the heap. */
    public void release(long address, long size) throws IOException {
        long freed = address;
        long freedSize = size;
        long right = blockEnd(address, size) + HEADER_SIZE;
        long rightSize = index().size(right);
        if (rightSize != 0) {
            unlink(right);
            freedSize += OVERHEAD + rightSize;
        }
        int left = index().leftNeighbour(address);
        if (left >= 0) {
            freed = index().addressAt(left);
            freedSize += OVERHEAD + index().sizeAt(left);
            unlink(freed);
        }
        add(freed, freedSize);
    }

    /** Puts a block at the head of the list, its tags and links written. */
    public void add(long address, long size) throws IOException {
        long newest = blocks.freeHead();
        blocks.writeFree(address, size, newest, NULL);
        blocks.setFreeHead(address);
        if (newest != NULL) {
            blocks.setPrevious(newest, address);
        }
        index().add(address, size);
    }

    /** Takes a free block out of the list; its own tags stay as they are. */
    public void unlink(long address) throws IOException {
        block.readHead(address);
        long next = block.next();
        long previous = block.previous();
        checkLink(address + NEXT, next);
        checkLink(address + PREVIOUS, previous);
        if (previous == NULL) {
            blocks.setFreeHead(next);
        } else {
            blocks.setNext(previous, next);
        }
        if (next != NULL) {
            blocks.setPrevious(next, previous);
        }
        index().remove(address);
    }

    /** Cuts off the free blocks at the end of the heap, and says how many bytes that gave back. */
    public long trim() throws IOException {
        long length = blocks.length();
        long end = length;
        long last = index().last();
        while (last != NULL && blockEnd(last, index().size(last)) == end) {
            unlink(last);
            end = last - HEADER_SIZE;
            last = index().last();
        }
        blocks.discard(length - end);
        return length - end;
    }

    private void checkLink(long offset, long address) throws IOException {
        if (address != NULL && index().size(address) == 0) {
            throw blocks.damaged(offset, "0 or the address of a free block", Long.toString(address));
        }
    }
}
