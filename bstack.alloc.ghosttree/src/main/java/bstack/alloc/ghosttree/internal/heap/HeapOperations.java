package bstack.alloc.ghosttree.internal.heap;

import bstack.alloc.ghosttree.internal.format.GhostTreeLayout;
import bstack.alloc.ghosttree.internal.format.ZeroScan;
import bstack.alloc.ghosttree.internal.index.FreeIndex;
import bstack.alloc.ghosttree.internal.index.FreeSpace;
import bstack.alloc.ghosttree.internal.recovery.RecoveryPlan;
import bstack.core.BStack;
import bstack.spi.HeapBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The operations of the heap on starts and sizes: where a block goes, what happens to the one it leaves.
 *
 * <p>The arguments have been checked; see {@link #objection}. All methods must run inside a transaction of the stack,
 * those that change something
 * between {@link #begin} and {@link #finish}.
 */
public final class HeapOperations {
    private static final int COPY_CHUNK = 1 << 16;

    private final BStack stack;
    private final FreeSpace free;
    private final GrowthRule rule;

    HeapOperations(BStack stack, FreeSpace free, GrowthRule rule) {
        this.stack = stack;
        this.free = free;
        this.rule = rule;
    }

    /** An operation of the allocator begins. */
    public void begin() throws IOException {
        free.begin();
    }

    /** An operation of the allocator has succeeded: writes each node that came out different. */
    public void finish() throws IOException {
        free.finish();
    }

    /**
     * {@return why a slice can be no live allocation, or null if it may be one}
     *
     * <p>A live allocation starts where a block can, is in the arena, and does not overlap what is free.
     */
    public @Nullable String objection(long start, long length) throws IOException {
        String misplaced = objectionToPlace(start, length, stack.length());
        if (misplaced != null) {
            return misplaced;
        }
        HeapBlock overlap = free.overlapping(start, GhostTreeLayout.blockSize(length));
        return overlap == null
                ? null
                : "it overlaps the free block of %d bytes at %d".formatted(overlap.length(), overlap.start());
    }

    /** {@return why a slice can be no live allocation in any heap that ends at {@code end}, or null if it may be one} */
    public static @Nullable String objectionToPlace(long start, long length, long end) {
        if (!GhostTreeLayout.isBlockStart(start, end)) {
            return "no block can start at %d in a payload of %d bytes, only at %d or a multiple of %d bytes after it"
                    .formatted(start, end, GhostTreeLayout.ARENA_START, GhostTreeLayout.UNIT);
        }
        return length > end - start || GhostTreeLayout.blockSize(length) > end - start
                ? "the payload ends at %d".formatted(end)
                : null;
    }

    /** {@return the greatest size that a new block can have at all} */
    public long room() throws IOException {
        return GhostTreeLayout.MAX_END - stack.length();
    }

    /** {@return the start of a new block of {@code size} bytes: the back of the best free one, or the payload's end} */
    public long allocate(long size) throws IOException {
        long start = free.takeBack(size);
        if (start == FreeSpace.NO_FIT && mergeIfDue()) {
            start = free.takeBack(size);
        }
        return start == FreeSpace.NO_FIT ? placeAtEnd(size) : start;
    }

    /** {@return the start of a new block for several slices: the front of the best free one, or the payload's end} */
    public long allocateBulk(long size) throws IOException {
        long start = free.takeFront(size);
        if (start == FreeSpace.NO_FIT && mergeIfDue()) {
            start = free.takeFront(size);
        }
        return start == FreeSpace.NO_FIT ? placeAtEnd(size) : start;
    }

    /**
     * {@return the start of a new block for a slice that ends at or before {@code limit}: the front of the lowest free
     * one that is large enough; or {@link FreeSpace#NO_FIT}}
     *
     * <p>The free blocks just before {@code limit} are merged first. So slices can slide down into the gap before them, one
     * after the other, however many blocks it consists of.
     *
     * @param length the slice's, at least 1 and at most {@code limit}
     */
    public long allocateBelow(long length, long limit) throws IOException {
        if (length > GhostTreeLayout.MAX_LENGTH) {
            return FreeSpace.NO_FIT;
        }
        long size = GhostTreeLayout.blockSize(length);
        free.joinBefore(limit);
        long start = free.takeLowest(size, limit - length);
        if (start == FreeSpace.NO_FIT && free.released() > 0) {
            free.missed();
            if (GrowthRule.isWorthwhile(free.count(), free.released()) && merge()) {
                start = free.takeLowest(size, limit - length);
            }
        }
        return start;
    }

    private boolean mergeIfDue() throws IOException {
        return rule.isMergeDue(free.bytes(), stack.length(), free.count(), free.released()) && merge();
    }

    /** Merges all neighbouring free blocks. {@return whether there were any} */
    private boolean merge() throws IOException {
        FreeIndex index = free.index();
        RecoveryPlan plan = RecoveryPlan.of(index.blocks(), index.inAddressOrder(), true);
        if (plan.rebuild()) {
            free.rebuild(plan.blocks(), plan.seams());
        } else {
            free.merge(plan.seams());
        }
        return plan.seams().length > 0;
    }

    /** Frees the block {@code [start, start + size)}. */
    public void free(long start, long size) throws IOException {
        release(start, size);
    }

    private void release(long start, long size) throws IOException {
        if (free.release(start, size) > rule.mostAtTail()) {
            free.cutTail(rule.mostAtTail());
        }
    }

    /** Gives the free blocks at the payload's end back, and says how many bytes that were. */
    public long trim() throws IOException {
        return free.trim();
    }

    /** Lets the payload grow by a block, and first to a whole unit if bytes were pushed past the allocator. */
    private long placeAtEnd(long size) throws IOException {
        long missing = GhostTreeLayout.paddedEnd(stack.length()) - stack.length();
        return stack.extend(missing + size) + missing;
    }

    /**
     * Makes the block of a slice at {@code start} hold {@code newLength} bytes instead of {@code length}; new ones are
     * zero.
     *
     * @return the block's start, the same or another
     */
    public long resize(long start, long length, long newLength) throws IOException {
        long size = GhostTreeLayout.blockSize(length);
        long newSize = GhostTreeLayout.blockSize(newLength);
        if (newSize > size) {
            return start + size == stack.length()
                    ? grow(start, length, size, newSize)
                    : move(start, length, size, newSize);
        }
        long end = start + length;
        if (newLength < length) {
            long kept = start + newLength;
            stack.zero(kept, Math.min(start + newSize, end) - kept);
        } else {
            clear(end, start + newLength);
        }
        if (newSize < size) {
            release(start + newSize, size - newSize);
        }
        return start;
    }

    private long grow(long start, long length, long size, long newSize) throws IOException {
        stack.extend(newSize - size); // first, for it may be refused
        clear(start + length, start + size);
        return start;
    }

    private long move(long start, long length, long size, long newSize) throws IOException {
        long target = allocate(newSize);
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(COPY_CHUNK, length));
        for (long done = 0; done < length; done += chunk.limit()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), length - done));
            stack.getInto(start + done, chunk);
            stack.set(target + done, chunk.flip());
        }
        release(start, size);
        return target;
    }

    /** Makes the bytes after a slice, in its own block, zero: this allocator keeps them so, others may not have. */
    private void clear(long from, long to) throws IOException {
        if (ZeroScan.firstNonZero(stack, from, to) >= 0) {
            stack.zero(from, to - from);
        }
    }

    /** {@return the free space, for tests} */
    public FreeSpace freeSpace() {
        return free;
    }
}
