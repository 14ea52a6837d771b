package bstack.alloc.firstfit.internal.recovery;

import static bstack.alloc.firstfit.internal.format.FirstFitLayout.*;

import bstack.alloc.firstfit.internal.format.Blocks;
import bstack.alloc.firstfit.internal.index.LongList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A walk over the arena of a heap that another implementation left in the middle of an operation. It makes a plan and
 * changes nothing.
 *
 * <p>These states of such a heap are possible, and the plan mends them:
 *
 * <ul>
 *   <li>Guarded by the recovery flag, so anywhere: a list with missing or stale links — it is made anew from the free
 *       bits. A split whose header is not written yet, or a merge whose header is written first: header H, last footer
 *       F &lt; H, and in between a footer H − F − 24 and a header F — two blocks, or one if both are free. The back of
 *       a split may be a new block that nobody was given, but it looks like a live one and is treated so.
 *   <li>Unguarded, at the end of the payload: a free last block — cut off. A grown last block without its new
 *       footer — the footer is written. Zeros after a sound block — a growth that had not written its header, cut off.
 *       A shrunk last block, after which the old footer still names it — what is after it is cut off. A block that
 *       reaches beyond the end — a growth of the stack that was lost in part, cut off if it can be one: a new block
 *       holds zeros until somebody is given it, and only a guarded operation appends one with content.
 *   <li>Unguarded, and followed by blocks of a later session: zeros after a sound block, from a growth that had not
 *       written its header — they become part of the block before.
 *   <li>A footer that contradicts its header is written anew: an interrupted merge, or one that the original's recovery
 *       left.
 * </ul>
 *
 * <p>Everything else is reported as damage. In particular, nothing is cut off while the last footer of the payload
 * agrees with its header, because then no operation was changing the end. While the flag is clear, a block that is
 * marked free must be linked in the list. The walk reads each header once. A doubt at the end of the payload costs at
 * most one more pass.
 */
public final class RecoveryWalk {
    private final Blocks blocks;
    private final long length;
    private final boolean flagged;
    private final boolean trustBits;
    /** The block that the last footer of the payload names, or null (0), and whether its header agrees. */
    private final long named;

    private final boolean tailSound;

    private final List<RecoveryPlan.Tag> retagged = new ArrayList<>();
    private final LongList freeAddresses = new LongList();
    private final LongList freeSizes = new LongList();

    /** The block before, as it should be; null at the arena's start. */
    private RecoveryPlan.@Nullable Tag last;

    public RecoveryWalk(Blocks blocks) throws IOException {
        this.blocks = blocks;
        this.length = blocks.length();
        this.flagged = (blocks.flags() & RECOVERY_NEEDED) != 0;
        this.trustBits = flagged || !RestCheck.isHeadSound(blocks, length);
        this.named = RestCheck.tailAddress(blocks, length);
        this.tailSound = named != NULL && blocks.size(named) == namedSize();
    }

    /**
     * {@return what is to be done}
     *
     * @throws bstack.core.BStackCorruptException if the arena shows what no interruption explains
     */
    public RecoveryPlan plan() throws IOException {
        long end = ARENA_START;
        while (end < length) {
            long address = end + HEADER_SIZE;
            if (length - end < MIN_BLOCK || !fits(address, blocks.size(address), length)) {
                long next = blocks.gapEnd(end, length);
                if (next == NULL) {
                    checkRemnant(end);
                    break;
                }
                closeGap(end, next);
                end = next;
                continue;
            }
            long size = soundSize(address);
            record(address, size);
            last = new RecoveryPlan.Tag(address, size);
            end = blockEnd(address, size);
            if (isShrunk(address, size)) {
                break;
            }
        }
        return new RecoveryPlan(withoutFreeTail(end), retagged, freeAddresses, freeSizes);
    }

    private long namedSize() {
        return length - FOOTER_SIZE - named;
    }

    /** {@return the size of the block at an address whose header fits the payload, as it should be} */
    private long soundSize(long address) throws IOException {
        long size = blocks.size(address);
        long footer = blocks.footer(address, size);
        if (footer == size) {
            return size;
        }
        boolean free = blocks.isFree(address);
        long inner = blockEnd(address, size) - FOOTER_SIZE - footer;
        boolean innerSound =
                isSize(footer) && footer < size && inner >= address + MIN_BLOCK && blocks.size(inner) == footer;
        if (!innerSound) {
            return size;
        }
        long front = size - footer - OVERHEAD;
        if (blocks.footer(address, front) == front) {
            return free && blocks.isFree(inner) ? size : front;
        }
        if (free && blocks.isFree(inner)) {
            return size;
        }
        throw blocks.damaged(
                address - HEADER_SIZE, "the size of a block that ends before the one at " + inner, Long.toString(size));
    }

