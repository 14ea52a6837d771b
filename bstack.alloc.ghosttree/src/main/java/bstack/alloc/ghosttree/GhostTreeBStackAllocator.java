package bstack.alloc.ghosttree;

import bstack.alloc.ghosttree.internal.tree.FreeSpace;
import bstack.alloc.ghosttree.internal.tree.GhostTreeLayout;
import bstack.alloc.ghosttree.internal.tree.HeapInspection;
import bstack.alloc.ghosttree.internal.tree.HeapOpening;
import bstack.alloc.ghosttree.internal.tree.ZeroScan;
import bstack.core.BStack;
import bstack.core.TransactionBody;
import bstack.spi.AbstractBStackAllocator;
import bstack.spi.BStackBulkAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.Finding;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * A best-fit allocator without overhead in live blocks: the free blocks hold the tree by which they are found.
 *
 * <p>Blocks are multiples of 32 bytes and 32-aligned in the file. An allocation takes the smallest free block that is
 * large enough, of several the lowest, and of that the back; if none is, the payload grows. What is freed is zeroed and
 * enters an AVL tree by (size, address) whose nodes lie in the free blocks themselves; at the payload's end it is cut
 * off. Neighbouring free blocks are merged when a heap is opened. Bytes 0 to 31 of the payload are the user's
 * ({@link #reserved()}). The format is the one of the Rust implementation, magic {@code ALGT}.
 *
 * <p>Every operation is one transaction of the stack, or part of the enclosing one: a crash loses and leaks nothing.
 * Costs: O(log n) in the number of free blocks, a handful of nodes written, and 36 to 54 bytes of memory per free
 * block for an index that also knows what is free by address.
 *
 * <p>A slice to be freed or reallocated is refused ({@link IllegalArgumentException}) if it belongs to another
 * allocator, does not start where a block can, does not lie in the arena, or overlaps a free block or, in a bulk call,
 * another slice of the call. Live blocks carry no mark, so this cannot be noticed: a length that is wrong by 32 or more
 * but stays within used bytes, and a stale slice whose bytes were allocated again. Bytes written into free blocks
 * through stale slices are noticed when the block would be handed out
 * ({@link bstack.core.BStackCorruptException}), and by {@link #verify()}.
 *
 * <p>Thread-safe: operations run one after the other, in transactions of the stack.
 */
public final class GhostTreeBStackAllocator extends AbstractBStackAllocator
        implements BStackBulkAllocator, InspectableAllocator {

    private static final int COPY_CHUNK = 1 << 16;

    /** Set by the opening, then the same; used within transactions only. */
    private FreeSpace free;

    private GhostTreeBStackAllocator(BStack stack) {
        super(stack);
    }

    /**
     * Opens the heap on a stack: formats an empty payload, or one that a crash left half formatted; otherwise
     * validates, merges neighbouring free blocks, and mends what another implementation left unfinished. At most one
     * transaction, and none if there is nothing to do; on a read-only stack the changes stay in memory.
     *
     * @param stack open, and without an allocator
     * @return the allocator, which has the stack from now on
     * @throws bstack.core.BStackCorruptException if the payload is not a ghost-tree heap, or is damaged; nothing
     *     has changed
     * @throws IllegalStateException if the stack carries an allocator already, or is closed
     * @throws IOException if the stack fails
     */
    public static GhostTreeBStackAllocator open(BStack stack) throws IOException {
        return attach(new GhostTreeBStackAllocator(stack), allocator -> allocator.free = HeapOpening.open(stack));
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
            return length == 0 ? empty() : BStackSlice.of(this, place(GhostTreeLayout.blockSize(length)), length);
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>In place if the block's size stays the same, if it shrinks, or if it is the payload's last; otherwise moved.
     */
    @Override
    public BStackSlice realloc(BStackSlice slice, long newLength) throws IOException {
        Objects.requireNonNull(slice, "slice");
        return change(() -> {
            checkOwned(slice);
            checkLength(newLength);
            if (slice.isEmpty()) {
                return newLength == 0
                        ? empty()
                        : BStackSlice.of(this, place(GhostTreeLayout.blockSize(newLength)), newLength);
            }
            long size = checkLive(slice);
            if (newLength == 0) {
                free.give(slice.start(), size);
                return empty();
            }
            return BStackSlice.of(this, resize(slice, size, newLength), newLength);
        });
    }

    @Override
    public void dealloc(BStackSlice slice) throws IOException {
        Objects.requireNonNull(slice, "slice");
        change(() -> {
            checkOwned(slice);
            if (!slice.isEmpty()) {
                free.give(slice.start(), checkLive(slice));
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
        long[] asked = lengths.clone();
        return change(() -> {
            long total = 0;
            for (long length : asked) {
                checkLength(length);
                long size = length == 0 ? 0 : GhostTreeLayout.blockSize(length);
                if (size > GhostTreeLayout.MAX_LENGTH - total) {
                    throw refusal("the %d lengths add up to more than a file can hold".formatted(asked.length));
                }
                total += size;
            }
            long at = 0;
            if (total > 0) {
                checkRoom(total);
                at = free.takeFront(total);
                at = at == FreeSpace.NO_FIT ? placeAtEnd(total) : at;
            }
            List<BStackSlice> slices = new ArrayList<>(asked.length);
            for (long length : asked) {
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
                free.give(run[0], run[1] - run[0]);
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
        for (BStackSlice slice : sorted) {
            long end = slice.start() + checkLive(slice);
            if (count > 0 && slice.start() < runs[count - 1][1]) {
                throw refusal("%s overlaps another slice of the same call".formatted(slice));
            }
            if (count > 0 && slice.start() == runs[count - 1][1]) {
                runs[count - 1][1] = end;
            } else {
                runs[count++] = new long[] {slice.start(), end};
            }
        }
        return Arrays.copyOf(runs, count);
    }

    /**
     * Gives the free blocks at the payload's end back to the file system, which the format otherwise leaves in place.
     *
     * @return by how many bytes the payload is shorter now
     * @throws IOException if the stack fails
     */
    public long trim() throws IOException {
        return change(() -> free.trim());
    }

    /**
     * {@inheritDoc}
     *
     * <p>Live blocks carry no mark: one used block may hold several neighbouring slices.
     */
    @Override
    public List<HeapBlock> blocks() throws IOException {
        return operate(() -> HeapInspection.blocks(stack()));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Looks at the header, every node of the tree, overlaps, and whether the free bytes are zero; at most 1,000
     * findings. Writers wait meanwhile.
     */
    @Override
    public List<Finding> verify() throws IOException {
        return operate(() -> HeapInspection.verify(stack()));
    }

    /** {@return the free space, for tests} */
    FreeSpace free() {
        return free;
    }

    private <T> T change(TransactionBody<T> body) throws IOException {
        return operate(() -> {
            free.begin();
            T result = body.run();
            free.finish();
            return result;
        });
    }

    private BStackSlice empty() {
        return BStackSlice.of(this, 0, 0);
    }

    /** Finds a place for a new block: the back of the best free one, or the payload's end. */
    private long place(long size) throws IOException {
        checkRoom(size);
        long start = free.takeBack(size);
        return start == FreeSpace.NO_FIT ? placeAtEnd(size) : start;
    }

    /** Lets the payload grow by a block, and first to a whole unit if bytes were pushed past the allocator. */
    private long placeAtEnd(long size) throws IOException {
        long missing = GhostTreeLayout.paddedEnd(stack().length()) - stack().length();
        return stack().extend(missing + size) + missing;
    }

    /** Changes the size of the block of {@code slice}, and returns where it is now. */
    private long resize(BStackSlice slice, long size, long newLength) throws IOException {
        long start = slice.start();
        long newSize = GhostTreeLayout.blockSize(newLength);
        if (newSize > size) {
            checkRoom(newSize);
            return start + size == stack().length() ? grow(slice, size, newSize) : move(slice, size, newSize);
        }
        if (newLength < slice.length()) {
            long kept = start + newLength;
            stack().zero(kept, Math.min(start + newSize, slice.end()) - kept);
        } else {
            clear(slice.end(), start + newLength);
        }
        if (newSize < size) {
            free.give(start + newSize, size - newSize);
        }
        return start;
    }

    private long grow(BStackSlice slice, long size, long newSize) throws IOException {
        stack().extend(newSize - size); // first, for it may be refused
        clear(slice.end(), slice.start() + size);
        return slice.start();
    }

    private long move(BStackSlice slice, long size, long newSize) throws IOException {
        long target = place(newSize);
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(COPY_CHUNK, slice.length()));
        for (long done = 0; done < slice.length(); done += chunk.limit()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), slice.length() - done));
            stack().getInto(slice.start() + done, chunk);
            stack().set(target + done, chunk.flip());
        }
        free.give(slice.start(), size);
        return target;
    }

    /** Makes the bytes behind a slice, in its own block, zero: this allocator keeps them so, others may not have. */
    private void clear(long from, long to) throws IOException {
        if (ZeroScan.firstNonZero(stack(), from, to) >= 0) {
            stack().zero(from, to - from);
        }
    }

    private static void checkLength(long length) {
        if (length < 0) {
            throw refusal("length %d: it must be 0 or more".formatted(length));
        }
        if (length > GhostTreeLayout.MAX_LENGTH) {
            throw refusal("length %d is more than a file can hold".formatted(length));
        }
    }

    private void checkRoom(long size) throws IOException {
        long length = stack().length();
        if (size > GhostTreeLayout.MAX_END - length) {
            throw refusal(
                    "a block of %d bytes behind a payload of %d is more than a file can hold".formatted(size, length));
        }
    }

    /** Refuses a slice that is visibly not live, and returns the size of its block. */
    private long checkLive(BStackSlice slice) throws IOException {
        long start = slice.start();
        long end = stack().length();
        if (!GhostTreeLayout.isBlockStart(start, end)) {
            throw refusal("%s is no allocation: blocks of %s start at %d or a multiple of %d bytes behind it, below %d"
                    .formatted(slice, stack().name(), GhostTreeLayout.ARENA_START, GhostTreeLayout.UNIT, end));
        }
        if (slice.length() > end - start || GhostTreeLayout.blockSize(slice.length()) > end - start) {
            throw refusal("%s is no allocation: the payload of %s ends at %d".formatted(slice, stack().name(), end));
        }
        long size = GhostTreeLayout.blockSize(slice.length());
        HeapBlock overlap = free.overlapping(start, size);
        if (overlap != null) {
            throw refusal("%s is not live: the bytes [%d, %d) are free already"
                    .formatted(slice, overlap.start(), overlap.end()));
        }
        return size;
    }
}
