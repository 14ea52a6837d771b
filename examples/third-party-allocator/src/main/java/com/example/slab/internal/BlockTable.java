package com.example.slab.internal;

import bstack.core.BStack;
import java.util.Arrays;

/**
 * What is known of the blocks in memory: which are free, in which order the file's list has them, and where the
 * allocations begin.
 *
 * <p>A list in the file that points forwards alone does not say what is before a block, nor whether a block is in it.
 * The table does, so any free block can be taken out of the list, and a slice that is freed twice is noticed whatever
 * the user's bytes look like. It costs 8 bytes for each block.
 *
 * <p>Everything is in one array of numbers. So one rule restores it: {@link Undo} notes what a cell was before it
 * changes, and writes that back if the transaction is rolled back.
 *
 * <p>Not thread-safe: used inside transactions only, and so under the stack's writer lock.
 */
final class BlockTable {
    /** The block that is none. */
    static final int NONE = -1;

    /** In place of the block before: an allocation begins here, and the other cell is the number of its blocks. */
    private static final int BEGINS = -2;
    /** In place of the block before: an allocation that began before goes on. */
    private static final int GOES_ON = -3;

    private static final int COUNT = 0;
    private static final int FREE_COUNT = 1;
    private static final int HEAD = 2;
    private static final int HEADER = 3;

    /** The most blocks that an array has cells for. */
    static final int MAX_BLOCKS = (Integer.MAX_VALUE - 8 - HEADER) / 2;

    /** The header, then two cells for each block: the free blocks before and after it, or what it is else. */
    private int[] cells = new int[HEADER + 32];

    /** What the running operation has changed; null until the first one, since an opening that fails has no table. */
    private Undo undo;

    BlockTable() {
        cells[HEAD] = NONE;
    }

    /** Begins an operation, whose changes are taken back if the transaction that is running is rolled back. */
    void begin(BStack stack) {
        Undo begun = new Undo();
        stack.onRollback(begun);
        undo = begun;
    }

    int count() {
        return cells[COUNT];
    }

    /** {@return the first block of the free list, or none} */
    int head() {
        return cells[HEAD];
    }

    boolean isFree(int block) {
        return cells[before(block)] >= NONE;
    }

    /** {@return the free block before a free block in the list, or none} */
    int previous(int block) {
        return cells[before(block)];
    }

    /** {@return the free block after a free block in the list, or none} */
    int next(int block) {
        return cells[after(block)];
    }

    /** {@return how many blocks the allocation has that begins at a block; 0 if none begins there} */
    int length(int block) {
        return cells[before(block)] == BEGINS ? cells[after(block)] : 0;
    }

    /** {@return the first of so many free blocks in a row: for one the head of the list, else the lowest; or none} */
    int find(int blocks) {
        return blocks == 1 ? head() : lowest(blocks);
    }

    /** {@return the first of so many free blocks in a row, the lowest; or none} */
    int lowest(int blocks) {
        if (cells[FREE_COUNT] < blocks) {
            return NONE;
        }
        int run = 0;
        for (int block = 0; block < count(); block++) {
            run = isFree(block) ? run + 1 : 0;
            if (run == blocks) {
                return block - blocks + 1;
            }
        }
        return NONE;
    }

    /** Adds blocks at the end, which make one allocation. */
    void append(int blocks) {
        int first = count();
        int needed = HEADER + 2 * (first + blocks);
        if (needed > cells.length) {
            long half = cells.length + (cells.length >> 1);
            cells = Arrays.copyOf(cells, (int) Math.max(needed, Math.min(half, Integer.MAX_VALUE - 8)));
        }
        put(COUNT, first + blocks);
        markUsed(first, blocks);
    }

    /** Takes off the last blocks, which are not free. */
    void cut(int blocks) {
        put(COUNT, count() - blocks);
    }

    /** Makes blocks that are not free one allocation. */
    void markUsed(int first, int blocks) {
        for (int block = first; block < first + blocks; block++) {
            put(before(block), block == first ? BEGINS : GOES_ON);
            put(after(block), block == first ? blocks : 0);
        }
    }

    /** Puts a block that is not free in front of the free list. */
    void push(int block) {
        int head = head();
        put(before(block), NONE);
        put(after(block), head);
        if (head != NONE) {
            put(before(head), block);
        }
        put(HEAD, block);
        put(FREE_COUNT, cells[FREE_COUNT] + 1);
    }

    /** Takes a block out of the free list; it goes on as a part of some allocation until it is made another one's. */
    void unlink(int block) {
        int previous = previous(block);
        int next = next(block);
        put(previous == NONE ? HEAD : after(previous), next);
        if (next != NONE) {
            put(before(next), previous);
        }
        put(before(block), GOES_ON);
        put(FREE_COUNT, cells[FREE_COUNT] - 1);
    }

    private static int before(int block) {
        return HEADER + 2 * block;
    }

    private static int after(int block) {
        return HEADER + 2 * block + 1;
    }

    /** The only place where a cell changes: noted first, then changed. */
    private void put(int cell, int value) {
        if (undo != null) {
            undo.note(cell);
        }
        cells[cell] = value;
    }

    /**
     * What the cells were before an operation changed them.
     *
     * <p>A note is made before the change and holds the old value. So to write it back does no harm if the change has
     * not happened, and an error may come at any place. Writing back allocates nothing, and can be repeated.
     */
    private final class Undo implements Runnable {
        private int[] notes = new int[32];
        private int length;

        void note(int cell) {
            if (length == notes.length) {
                notes = Arrays.copyOf(notes, 2 * length);
            }
            notes[length] = cell;
            notes[length + 1] = cells[cell];
            length += 2;
        }

        @Override
        public void run() {
            for (; length > 0; length -= 2) {
                cells[notes[length - 2]] = notes[length - 1];
            }
        }
    }
}
