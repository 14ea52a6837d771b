package bstack.alloc.ghosttree.internal.index;

import bstack.alloc.ghosttree.internal.format.GhostTreeLayout;
import bstack.alloc.ghosttree.internal.format.ZeroScan;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.spi.HeapBlock;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The free space of one heap: the index in memory and the tree in the file, changed together.
 *
 * <p>An operation calls {@link #begin}, takes and gives blocks, and calls {@link #finish}, which writes each node that
 * came out different once. The index is put back by {@link BStack#onRollback} if the transaction does not commit. What
 * was freed is trusted to be as this allocator left it only after a look: bytes that are handed out have been read.
 *
 * <p>Not thread-safe: used within transactions of the stack only, and so under its writer lock. Offsets and sizes are
 * in bytes, sizes are multiples of {@link GhostTreeLayout#UNIT}.
 */
public final class FreeSpace {
    /** What {@link #takeBack}, {@link #takeFront} and {@link #takeLowest} return if no free block is large enough. */
    public static final long NO_FIT = -1;

    private final BStack stack;
    private final FreeIndex index;
    private final NodeRecord node;

    /** What the running operation has changed; null as long as it has not. */
    private @Nullable IndexChanges changes;

    public FreeSpace(BStack stack, FreeIndex index) {
        this.stack = stack;
        this.index = index;
        node = new NodeRecord(stack);
    }

    /** Begins an operation. */
    public void begin() {
        changes = null;
    }

    /** Writes the nodes that have changed since {@link #begin}. */
    public void finish() throws IOException {
        if (changes != null) {
            TreeWriter.writeChanged(stack, index, changes, node);
            changes = null;
        }
    }

    /** Takes the best-fitting block, cuts {@code size} bytes off its back, and returns where these start. */
    public long takeBack(long size) throws IOException {
        return take(index.bestFit(size), size, false);
    }

    /** Takes the best-fitting block, cuts {@code size} bytes off its front, and returns where these start. */
    public long takeFront(long size) throws IOException {
        return take(index.bestFit(size), size, true);
    }

    /** Takes the lowest block that is large enough and starts at or before {@code last}, as {@link #takeFront} does. */
    public long takeLowest(long size, long last) throws IOException {
        int slot = index.lowestFit(size);
        return slot == FreeIndex.NONE || index.start(slot) > last ? NO_FIT : take(slot, size, true);
    }

    private long take(int slot, long size, boolean front) throws IOException {
        if (slot == FreeIndex.NONE) {
            return NO_FIT;
        }
        long start = index.start(slot);
        long rest = index.size(slot) - size;
        long taken = front ? start : start + rest;
        checkUntouched(slot, taken, taken + size);
        log();
        index.remove(slot);
        if (taken == start) {
            stack.zero(start, GhostTreeLayout.NODE_LENGTH);
        }
        if (rest > 0) {
            index.add(front ? start + size : start, rest);
        }
        return taken;
    }

    /** Throws for a free block whose node, or whose bytes in {@code [from, to)}, are not as they were left. */
    private void checkUntouched(int slot, long from, long to) throws IOException {
        long start = index.start(slot);
        node.read(start);
        if (!node.agrees(index, slot)) {
            throw touched(slot, start, "the node of this free block as it was written");
        }
        long at = ZeroScan.firstNonZero(stack, Math.max(from, start + GhostTreeLayout.NODE_LENGTH), to);
        if (at >= 0) {
            throw touched(slot, at, "zeros");
        }
    }

    private BStackCorruptException touched(int slot, long offset, String expected) {
        return new BStackCorruptException(
                stack.name(),
                GhostTreeLayout.position(offset),
                expected,
                "other bytes, in the free block [%d, %d): something was written there through a stale slice, or past"
                                .formatted(index.start(slot), index.end(slot))
                        + " the allocator, or live data are there (verify() lists what is wrong)");
    }

    /** Frees {@code [start, start + size)}, which is in the arena and overlaps no free block: cut off at the tail. */
    public void release(long start, long size) throws IOException {
        if (start + size == stack.length()) {
            stack.discard(size);
        } else {
            index.reserve();
            log();
            // What is before that is written by finish, as the node of a new block.
            stack.zero(start + GhostTreeLayout.NODE_LENGTH, size - GhostTreeLayout.NODE_LENGTH);
            index.add(start, size);
        }
    }

    /** {@return a free block that shares a byte with {@code [start, start + size)}, or null} */
    public @Nullable HeapBlock overlapping(long start, long size) {
        int slot = index.overlapping(start, start + size);
        return slot == FreeIndex.NONE ? null : new HeapBlock(index.start(slot), index.size(slot), HeapBlock.State.FREE);
    }

    /** Cuts off the free blocks at the payload's end, and returns how many bytes these were. */
    public long trim() throws IOException {
        long length = stack.length();
        long end = length;
        for (int slot = index.below(end); slot != FreeIndex.NONE && index.end(slot) == end; slot = index.below(end)) {
            end = index.start(slot);
            log();
            index.remove(slot);
        }
        stack.discard(length - end);
        return length - end;
    }

    /** Merges free blocks with those that end where they begin. */
    public void merge(long[] seams) throws IOException {
        begin();
        for (long seam : seams) {
            log();
            int upper = index.below(seam + 1);
            int lower = index.below(seam);
            long start = index.start(lower);
            long size = index.size(lower) + index.size(upper);
            index.remove(upper);
            index.remove(lower);
            stack.zero(seam, GhostTreeLayout.NODE_LENGTH);
            index.add(start, size);
        }
        finish();
    }

    /** {@return the index, for tests} */
    FreeIndex index() {
        return index;
    }

    /** Begins to log changes, so that they can be taken back and written. */
    private void log() {
        if (changes == null) {
            IndexChanges begun = new IndexChanges(index);
            stack.onRollback(begun);
            index.record(begun);
            changes = begun;
        }
    }
}
