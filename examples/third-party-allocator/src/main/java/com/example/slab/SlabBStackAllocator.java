package com.example.slab;

import bstack.core.BStack;
import bstack.core.TransactionBody;
import bstack.spi.AbstractBStackAllocator;
import bstack.spi.BStackBulkAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.Finding;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import com.example.slab.internal.SlabHeap;
import com.example.slab.internal.SlabOpening;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * An allocator with blocks of one size, for many slices of about the same length.
 *
 * <p>A block has 8 bytes of its own. A slice that fits one block takes the one that was freed last; a longer one takes
 * the first blocks in a row that are free; and if there are none, the payload grows. What is freed goes in front of the
 * free list, and free blocks at the end of the payload are cut off. A slice grows in place within its last block and at
 * the end of the payload, and is moved otherwise. Bytes 0 to 23 of the payload are the user's ({@link #reserved()}).
 * The format is that of the original's checked slab, magic {@code ALCK}; that it reuses several blocks in a row, and
 * cuts off free ones, is this one's own.
 *
 * <p>Every operation is one transaction of the stack, or part of the enclosing one. Costs: an opening reads each
 * block's word. An operation is O(1) in the number of blocks, but for a slice of several blocks, for which the table in
 * memory is searched. That has 8 bytes for each block.
 *
 * <p>A slice to be freed or reallocated is refused ({@link IllegalArgumentException}) if it is another allocator's, if
 * no allocation starts there, or if its length takes another number of blocks. Not noticed: a stale slice whose blocks
 * were allocated again in the same way, and a wrong length that takes as many blocks. Bytes written through a stale
 * slice over a block's word, or over a free block's pointer, are noticed when the block is used
 * ({@link bstack.core.BStackCorruptException}), and by {@link #verify()}.
 *
 * <p>Thread-safe.
 */
public final class SlabBStackAllocator extends AbstractBStackAllocator
        implements BStackBulkAllocator, InspectableAllocator {

    /** The allocator's name. */
    public static final String NAME = "checked-slab";

    /** How many bytes of a slice one block of a new heap holds, unless another size is asked for. */
    public static final int USUAL_DATA_SIZE = 56;

    /** Set by the opening, then the same; used within transactions only. */
    private SlabHeap heap;

    private SlabBStackAllocator(BStack stack) {
        super(stack);
    }

    /**
     * Opens the heap on a stack: formats an empty payload, or what an interrupted creation has left; otherwise
     * validates, and links blocks that the original has lost when it was killed. On a read-only stack the changes stay
     * in memory.
     *
     * @param stack open, and without an allocator
     * @return the allocator, which has the stack from now on
     * @throws bstack.core.BStackCorruptException if the payload is not a checked slab, or is damaged; nothing has
     *     changed
     * @throws IllegalStateException if the stack carries an allocator already, or is closed
     * @throws IOException if the stack fails
     */
    public static SlabBStackAllocator open(BStack stack) throws IOException {
        return open(stack, USUAL_DATA_SIZE);
    }

    /**
     * Opens the heap on a stack, see {@link #open(BStack)}; a new one gets blocks of the given size.
     *
     * @param stack open, and without an allocator
     * @param dataSize how many bytes of a slice a block holds, 8 or more; an existing heap keeps its own
     * @return the allocator, which has the stack from now on
     * @throws IllegalArgumentException if a block cannot have that size
     * @throws IOException as there
     */
    public static SlabBStackAllocator open(BStack stack, int dataSize) throws IOException {
        int blockSize = SlabOpening.blockSize(dataSize);
        return attach(new SlabBStackAllocator(stack), allocator -> allocator.heap = SlabOpening.open(stack, blockSize));
    }

    @Override
    public String name() {
        return NAME;
    }

    /** {@return the first 24 bytes of the payload, which are left to the user} */
    @Override
    public BStackSlice reserved() throws IOException {
        checkAttached();
        return BStackSlice.of(this, 0, SlabHeap.reserved());
    }

    /** {@inheritDoc} For length 0 it is the slice (0, 0). */
    @Override
    public BStackSlice alloc(long length) throws IOException {
        return change(() -> {
            checkLength(length, 0, 1);
            return allocate(length);
        });
    }

    /** {@inheritDoc} The empty slice (0, 0) allocates; length 0 frees, and gives (0, 0). */
    @Override
    public BStackSlice realloc(BStackSlice slice, long newLength) throws IOException {
        checkOwned(slice);
        return change(() -> {
            checkLength(newLength, 0, 1);
            if (slice.isEmpty()) {
                if (slice.start() != 0) {
                    throw refusal(
                            "%s is empty, but not the slice (0, 0): reallocate the whole allocation".formatted(slice));
                }
                return allocate(newLength);
            }
            checkLive(slice);
            if (newLength == 0) {
                heap.free(slice.start());
                return empty();
            }
            return BStackSlice.of(this, heap.resize(slice.start(), slice.length(), newLength), newLength);
        });
    }

    @Override
    public void dealloc(BStackSlice slice) throws IOException {
        deallocBulk(List.of(slice));
    }

    /** {@inheritDoc} They are placed as single allocations in that order would be. */
    @Override
    public List<BStackSlice> allocBulk(long... lengths) throws IOException {
        long[] wanted = lengths.clone();
        return change(() -> {
            long blocks = 0;
            for (long length : wanted) {
                checkLength(length, blocks, wanted.length);
                blocks += length == 0 ? 0 : heap.blocks(length);
            }
            List<BStackSlice> slices = new ArrayList<>(wanted.length);
            for (long length : wanted) {
                slices.add(allocate(length));
            }
            return List.copyOf(slices);
        });
    }

    /** {@inheritDoc} They are freed one after the other in the collection's order; empty ones are ignored. */
    @Override
    public void deallocBulk(Collection<BStackSlice> slices) throws IOException {
        List<BStackSlice> freed = List.copyOf(slices);
        freed.forEach(this::checkOwned);
        change(() -> {
            checkApart(freed);
            for (BStackSlice slice : freed) {
                if (!slice.isEmpty()) {
                    heap.free(slice.start());
                }
            }
            return null;
        });
    }

    /** {@inheritDoc} It is the size of its blocks, their word included. */
    @Override
    public long footprint(BStackSlice slice) throws IOException {
        checkOwned(slice);
        return operate(() -> {
            if (slice.isEmpty()) {
                return 0L;
            }
            checkLive(slice);
            return heap.footprint(slice.length());
        });
    }

    /** {@inheritDoc} It takes the lowest free blocks in a row. */
    @Override
    public Optional<BStackSlice> allocBelow(long length, long limit) throws IOException {
        checkRequested(length);
        return change(() -> {
            if (length == 0 || length > limit || length > stack().length()) {
                return Optional.empty();
            }
            long start = heap.allocateBelow((int) heap.blocks(length), limit - length);
            return start == 0 ? Optional.empty() : Optional.of(BStackSlice.of(this, start, length));
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>Freeing does that by itself, so there are none unless the original has left them.
     */
    @Override
    public long trim() throws IOException {
        return change(() -> heap.trim());
    }

    /** {@inheritDoc} An allocation of several blocks is one. */
    @Override
    public List<HeapBlock> blocks() throws IOException {
        return operate(() -> heap.inspect());
    }

    /** {@inheritDoc} The slice is what comes after the word of the allocation's first block. */
    @Override
    public BStackSlice allocation(HeapBlock used) throws IOException {
        BStackSlice blocks = InspectableAllocator.super.allocation(used);
        return blocks.subslice(Long.BYTES, blocks.length());
    }

    @Override
    public List<Finding> verify() throws IOException {
        return operate(() -> heap.verify());
    }

    /** Runs one operation that may change the heap. */
    private <T> T change(TransactionBody<T> body) throws IOException {
        return operate(() -> {
            heap.begin();
            return body.run();
        });
    }

    private BStackSlice empty() {
        return BStackSlice.of(this, 0, 0);
    }

    private BStackSlice allocate(long length) throws IOException {
        return length == 0 ? empty() : BStackSlice.of(this, heap.allocate((int) heap.blocks(length)), length);
    }

    /** Refuses a length that cannot be had beside so many blocks for the other slices of the call. */
    private void checkLength(long length, long blocks, int count) throws IOException {
        checkRequested(length);
        if (length > heap.room(blocks)) {
            throw refusalOfLength(length, count);
        }
    }

    /** Refuses slices that are not live, or not each for itself. */
    private void checkApart(List<BStackSlice> slices) throws IOException {
        List<BStackSlice> sorted = new ArrayList<>(slices);
        sorted.removeIf(BStackSlice::isEmpty);
        sorted.sort(null);
        BStackSlice last = null;
        for (BStackSlice slice : sorted) {
            checkLive(slice);
            if (last != null && last.start() == slice.start()) {
                throw refusalOfOverlap(last, slice);
            }
            last = slice;
        }
    }

    private void checkLive(BStackSlice slice) throws IOException {
        String objection = heap.objection(slice.start(), slice.length());
        if (objection != null) {
            throw refusalOfSlice(slice, objection);
        }
    }
}