    private void record(long address, long size) throws IOException {
        if (!blocks.isFree(address)) {
            if (blocks.size(address) != size || blocks.footer(address, size) != size) {
                retagged.add(new RecoveryPlan.Tag(address, size));
            }
            return;
        }
        if (!trustBits && !isLinked(address)) {
            throw blocks.damaged(
                    address - HEADER_SIZE + BLOCK_FLAGS,
                    "a used block, as it is not in the free list",
                    "one that is marked free");
        }
        int last = freeAddresses.size() - 1;
        if (last >= 0 && blockEnd(freeAddresses.get(last), freeSizes.get(last)) == address - HEADER_SIZE) {
            freeSizes.set(last, freeSizes.get(last) + OVERHEAD + size);
        } else {
            freeAddresses.add(address);
            freeSizes.add(size);
        }
    }

    /** Adds zeros that belong to no block to the block before them, or makes a free one of them. */
    private void closeGap(long start, long end) throws IOException {
        long more = end - start;
        if (last == null) {
            if (more < MIN_BLOCK) {
                throw blocks.damaged(start, "the size of the first block", "0");
            }
            freeAddresses.add(start + HEADER_SIZE);
            freeSizes.add(more - OVERHEAD);
            return;
        }
        int free = freeAddresses.size() - 1;
        if (free >= 0 && blockEnd(freeAddresses.get(free), freeSizes.get(free)) == start) {
            freeSizes.set(free, freeSizes.get(free) + more);
            return;
        }
        int tag = retagged.size() - 1;
        if (tag >= 0 && retagged.get(tag).address() == last.address()) {
            retagged.remove(tag);
        }
        retagged.add(new RecoveryPlan.Tag(last.address(), last.size() + more));
    }

    private boolean isLinked(long address) throws IOException {
        long previous = blocks.previous(address);
        long next = blocks.next(address);
        boolean fromLeft = previous == NULL
                ? blocks.freeHead() == address
                : isAddress(previous, length) && blocks.next(previous) == address;
        return fromLeft && (next == NULL || isAddress(next, length) && blocks.previous(next) == address);
    }

    /**
     * {@return whether the block is the last one, shrunk, with the rest of its former content after it}
     *
     * <p>The former footer at the end of the payload still names it, and its new footer, which is written first, is
     * there. If headers lead on to the end, though, or a block with both its tags comes next, what is after it is real
     * and the last footer is wrong.
     */
    private boolean isShrunk(long address, long size) throws IOException {
        long end = blockEnd(address, size);
        if (address != named || size == namedSize() || leadsToEnd(end) || blocks.isTagged(end + HEADER_SIZE, length)) {
            return false;
        }
        if (blocks.isFree(address) || blocks.footer(address, size) != size) {
            throw blocks.damaged(
                    address - HEADER_SIZE, "the size that the last footer names, " + namedSize(), Long.toString(size));
        }
        return true;
    }

    private boolean leadsToEnd(long start) throws IOException {
        long at = start;
        while (length - at >= MIN_BLOCK && fits(at + HEADER_SIZE, blocks.size(at + HEADER_SIZE), length)) {
            at = blockEnd(at + HEADER_SIZE, blocks.size(at + HEADER_SIZE));
        }
        return at == length;
    }

    /** Makes sure that what begins here, and is no block within the payload, can be cut off without any loss. */
    private void checkRemnant(long start) throws IOException {
        boolean hasSize = length - start >= WORD;
        long size = hasSize ? blocks.word(start) : NULL;
        if (tailSound || named == start + HEADER_SIZE) {
            throw blocks.damaged(start, "the size of a block, as the payload's end is in order", Long.toString(size));
        }
        if (blocks.isZero(start, length)) {
            return;
        }
        if (hasSize && !isSize(size)) {
            throw blocks.damaged(start, "the size of a block, a multiple of 8 from 16", Long.toString(size));
        }
        if (hasSize && !blocks.isZero(start + WORD, couldBeLost(start, size))) {
            throw blocks.damaged(
                    start, "the size of a block that ends within the payload, as it holds data", Long.toString(size));
        }
        long inside = blockBehind(start);
        if (inside != NULL) {
            throw blocks.damaged(
                    start, "the size of a block that ends before the one at " + inside, Long.toString(size));
        }
    }

    /**
     * {@return up to where everything after the size of a block that was lost in part is zero: the rest of its header,
     * and, unless it was being filled with the content of another, its own content} The first bytes of its footer may
     * follow.
     */
    private long couldBeLost(long start, long size) {
        long header = Math.min(start + HEADER_SIZE, length);
        return flagged ? header : header + Math.min(size, length - header);
    }

    /** {@return the address of something after a header that looks like a block within the payload, or null (0)} */
    private long blockBehind(long start) throws IOException {
        for (long address = start + HEADER_SIZE + WORD; isAddress(address, length); address += ALIGNMENT) {
            if (blocks.isTagged(address, length)) {
                return address;
            }
        }
        return NULL;
    }

    /** {@return where the payload is to end if the blocks before {@code end} stay, but not a free last one} */
    private long withoutFreeTail(long end) {
        int last = freeAddresses.size() - 1;
        if (last < 0 || blockEnd(freeAddresses.get(last), freeSizes.get(last)) != end) {
            return end;
        }
        long start = freeAddresses.get(last) - HEADER_SIZE;
        freeAddresses.removeLast();
        freeSizes.removeLast();
        return start;
    }
}
