package bstack.alloc.firstfit.internal.heap;

import static bstack.alloc.firstfit.internal.format.FirstFitLayout.*;

import bstack.alloc.firstfit.internal.format.Blocks;
import bstack.alloc.firstfit.internal.recovery.LengthCheck;
import bstack.alloc.firstfit.internal.recovery.Recovery;
import bstack.alloc.firstfit.internal.recovery.RecoveryPlan;
import bstack.alloc.firstfit.internal.recovery.RecoveryWalk;
import bstack.alloc.firstfit.internal.recovery.RestCheck;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.spi.Finding;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * The opening of a heap: an empty payload is formatted, a heap at rest is checked in constant time, and only one that
 * fails the {@linkplain RestCheck check} is walked and mended.
 */
public final class HeapOpening {
    private final BStack stack;
    private final Blocks blocks;

    private HeapOpening(BStack stack) {
        this.stack = stack;
        this.blocks = new Blocks(stack);
    }

    /**
     * Opens the heap on {@code stack}, by one transaction or none.
     *
     * @return its operations
     * @throws BStackCorruptException if the payload is no first-fit heap, or damaged beyond what an interruption
     *     leaves; nothing has changed
     * @throws IOException if the stack fails
     */
    public static HeapOperations open(BStack stack) throws IOException {
        LengthCheck.run(stack);
        new HeapOpening(stack).run();
        return new HeapOperations(stack);
    }

    /**
     * {@return what {@link #open} would mend; nothing is changed}
     *
     * @throws BStackCorruptException if it would report the heap as damaged
     * @throws IOException if the stack fails
     */
    public static List<Finding> needsMending(BStack stack) throws IOException {
        return stack.operate(() -> new HeapOpening(stack).flaws());
    }

    /**
     * {@return whether the header after the magic can be a first-fit heap's: no unknown flags, and a free list that
     * begins where a block can be}
     *
     * @throws IOException if the stack fails
     */
    public static boolean isPlausible(BStack stack) throws IOException {
        long length = stack.length();
        if (length < ARENA_START) {
            return false;
        }
        Blocks blocks = new Blocks(stack);
        long head = blocks.freeHead();
        return (blocks.word(FLAGS_OFFSET) & ~(long) RECOVERY_NEEDED) == 0 && (head == NULL || isAddress(head, length));
    }

    private void run() throws IOException {
        long length = stack.length();
        if (isUnformatted(length)) {
            stack.mend(() -> stack.replaceTail(length, emptyHeap()));
            return;
        }
        checkMagic(length);
        if (!RestCheck.isAtRest(blocks, length)) {
            stack.mend(() -> recover(length));
        }
    }

    private List<Finding> flaws() throws IOException {
        long length = stack.length();
        if (isUnformatted(length)) {
            return List.of(new Finding(0, "the header of a heap, which opening writes", length + " bytes of none"));
        }
        checkMagic(length);
        return RestCheck.isAtRest(blocks, length)
                ? List.of()
                : List.copyOf(new Recovery(blocks, true).apply(new RecoveryWalk(blocks).plan()));
    }

    private void recover(long length) throws IOException {
        RecoveryPlan plan = new RecoveryWalk(blocks).plan();
        new Recovery(blocks, false).apply(plan);
        LoggerFactory.getLogger("bstack.alloc.firstfit")
                .info(
                        "{}: mended a heap that was left in the middle of an operation: {} bytes cut off, {} blocks with a"
                                + " header or footer mended, {} free blocks",
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
        long end = Math.min(length, MAGIC_OFFSET + WORD);
        byte[] found = stack.get(Math.min(length, MAGIC_OFFSET), end);
        if (length < ARENA_START || !Arrays.equals(Arrays.copyOf(found, expected.length), expected)) {
            HexFormat hex = HexFormat.ofDelimiter(" ");
            throw blocks.damaged(
                    MAGIC_OFFSET,
                    magicText() + " (is it another allocator's file? BStackAllocators.open finds out)",
                    (found.length == 0 ? "nothing" : hex.formatHex(found))
                            + ", in a payload of %d bytes".formatted(length));
        }
    }
}
