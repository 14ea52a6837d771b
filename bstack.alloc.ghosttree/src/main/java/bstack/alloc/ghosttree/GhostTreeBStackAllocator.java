package bstack.alloc.ghosttree;

import bstack.alloc.ghosttree.internal.format.GhostTreeLayout;
import bstack.alloc.ghosttree.internal.heap.GrowthRule;
import bstack.alloc.ghosttree.internal.heap.HeapInspection;
import bstack.alloc.ghosttree.internal.heap.HeapOpening;
import bstack.alloc.ghosttree.internal.heap.HeapOperations;
import bstack.alloc.ghosttree.internal.index.FreeSpace;
import bstack.core.BStack;
import bstack.core.TransactionBody;
import bstack.spi.AbstractBStackAllocator;
import bstack.spi.BStackBulkAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.Finding;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A best-fit allocator without overhead in live blocks: the free blocks contain the tree that finds them.
 *
 * <p>The size of a block is a multiple of 32 bytes, and blocks are 32-aligned in the file. An allocation takes the back
 * of the smallest free block that is large enough, and of several such blocks the lowest. If there is none, the payload
 * grows. A freed block is zeroed and enters an AVL tree by (size, address), whose nodes are in the free blocks
 * themselves. At the payload's end it is cut off. Bytes 0 to 31 of the payload are the user's ({@link #reserved()}). The
 * format is that of the Rust implementation, with magic {@code ALGT}.
 *
 * <p>Neighbouring free blocks are merged
 *
 * <ol>
 *   <li>when a heap is opened;
 *   <li>when a request finds no block that is large enough, at least 64 KiB and at least a quarter of the payload are
 *       free, and more than an eighth of the free blocks became free since the last merge;
 *   <li>when {@link #allocBelow} finds no block, and as many became free; those just before its limit in any case.
 * </ol>
 *
 * <p>If more than 960 KiB at the payload's end are free, free blocks are cut off there until at most that is left. So the
 * file of a heap that is never reopened stays in proportion to what is live. With less free space every placement is the
 * original's. Both are part of the operation's transaction.
 *
 * <p>Every operation is one transaction of the stack, or part of the enclosing one: a crash loses and leaks nothing.
 * Costs: O(log n) in the number of free blocks, a few written nodes, and 36 to 54 bytes of memory for a free block, for
 * an index that also finds free blocks by address. A merge is O(n), and needs memory for a second index while it runs; for
 * each block that is freed, it visits eight blocks at most.
 *
 * <p>A free or a reallocation throws {@link IllegalArgumentException} for a slice
 *
 * <ol>
 *   <li>of another allocator;
 *   <li>that does not start where a block can, or is not in the arena;
 *   <li>that overlaps a free block or, in a bulk call, another slice of the call.
 * </ol>
 *
 * <p>Live blocks have no header. So an allocator cannot notice a length that is wrong by 32 or more but within used
 * bytes, and a stale slice whose bytes were allocated again. It notices bytes that were written into a free block
 * through a stale slice when it would hand out the block ({@link bstack.core.BStackCorruptException}), and in
 * {@link #verify()}.
 *
 * <p>Thread-safe: operations run one after the other, in transactions of the stack.
 */
public final class GhostTreeBStackAllocator extends AbstractBStackAllocator
        implements BStackBulkAllocator, InspectableAllocator {

    /** Set by the opening, then the same; used within transactions only. */
    @SuppressWarnings("NullAway.Init") // before the opening everything is refused
    private HeapOperations heap;

    private GhostTreeBStackAllocator(BStack stack) {
        super(stack);
    }

    /**
     * Opens the heap on a stack. It formats an empty payload, or one that a crash left half formatted. Otherwise it
     * validates, merges neighbouring free blocks, and mends what another implementation left unfinished. It makes at
     * most one transaction, and none if there is nothing to do. On a read-only stack the changes stay in memory.
     *
     * @param stack open, and without an allocator
     * @return the allocator, which has the stack from now on
     * @throws bstack.core.BStackCorruptException if the payload is not a ghost-tree heap, or is damaged; nothing
     *     has changed
     * @throws IllegalStateException if the stack carries an allocator already, or is closed
     * @throws IOException if the stack fails
     */
    public static GhostTreeBStackAllocator open(BStack stack) throws IOException {
        return open(stack, GrowthRule.USUAL);
    }

    /** Opens the heap with another rule of growth, for tests. */
    static GhostTreeBStackAllocator open(BStack stack, GrowthRule rule) throws IOException {
        return attach(new GhostTreeBStackAllocator(stack), allocator -> allocator.heap = HeapOpening.open(stack, rule));
    }

    @Override
    public String name() {
        return GhostTreeLayout.NAME;
    }

    /** {@return the first 32 bytes of the payload, which are left to the user} */
    @Override
    public BStackSlice reserved() throws IOException {
        checkAttached();
        return BStackSlice.of(this, 0, GhostTreeLayout.RESERVED);
    }

    @Override
    public BStackSlice alloc(long length) throws IOException {
        return change(() -> {
            checkLength(length);
            return allocate(length);
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>The slice stays in place if its block keeps its size or shrinks, or if it is the payload's last block.
     * Otherwise it moves.
     */
    @Override
    public BStackSlice realloc(BStackSlice slice, long newLength) throws IOException {
        Objects.requireNonNull(slice, "slice");
        return change(() -> {
            checkOwned(slice);
            checkLength(newLength);
            if (slice.isEmpty()) {
                return allocate(newLength);
            }
            checkLive(slice);
            if (newLength == 0) {
                heap.free(slice.start(), GhostTreeLayout.blockSize(slice.length()));
                return empty();
            }
            return BStackSlice.of(this, heap.resize(slice.start(), slice.length(), newLength), newLength);
        });
    }

    @Override
    public void dealloc(BStackSlice slice) throws IOException {
        Objects.requireNonNull(slice, "slice");
        change(() -> {
            checkOwned(slice);
            if (!slice.isEmpty()) {
                checkLive(slice);
                heap.free(slice.start(), GhostTreeLayout.blockSize(slice.length()));
            }
            return null;
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>The slices are neighbours, in one block of their own, in the given order.
     */
    @Override
    public List<BStackSlice> allocBulk(long... lengths) throws IOException {
        long[] wanted = lengths.clone();
        return change(() -> {
            long room = heap.room();
            long total = 0;
            for (long length : wanted) {
                checkRequested(length);
                if (!isWithin(length, room - total)) {
                    throw refusalOfLength(length, wanted.length);
                }
                total += length == 0 ? 0 : GhostTreeLayout.blockSize(length);
            }
            long at = total == 0 ? 0 : heap.allocateBulk(total);
            List<BStackSlice> slices = new ArrayList<>(wanted.length);
            for (long length : wanted) {
                slices.add(length == 0 ? empty() : BStackSlice.of(this, at, length));
                at += length == 0 ? 0 : GhostTreeLayout.blockSize(length);
            }
            return Collections.unmodifiableList(slices);
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>Slices that are neighbours become one free block.
     */
    @Override
    public void deallocBulk(Collection<BStackSlice> slices) throws IOException {
        BStackSlice[] given = slices.toArray(BStackSlice[]::new);
        for (BStackSlice slice : given) {
            Objects.requireNonNull(slice, "slice");
        }
        change(() -> {
            for (BStackSlice slice : given) {
                checkOwned(slice);
            }
            for (long[] run : runs(given)) {
                heap.free(run[0], run[1] - run[0]);
            }
            return null;
        });
    }

    /** {@return the runs of neighbouring slices as pairs of start and end, ascending} */
    private long[][] runs(BStackSlice[] given) throws IOException {
        BStackSlice[] sorted =
                Arrays.stream(given).filter(slice -> !slice.isEmpty()).sorted().toArray(BStackSlice[]::new);
        long[][] runs = new long[sorted.length][];
        int count = 0;
        for (int i = 0; i < sorted.length; i++) {
            BStackSlice slice = sorted[i];
            checkLive(slice);
            long end = slice.start() + GhostTreeLayout.blockSize(slice.length());
            if (count > 0 && slice.start() < runs[count - 1][1]) {
                throw refusalOfOverlap(sorted[i - 1], slice);
            }
            if (count > 0 && slice.start() == runs[count - 1][1]) {
                runs[count - 1][1] = end;
            } else {
                runs[count++] = new long[] {slice.start(), end};
            }
        }
        return Arrays.copyOf(runs, count);
    }

    /** {@inheritDoc} It is the length, rounded up to a multiple of 32. */
    @Override
    public long footprint(BStackSlice slice) throws IOException {
        checkOwned(slice);
        return view(() -> {
            long end = stack().length();
            if (slice.isEmpty()) {
                return 0L;
            }
            String objection = HeapOperations.objectionToPlace(slice.start(), slice.length(), end);
            if (objection != null) {
                throw refusalOfSlice(slice, objection);
            }
            return GhostTreeLayout.blockSize(slice.length());
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>It takes the front of the lowest free block that is large enough. Free blocks that lie without a gap just before
     * {@code limit} are merged first.
     */
    @Override
    public Optional<BStackSlice> allocBelow(long length, long limit) throws IOException {
        checkRequested(length);
        return change(() -> {
            if (length == 0 || length > limit) {
                return Optional.empty();
            }
            long start = heap.allocateBelow(length, limit);
            return start == FreeSpace.NO_FIT ? Optional.empty() : Optional.of(BStackSlice.of(this, start, length));
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>The format otherwise leaves free blocks at the payload's end in place.
     */
    @Override
    public long trim() throws IOException {
        return change(() -> heap.trim());
    }

    /**
     * {@inheritDoc}
     *
     * <p>Live blocks have no header, so one used block may contain several neighbouring slices.
     */
    @Override
    public List<HeapBlock> blocks() throws IOException {
        return view(() -> HeapInspection.blocks(stack()));
    }

    /**
     * {@inheritDoc}
     *
     * <p>It checks the header, every node of the tree, overlaps, and whether the free bytes are zero, and returns at
     * most 1,000 findings.
     */
    @Override
    public List<Finding> verify() throws IOException {
        return view(() -> HeapInspection.verify(stack()));
    }

    /** {@return the free space, for tests} */
    FreeSpace free() {
        return heap.freeSpace();
    }

    /** Runs one operation, after which each node of the tree that came out different is written once. */
    private <T extends @Nullable Object> T change(TransactionBody<T> body) throws IOException {
        return operate(() -> {
            heap.begin();
            T result = body.run();
            heap.finish();
            return result;
        });
    }

    private BStackSlice empty() {
        return BStackSlice.of(this, 0, 0);
    }

    private BStackSlice allocate(long length) throws IOException {
        return length == 0 ? empty() : BStackSlice.of(this, heap.allocate(GhostTreeLayout.blockSize(length)), length);
    }

    private void checkLength(long length) throws IOException {
        checkRequested(length);
        if (!isWithin(length, heap.room())) {
            throw refusalOfLength(length, 1);
        }
    }

    /** {@return whether the block for {@code length} bytes, 0 or more, is at most so large} */
    private static boolean isWithin(long length, long room) {
        return length == 0 || length <= GhostTreeLayout.MAX_LENGTH && GhostTreeLayout.blockSize(length) <= room;
    }

    private void checkLive(BStackSlice slice) throws IOException {
        String objection = heap.objection(slice.start(), slice.length());
        if (objection != null) {
            throw refusalOfSlice(slice, objection);
        }
    }
}
