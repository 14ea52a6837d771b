package bstack.alloc.firstfit.internal.recovery;

import static bstack.alloc.firstfit.internal.format.FirstFitLayout.*;

import bstack.alloc.firstfit.internal.format.Blocks;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.LengthAtRest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Whether a length in the file's header that does not fit the file can come from an interruption. If not, that length
 * is damaged, and the file must not be cut off at it.
 *
 * <p>The original appends to the payload in three ways: the header of a new heap, a growth by zeros, or one block at a
 * time, which holds zeros unless the recovery flag is set. It cuts off whole multiples of 8 bytes.
 */
public final class LengthCheck {
    private final BStack stack;
    private final LengthAtRest length;

    private LengthCheck(BStack stack) {
        this.stack = stack;
        this.length = stack.lengthAtRest();
    }

    /**
     * Throws for a payload whose length is damaged.
     *
     * @throws BStackCorruptException if it is; nothing has been changed
     */
    public static void run(BStack stack) throws IOException {
        new LengthCheck(stack).run();
    }

    private void run() throws IOException {
        if (length.fits()) {
            return;
        }
        long surplus = length.surplus();
        boolean explained = surplus == 0
                ? length.missing() % ALIGNMENT == 0
                : length.mayBeJournal() || length.isZero(0, surplus) || isFirstPush(surplus) || isBlock(surplus);
        if (!explained) {
            throw length.damaged();
        }
    }

    /** {@return whether it is a part of an empty heap, as creating one leaves it} */
    private boolean isFirstPush(long surplus) throws IOException {
        return stack.isEmpty() && surplus <= ARENA_START && isPartOf(surplus, emptyHeap());
    }

    /** {@return whether it is a part of a block that was being appended: what is not yet written is zero} */
    private boolean isBlock(long surplus) throws IOException {
        long size = surplus < WORD ? MIN_SIZE : word(0);
        if (size == 0) {
            size = surplus - OVERHEAD; // its header is not written yet, its footer is
        }
        if (size < MIN_SIZE || size % ALIGNMENT != 0 || surplus > size + OVERHEAD) {
            return false;
        }
        long footer = HEADER_SIZE + size;
        long content = Math.min(surplus, footer);
        boolean flagged = stack.length() >= ARENA_START && (new Blocks(stack).flags() & RECOVERY_NEEDED) != 0;
        return (surplus < WORD || length.isZero(WORD, Math.min(surplus, HEADER_SIZE)))
                && (flagged || length.isZero(HEADER_SIZE, content))
                && (surplus < footer + WORD || word(footer) == size || word(footer) == 0);
    }

    private boolean isPartOf(long surplus, byte[] whole) throws IOException {
        byte[] found = new byte[(int) surplus];
        length.readSurplus(0, ByteBuffer.wrap(found));
        for (int i = 0; i < found.length; i++) {
            if (found[i] != 0 && found[i] != whole[i]) {
                return false;
            }
        }
        return true;
    }

    private long word(long at) throws IOException {
        ByteBuffer word = ByteBuffer.allocate(WORD).order(ByteOrder.LITTLE_ENDIAN);
        length.readSurplus(at, word);
        return word.getLong(0);
    }
}
