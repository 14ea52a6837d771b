package bstack.alloc.firstfit;

import static bstack.alloc.firstfit.FirstFitLayout.*;

import bstack.core.BStack;
import bstack.spi.Finding;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * What happens when a heap is opened: an empty payload is formatted, a heap at rest is checked in constant time, and
 * only one that fails the check is walked and mended.
 *
 * <p>The check reads the recovery flag, the block at the head of the free list, and the last block: its footer against
 * its header and its free bit. That finds every state in which the original implementation can be interrupted, because
 * it guards with the flag whatever does not happen at the end of the payload.
 */
final class HeapOpening {
    private final BStack stack;
    private final Blocks blocks;

    HeapOpening(BStack stack) {
        this.stack = stack;
        this.blocks = new Blocks(stack);
    }

    /**
     * Brings the payload in order, by one transaction or none.
     *
     * @throws bstack.core.BStackCorruptException if it is no first-fit heap or damaged beyond what an interruption
     * leaves
     */
    void run() throws IOException {
        LengthCheck.run(stack);
        long length = stack.length();
        if (isUnformatted(length)) {
            stack.mend(() -> stack.replaceTail(length, emptyHeap()));
            return;
        }
        checkMagic(length);
        if (!isAtRest(length)) {
            stack.mend(() -> recover(length));
        }
    }

    /**
     * {@return what {@link #run} would put right; nothing is changed}
     *
     * @throws bstack.core.BStackCorruptException if it would refuse the heap
     */
    List<Finding> needsMending() throws IOException {
        long length = stack.length();
        if (isUnformatted(length)) {
            return List.of(new Finding(0, "the header of a heap, which opening writes", length + " bytes of none"));
        }
        checkMagic(length);
        return isAtRest(length)
                ? List.of()
                : List.copyOf(new Recovery(blocks, true).apply(new RecoveryWalk(blocks).plan()));
    }

    private void recover(long length) throws IOException {
        RecoveryPlan plan = new RecoveryWalk(blocks).plan();
        new Recovery(blocks, false).apply(plan);
        LoggerFactory.getLogger("bstack.alloc.firstfit")
                .info(
                        "{}: mended a heap that was left in the middle of an operation: {} bytes cut off, {} blocks with a"
                                + " header or footer put right, {} free blocks",
                        stack.name(),
                        length - plan.length(),
                        plan.retagged().size(),
                        plan.freeAddresses().size());
    }

    /** {@return whether this is what an interrupted creation leaves: nothing, a part of an empty heap, or zeros} */
    private boolean isUnformatted(long length) throws IOException {
        if (length > ARENA_START) {
            return false;
        }
        byte[] found = stack.get(0, length);
        boolean part = length < ARENA_START && Arrays.equals(found, Arrays.copyOf(emptyHeap(), found.length));
        return part || Arrays.equals(found, new byte[found.length]);
    }

    private void checkMagic(long length) throws IOException {
        byte[] expected = magicPrefix();
        long end = Math.min(length, MAGIC_OFFSET + expected.length);
        byte[] found = stack.get(Math.min(length, MAGIC_OFFSET), end);
        if (length < ARENA_START || !Arrays.equals(found, expected)) {
            throw blocks.damaged(
                    MAGIC_OFFSET,
                    "the mark of a first-fit heap, ALFF 00 01 (for other content, open the file by BStackAllocators)",
                    "a payload of %d bytes with %s there".formatted(length, Arrays.toString(found)));
        }
    }

    /**
     * {@return whether the header behind the mark can be a first-fit heap's: no unknown flags, and a free list that
     * begins where a block can be}
     */
    boolean isPlausible() throws IOException {
        long length = stack.length();
        if (length < ARENA_START) {
            return false;
        }
        long head = blocks.freeHead();
        return (blocks.word(FLAGS_OFFSET) & ~(long) RECOVERY_NEEDED) == 0 && (head == NULL || isAddress(head, length));
    }

    private boolean isAtRest(long length) throws IOException {
        return (blocks.flags() & RECOVERY_NEEDED) == 0
                && isHeadSound(blocks, length)
                && (length == ARENA_START || isTailUsed(length));
    }

    /** {@return whether the list is empty or begins with a block that can be the first of it} */
    static boolean isHeadSound(Blocks blocks, long length) throws IOException {
        long head = blocks.freeHead();
        return head == NULL
                || isAddress(head, length)
                        && fits(head, blocks.size(head), length)
                        && blocks.isFree(head)
                        && blocks.previous(head) == NULL;
    }

    private boolean isTailUsed(long length) throws IOException {
        long address = tailAddress(blocks, length);
        return address != NULL && blocks.size(address) == length - FOOTER_SIZE - address && !blocks.isFree(address);
    }

    /** {@return the address of the block that the last footer of the payload names, or null (0) if it names none} */
    static long tailAddress(Blocks blocks, long length) throws IOException {
        if (length < ARENA_START + MIN_BLOCK || length % ALIGNMENT != 0) {
            return NULL;
        }
        long size = blocks.word(length - FOOTER_SIZE);
        long address = length - FOOTER_SIZE - size;
        return isSize(size) && fits(address, size, length) ? address : NULL;
    }
}
