package bstack.alloc.firstfit.internal.heap;

import static bstack.alloc.firstfit.internal.format.FirstFitLayout.*;

import bstack.alloc.firstfit.internal.format.BlockImage;
import bstack.alloc.firstfit.internal.format.Blocks;
import bstack.alloc.firstfit.internal.index.FreeSpace;
import bstack.core.BStack;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The operations of the heap on addresses and sizes: where a block goes, what happens to the one it leaves.
 *
 * <p>The arguments have been checked; see {@link #objection}. All methods must run inside a transaction of the stack.
 */
public final class HeapOperations {
    private final Blocks blocks;
    private final BlockImage block;
    private final FreeSpace free;

    HeapOperations(BStack stack) {
        this.blocks = new Blocks(stack);
        this.block = blocks.image();
        this.free = new FreeSpace(stack, blocks);
    }

    /**
     * {@return why a slice can be no live allocation, or null if it may be one}
     *
     * <p>A live allocation starts at a block whose header and footer agree, which is marked used, does not overlap what
     * is free, and is as long as the slice at least.
     *
     * @throws bstack.core.BStackCorruptException if the free list is unsound
     */
    public @Nullable String objection(long start, long length) throws IOException {
        String untagged = objectionToTags(block, start, length, blocks.length());
        if (untagged != null) {
            return untagged;
        }
        long size = block.size();
        long other = free.index().overlapping(start, size);
        return other == NULL
                ? null
                : "it overlaps the free block of %d bytes at %d"
                        .formatted(free.index().size(other), other);
    }

    /**
     * {@return why the header and the footer at {@code start} are not those of a live block of {@code length} bytes or
     * more, or null if they may be}
     *
     * @param block what reads the block
     * @param end the payload's
     */
    public static @Nullable String objectionToTags(BlockImage block, long start, long length, long end)
            throws IOException {
        if (!isAddress(start, end)) {
            return "no block can start at %d in a payload of %d bytes".formatted(start, end);
        }
        block.read(start, end);
        long size = block.size();
        if (!fits(start, size, end) || block.footer() != size) {
            return "there is no block at %d, or its header and footer disagree".formatted(start);
        }
        if (block.isFree()) {
            return "the block at %d is free".formatted(start);
        }
        return length > size ? "the block at %d has %d bytes".formatted(start, size) : null;
    }

    /** {@return the greatest length that a payload can hold a new block for at all} */
    public long room() throws IOException {
        // Room for the block's own bytes, its alignment, and the file's header in front of the payload.
        return Long.MAX_VALUE - blocks.length() - OVERHEAD - ALIGNMENT - FILE_HEADER_SIZE;
    }

    /** {@return the size of a block} */
    public long size(long address) throws IOException {
        return blocks.size(address);
    }

    /** {@return the address of a used block for {@code length} bytes, all zero} */
    public long allocate(long length) throws IOException {
        long size = blockSize(length);
        long address = free.take(size);
        return address == NULL ? blocks.append(size) : address;
    }

    /**
     * {@return the address of a used block for a slice that ends at or before {@code limit}, all zero: the front of the
     * lowest free block that is large enough; or null (0) if there is none}
     *
     * @param length the slice's, at least 1 and at most {@code limit}
     */
    public long allocateBelow(long length, long limit) throws IOException {
        return length > blocks.length() ? NULL : free.takeLowest(blockSize(length), limit - length);
    }

    /** Frees a used block, and cuts off what is then free at the end of the payload. */
    public void free(long address) throws IOException {
        free.index().checkRoom();
        long size = blocks.size(address);
        if (isTail(address, size)) {
            blocks.discard(size + OVERHEAD);
            free.trim();
        } else {
            free.release(address, size);
        }
    }

    /**
     * Makes a used block hold {@code newLength} bytes instead of {@code length}; new ones are zero.
     *
     * @return the block's address, the same or another
     */
    public long resize(long address, long length, long newLength) throws IOException {
        free.index().checkRoom();
        long size = blocks.size(address);
        long wanted = blockSize(newLength);
        if (wanted != blockSize(length) && isTail(address, size)) {
            resizeTail(address, size, wanted);
        } else if (wanted > size && !mergeRight(address, size, wanted)) {
            return move(address, size, length, wanted);
        }
        // After the old length there are older contents of the block: a longer slice, tags, links.
        blocks.zero(address + length, address + newLength);
        return address;
    }

    /** Gives back trailing free blocks, and says how many bytes that were. */
    public long trim() throws IOException {
        return free.trim();
    }

    private boolean isTail(long address, long size) throws IOException {
        return blockEnd(address, size) == blocks.length();
    }

    private void resizeTail(long address, long size, long wanted) throws IOException {
        if (wanted == size) {
            return;
        }
        if (wanted > size) {
            blocks.extend(wanted - size);
        } else {
            blocks.discard(size - wanted);
        }
        blocks.setSize(address, wanted);
        blocks.setFooter(address, wanted);
    }

    /** Grows a block over its right neighbour, if that is free and large enough; gives back what is left of it. */
    private boolean mergeRight(long address, long size, long wanted) throws IOException {
        long right = blockEnd(address, size) + HEADER_SIZE;
        long rightSize = free.index().size(right);
        long merged = size + OVERHEAD + rightSize;
        if (rightSize == 0 || merged < wanted) {
            return false;
        }
        free.unlink(right);
        boolean split = isSplit(merged, wanted);
        long grown = split ? wanted : merged;
        blocks.setSize(address, grown);
        blocks.setFooter(address, grown);
        if (split) {
            free.add(blockEnd(address, grown) + HEADER_SIZE, merged - grown - OVERHEAD);
        }
        return true;
    }

    /** Moves a block's bytes to a free block, or else to the end of the payload, and frees the old one. */
    private long move(long address, long size, long length, long wanted) throws IOException {
        long target = allocate(wanted);
        blocks.copy(address, target, length);
        free.release(address, size);
        return target;
    }
}
