package bstack.alloc.firstfit;

import bstack.alloc.firstfit.internal.format.Blocks;
import bstack.alloc.firstfit.internal.format.FirstFitLayout;
import bstack.alloc.firstfit.internal.heap.HeapInspection;
import bstack.alloc.firstfit.internal.heap.HeapOpening;
import bstack.alloc.firstfit.internal.heap.HeapOperations;
import bstack.core.BStack;
import bstack.spi.AbstractBStackAllocator;
import bstack.spi.BStackBulkAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.Finding;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A heap of blocks with boundary tags that puts each allocation into the newest free block large enough for it.
 *
 * <p>A block has at least 16 bytes for its slice, a multiple of 8, and 24 bytes of its own. An allocation splits a free
 * block that is large enough: the back is handed out, the front stays free. A freed block merges with its free
 * neighbours. Free space at the end of the payload is cut off. A growing reallocation stays in place if it can: within
 * its block, at the end of the payload, or over a free right neighbour. The first 16 bytes of the payload are the
 * user's, {@link #reserved()}. The file format is ALFF 0.1 of the original, and every placement is the original's.
 *
 * <p>Each operation is one transaction of the stack, or part of the enclosing one. A crash tears and loses nothing, and
 * the stack recovers from it. {@link #open} also mends files in which another implementation was interrupted.
 *
 * <p>Costs: the open makes a constant number of reads, whatever the size of the file, unless it must mend. The first
 * operation walks the free list once, or, if the list is long and the payload has little else, reads the whole payload.
 * It mirrors the list in memory, with about 45 bytes for a free block. From then on, finding, adding and removing a free
 * block takes O(log n).
 *
 * <p>Calls throw IllegalArgumentException for a slice
 *
 * <ol>
 *   <li>whose start is not that of a block that is marked used and whose header and footer agree;
 *   <li>that is longer than that block;
 *   <li>whose block overlaps a free one.
 * </ol>
 *
 * <p>They cannot notice a slice whose bytes were allocated again, a shorter slice at a block's start, and a slice
 * within user bytes that imitate a block. For an empty slice at another offset than 0, a cut-down handle,
 * {@code dealloc} does nothing and {@code realloc} throws.
 *
 * <p>Thread-safe.
 */
public final class FirstFitBStackAllocator extends AbstractBStackAllocator
        implements BStackBulkAllocator, InspectableAllocator {

    /** Set by the opening, then the same; used within transactions only. */
    @SuppressWarnings("NullAway.Init") // before the opening everything is refused
    private HeapOperations heap;

    private FirstFitBStackAllocator(BStack stack) {
        super(stack);
    }

    /**
     * Opens the heap on a stack. It formats an empty payload, or what an interrupted creation has left. It mends a heap
     * that another implementation left in the middle of an operation. It only reads a heap at rest.
     *
     * <p>All writes are one transaction. On a stack that was opened read-only they stay in memory.
     *
     * @param stack open, and without an allocator
     * @return the allocator, which has the stack from now on
     * @throws IllegalStateException if the stack is closed or carries an allocator
     * @throws bstack.core.BStackCorruptException if the payload is no first-fit heap, or damaged; nothing has been
     * changed
     * @throws IOException if the stack fails
     */
    public static FirstFitBStackAllocator open(BStack stack) throws IOException {
        return attach(new FirstFitBStackAllocator(stack), allocator -> allocator.heap = HeapOpening.open(stack));
    }

    @Override
    public String name() {
        return FirstFitLayout.NAME;
    }

    /** {@inheritDoc} 16 bytes here, at the start of the payload. */
    @Override
    public BStackSlice reserved() throws IOException {
        checkAttached();
        return BStackSlice.of(this, 0, FirstFitLayout.RESERVED);
    }

    /** {@inheritDoc} For length 0 it is the slice (0, 0). */
    @Override
    public BStackSlice alloc(long length) throws IOException {
        return operate(() -> {
            checkLength(length);
            return allocate(length);
        });
    }

    /** {@inheritDoc} For the empty slice (0, 0) it allocates. For length 0 it frees, and returns (0, 0). */
    @Override
    public BStackSlice realloc(BStackSlice slice, long newLength) throws IOException {
        checkOwned(slice);
        return operate(() -> {
            checkLength(newLength);
            if (slice.isEmpty()) {
                if (slice.start() != 0) {
                    throw refusal("%s: the %s is empty, but not the slice (0, 0): reallocate the whole allocation"
                            .formatted(stack().name(), slice));
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
        checkOwned(slice);
        operate(() -> {
            if (!slice.isEmpty()) {
                checkLive(slice);
                heap.free(slice.start());
            }
            return null;
        });
    }

    /** {@inheritDoc} Their places are those of single allocations in that order. */
    @Override
    public List<BStackSlice> allocBulk(long... lengths) throws IOException {
        long[] wanted = lengths.clone();
        return operate(() -> {
            long room = heap.room();
            long sum = 0;
            for (long length : wanted) {
                checkRequested(length);
                if (length > room - sum) {
                    throw refusalOfLength(length, wanted.length);
                }
                sum += length == 0 ? 0 : FirstFitLayout.blockSize(length) + FirstFitLayout.OVERHEAD;
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
        List<BStackSlice> freed = new ArrayList<>(slices);
        freed.forEach(this::checkOwned);
        operate(() -> {
            checkApart(freed);
            for (BStackSlice slice : freed) {
                if (!slice.isEmpty()) {
                    heap.free(slice.start());
                }
            }
            return null;
        });
    }

    /** {@inheritDoc} It is the size of the whole block, its header and footer included. */
    @Override
    public long footprint(BStackSlice slice) throws IOException {
        checkOwned(slice);
        return view(() -> slice.isEmpty() ? 0L : sizeOfBlock(slice) + FirstFitLayout.OVERHEAD);
    }

    /** {@inheritDoc} It takes the front of the lowest free block that is large enough. */
    @Override
    public Optional<BStackSlice> allocBelow(long length, long limit) throws IOException {
        checkRequested(length);
        return operate(() -> {
            if (length == 0 || length > limit) {
                return Optional.empty();
            }
            long start = heap.allocateBelow(length, limit);
            return start == FirstFitLayout.NULL ? Optional.empty() : Optional.of(BStackSlice.of(this, start, length));
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>A free does that by itself, so there is nothing to give back unless another program has left it there.
     */
    @Override
    public long trim() throws IOException {
        return operate(heap::trim);
    }

    /** {@inheritDoc} A block's bytes include its header of 16 bytes and its footer of 8. */
    @Override
    public List<HeapBlock> blocks() throws IOException {
        return view(() -> HeapInspection.blocks(stack()));
    }

    /** {@inheritDoc} The slice is what is between the block's header and its footer. */
    @Override
    public BStackSlice allocation(HeapBlock used) throws IOException {
        BStackSlice block = InspectableAllocator.super.allocation(used);
        if (block.length() <= FirstFitLayout.OVERHEAD) {
            throw new IllegalArgumentException("%s: no block has %d bytes".formatted(stack().name(), used.length()));
        }
        return block.subslice(FirstFitLayout.HEADER_SIZE, block.length() - FirstFitLayout.FOOTER_SIZE);
    }

    /** {@inheritDoc} It checks each block once, and each member of the free list, and stops after a thousand findings. */
    @Override
    public List<Finding> verify() throws IOException {
        return view(() -> HeapInspection.verify(stack()));
    }

    private BStackSlice empty() {
        return BStackSlice.of(this, 0, 0);
    }

    private BStackSlice allocate(long length) throws IOException {
        return length == 0 ? empty() : BStackSlice.of(this, heap.allocate(length), length);
    }

    private void checkLength(long length) throws IOException {
        checkRequested(length);
        if (length > heap.room()) {
            throw refusalOfLength(length, 1);
        }
    }

    /** {@return the size of a slice's block, from its header} Unlike checkLive, it needs no free index, so no transaction. */
    private long sizeOfBlock(BStackSlice slice) throws IOException {
        Blocks blocks = new Blocks(stack());
        long end = blocks.length();
        String objection = HeapOperations.objectionToTags(blocks.image(), slice.start(), slice.length(), end);
        if (objection != null) {
            throw refusalOfSlice(slice, objection);
        }
        return blocks.size(slice.start());
    }

    private void checkLive(BStackSlice slice) throws IOException {
        String objection = heap.objection(slice.start(), slice.length());
        if (objection != null) {
            throw refusalOfSlice(slice, objection);
        }
    }

    /** Throws for slices that are not live, and for slices that share a block. */
    private void checkApart(List<BStackSlice> slices) throws IOException {
        for (BStackSlice slice : slices) {
            if (!slice.isEmpty()) {
                checkLive(slice);
            }
        }
        List<BStackSlice> byStart = slices.stream()
                .filter(s -> !s.isEmpty())
                .sorted(Comparator.naturalOrder())
                .toList();
        for (int i = 1; i < byStart.size(); i++) {
            long left = byStart.get(i - 1).start();
            if (FirstFitLayout.blockEnd(left, heap.size(left)) > byStart.get(i).start() - FirstFitLayout.HEADER_SIZE) {
                throw refusalOfOverlap(byStart.get(i - 1), byStart.get(i));
            }
        }
    }
}
