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

    /** Taking a block out touches about this many nodes; for more than a share of the blocks a new tree is less. */
    private static final int NODES_PER_BLOCK = 16;
    /** So few are taken out one by one however few remain. */
    private static final int FEW = 64;

    private final BStack stack;
    private final NodeRecord node;
    private final TailRun tail = new TailRun();
    /** Another one after the tree was written anew. */
    private FreeIndex index;

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
        tail.taken(taken, taken + size);
        index.remove(slot);
        if (taken == start) {
            stack.zero(start, GhostTreeLayout.NODE_LENGTH);
        }
        if (rest > 0) {
            index.add(front ? start + size : start, rest);
        }
        return taken;
    }

    /** Throws for a free block whose node is not as it was left. */
    private void checkNode(int slot) throws IOException {
        node.read(index.start(slot));
        if (!node.agrees(index, slot)) {
            throw touched(slot, index.start(slot), "the node of this free block as it was written");
        }
    }

    /** Throws for a free block whose node, or whose bytes in {@code [from, to)}, are not as they were left. */
    private void checkUntouched(int slot, long from, long to) throws IOException {
        long start = index.start(slot);
        checkNode(slot);
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

    /**
     * Frees {@code [start, start + size)}, which is in the arena and overlaps no free block: cut off at the tail.
     *
     * @return how many free bytes there are at the payload's end now
     */
    public long release(long start, long size) throws IOException {
        if (start + size == stack.length()) {
            stack.discard(size);
        } else {
            index.reserve();
            log();
            // What is before that is written by finish, as the node of a new block.
            stack.zero(start + GhostTreeLayout.NODE_LENGTH, size - GhostTreeLayout.NODE_LENGTH);
            index.add(start, size);
            index.totals().blockReleased();
        }
        return tail.length(start, start + size, index, stack.length());
    }

    /** {@return a free block that shares a byte with {@code [start, start + size)}, or null} */
    public @Nullable HeapBlock overlapping(long start, long size) {
        int slot = index.overlapping(start, start + size);
        return slot == FreeIndex.NONE ? null : new HeapBlock(index.start(slot), index.size(slot), HeapBlock.State.FREE);
    }

    /** Cuts off all free blocks at the payload's end, and returns how many bytes these were. */
    public long trim() throws IOException {
        return cutDownTo(0);
    }

    /** Cuts off free blocks at the payload's end, as few as leave at most {@code kept} bytes, after {@link #release}. */
    public void cutTail(long kept) throws IOException {
        cutDownTo(tail.start() + kept);
    }

    /** Cuts off the free blocks at the payload's end, one after the other, while it is above {@code limit}. */
    private long cutDownTo(long limit) throws IOException {
        long length = stack.length();
        long end = length;
        int count = 0;
        for (int slot = index.below(end); slot != FreeIndex.NONE && index.end(slot) == end && end > limit; count++) {
            end = index.start(slot);
            slot = index.below(end);
        }
        if (count > FEW && count > (index.totals().count() - count) / NODES_PER_BLOCK) {
            finish();
            FreeIndex rest = FreeIndex.balanced(below(end));
            rest.totals().releasedBefore(index.totals().released());
            replace(rest);
        } else {
            for (; count > 0; count--) {
                log();
                index.remove(index.below(length));
            }
        }
        stack.discard(length - end);
        tail.cutOff(end);
        return length - end;
    }

    /** {@return the free blocks that begin below {@code end}} */
    private BlockTable below(long end) {
        BlockTable blocks = new BlockTable();
        for (int slot : index.inAddressOrder()) {
            if (index.start(slot) < end) {
                blocks.append(index.start(slot), index.size(slot));
            }
        }
        return blocks;
    }

    /** {@return how many bytes are free} */
    public long bytes() {
        return index.totals().bytes();
    }

    /** {@return how many blocks are free} */
    public int count() {
        return index.totals().count();
    }

    /** Counts a search in vain like a released block, so that after some of them even a few blocks are worth a merge. */
    public void missed() {
        log();
        index.totals().blockReleased();
    }

    /** {@return how many blocks became free since neighbours were last merged} */
    public int released() {
        return index.totals().released();
    }

    /** {@return the index; every change goes through this class} */
    public FreeIndex index() {
        return index;
    }

    /** Merges all free blocks that end where others begin, one after the other. */
    public void merge(long[] seams) throws IOException {
        join(seams);
        index.totals().merged();
        finish();
    }

    /** Merges the free blocks that lie without a gap just before a place. */
    public void joinBefore(long end) throws IOException {
        int count = 0;
        long start = end;
        for (int slot = index.below(end); slot != FreeIndex.NONE && index.end(slot) == start; count++) {
            start = index.start(slot);
            slot = index.below(start);
        }
        long[] seams = new long[Math.max(0, count - 1)];
        int slot = index.below(end);
        for (int i = seams.length - 1; i >= 0; i--) {
            seams[i] = index.start(slot);
            slot = index.below(seams[i]);
        }
        if (seams.length > 0) {
            join(seams);
            finish();
        }
    }

    private void join(long[] seams) throws IOException {
        finish();
        for (long seam : seams) {
            checkNode(index.below(seam + 1));
            checkNode(index.below(seam));
        }
        log();
        for (long seam : seams) {
            int upper = index.below(seam + 1);
            int lower = index.below(seam);
            long start = index.start(lower);
            long size = index.size(lower) + index.size(upper);
            index.remove(upper);
            index.remove(lower);
            stack.zero(seam, GhostTreeLayout.NODE_LENGTH);
            index.add(start, size);
        }
    }

    /**
     * Merges free blocks with those that end where they begin, by a new tree.
     *
     * @param blocks the blocks as they are then, in address order
     */
    public void rebuild(BlockTable blocks, long[] seams) throws IOException {
        finish();
        for (int slot : index.inAddressOrder()) {
            checkNode(slot);
        }
        FreeIndex balanced = FreeIndex.balanced(blocks);
        for (long seam : seams) {
            stack.zero(seam, GhostTreeLayout.NODE_LENGTH);
        }
        replace(balanced);
    }

    /** Writes a new tree, which is the one from now on, until a rollback. */
    private void replace(FreeIndex balanced) throws IOException {
        FreeIndex old = index;
        stack.onRollback(() -> {
            index = old;
            tail.forget();
        });
        TreeWriter.writeAll(stack, balanced);
        index = balanced;
    }

    /** Begins to log changes, so that they can be taken back and written. */
    private void log() {
        if (changes == null) {
            IndexChanges begun = new IndexChanges(index, tail);
            stack.onRollback(begun);
            index.record(begun);
            changes = begun;
        }
    }
}
