package com.example.slab.internal;

import static com.example.slab.internal.SlabLayout.*;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.LengthAtRest;
import bstack.spi.Finding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * The opening of a heap.
 *
 * <table>
 * <caption>What is done</caption>
 * <tr><th>payload</th><th>action</th></tr>
 * <tr><td>empty, or at most 48 bytes, all zero</td><td>formatted</td></tr>
 * <tr><td>a sound heap</td><td>nothing is written</td></tr>
 * <tr><td>a heap with leaked blocks</td><td>they are linked, and cut off at the end</td></tr>
 * <tr><td>anything else</td><td>refused, nothing has changed</td></tr>
 * </table>
 */
public final class SlabOpening {
    private final BStack stack;
    private final int blockSize;
    private SlabHeap heap;

    private SlabOpening(BStack stack, int blockSize) {
        this.stack = stack;
        this.blockSize = blockSize;
    }

    /**
     * Opens the heap on {@code stack}, by one transaction.
     *
     * @param blockSize the size of the blocks of a new heap
     * @return its operations
     * @throws BStackCorruptException if the payload is not a heap of this kind, or is damaged; nothing has changed
     * @throws IOException if the stack fails
     */
    public static SlabHeap open(BStack stack, int blockSize) throws IOException {
        checkLength(stack);
        SlabOpening opening = new SlabOpening(stack, blockSize);
        stack.mend(opening::run); // on a stack that is open for reading only its changes stay in memory
        return opening.heap;
    }

    /** {@return the size of a block for so many bytes of the user's in each} */
    public static int blockSize(int dataSize) {
        int largest = MAX_BLOCK_SIZE - WORD;
        if (dataSize < MIN_BLOCK_SIZE - WORD || dataSize > largest) {
            throw new IllegalArgumentException("a block cannot hold %d bytes: choose a size from %d to %d"
                    .formatted(dataSize, MIN_BLOCK_SIZE - WORD, largest));
        }
        return dataSize + WORD;
    }

    /**
     * {@return what {@link #open} would mend}
     *
     * @throws BStackCorruptException if it would refuse the heap
     * @throws IOException if the stack fails
     */
    static List<Finding> needsMending(BStack stack) throws IOException {
        return stack.operate(() -> {
            SlabSurvey survey = SlabSurvey.of(stack);
            survey.checkSound();
            return survey.leakFindings();
        });
    }

    /** {@return whether the header after the magic can be a checked slab's} */
    static boolean isPlausible(BStack stack) throws IOException {
        if (stack.length() < ARENA_START) {
            return false;
        }
        long size = SlabFile.read(stack, BLOCK_SIZE_OFFSET);
        return size >= MIN_BLOCK_SIZE && size <= MAX_BLOCK_SIZE && (stack.length() - ARENA_START) % size == 0;
    }

    private void run() throws IOException {
        if (isBlank()) {
            format();
            return;
        }
        SlabSurvey survey = SlabSurvey.of(stack);
        survey.checkSound();
        heap = new SlabHeap(stack, survey.file(), survey.table());
        heap.reclaim(survey.leaks());
    }

    /** {@return whether there is nothing yet, or the zeros of a creation that was cut short} */
    private boolean isBlank() throws IOException {
        long length = stack.length();
        return length <= ARENA_START && Arrays.equals(stack.get(0, length), new byte[(int) length]);
    }

    private void format() throws IOException {
        byte[] header = ByteBuffer.allocate(ARENA_START - MAGIC_OFFSET)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(magic())
                .putLong(blockSize)
                .putLong(NULL)
                .array();
        stack.extend(ARENA_START - stack.length());
        stack.set(MAGIC_OFFSET, header);
        heap = new SlabHeap(stack, new SlabFile(stack, blockSize), new BlockTable());
    }

    /**
     * Refuses a length in the file's header that no operation of an allocator of this format leaves. The original grows
     * by zeros alone. Anything else after the end may be live, and the end must not be believed.
     */
    private static void checkLength(BStack stack) throws IOException {
        LengthAtRest length = stack.lengthAtRest();
        if (!length.fits() && !length.mayBeJournal() && !length.isZero(0, length.surplus())) {
            throw length.damaged();
        }
    }
}
