package bstack.alloc.firstfit.internal.recovery;

import static bstack.alloc.firstfit.internal.format.FirstFitLayout.*;

import bstack.alloc.firstfit.internal.format.Blocks;
import java.io.IOException;

/**
 * The check of a heap in constant time: the recovery flag, the block at the head of the free list, and the last block,
 * its footer against its header and its free bit.
 *
 * <p>It finds every state in which the original implementation can be interrupted, because that guards with the flag
 * whatever does not happen at the end of the payload.
 */
public final class RestCheck {
    private RestCheck() {}

    /** {@return whether the heap needs no recovery} */
    public static boolean isAtRest(Blocks blocks, long length) throws IOException {
        return (blocks.flags() & RECOVERY_NEEDED) == 0
                && isHeadSound(blocks, length)
                && (length == ARENA_START || isTailUsed(blocks, length));
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

    private static boolean isTailUsed(Blocks blocks, long length) throws IOException {
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
