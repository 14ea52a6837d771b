package bstack.demo.internal.store.old;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A page of the index: a sorted sequence of cells.
 *
 * <pre>
 *   0         4      5       6       8           10          12     16               cells begin            8192
 *   ┌─────────┬──────┬───────┬───────┬───────────┬───────────┬──────┬───────────────┬─────┬───────────────────┐
 *   │ CRC-32C │ 'P'  │ level │ count │ cells     │ dead      │ zero │ slots, u16    │ gap │ cells, the newest │
 *   │ u32     │ 0x50 │ u8    │ u16   │ begin u16 │ bytes u16 │ u32  │ each, sorted  │     │ one first         │
 *   └─────────┴──────┴───────┴───────┴───────────┴───────────┴──────┴───────────────┴─────┴───────────────────┘
 * </pre>
 *
 * <p>A slot holds the place of a cell in the page; slots are in the order of the keys. A cell of a leaf (level 0) is an
 * entry, see {@link OldEntry}; a cell above the leaves names a child page and the lowest key in it:
 *
 * <pre>
 *   0            2        8             16
 *   ┌────────────┬────────┬─────────────┬───────────┐
 *   │ key length │ zero   │ child start │ key       │      the key of a page's first cell counts as lower than
 *   │ u16        │ 6 bytes│ u64         │ (bytes)   │      any other, whatever it is
 *   └────────────┴────────┴─────────────┴───────────┘
 * </pre>
 *
 * <p>The checksum covers bytes 4 up to the end of the slots, and the cells; the gap is not read. A removed cell's bytes
 * are dead. All numbers are little-endian.
 */
final class OldPage {
    /** The size of a page in bytes. */
    static final int SIZE = 8192;

    /** Where the slots begin. */
    static final int HEADER = 16;

    /** What a cell costs beside its own bytes. */
    static final int SLOT = 2;

    private static final int MARK = 4;
    private static final int LEVEL = MARK + 1;
    private static final int COUNT = LEVEL + 1;
    private static final int CELLS = COUNT + 2;
    private static final int DEAD = CELLS + 2;
    private static final byte MARK_VALUE = 'P';

    private static final int CHILD = 8;
    private static final int CHILD_KEY = CHILD + 8;

    private final long start;
    private final byte[] bytes;
    private final ByteBuffer view;

    private OldPage(long start, byte[] bytes) {
        this.start = start;
        this.bytes = bytes;
        this.view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * {@return the page that these bytes are}
     *
     * @throws IllegalArgumentException if they are no page; the message says what is wrong
     */
    static OldPage of(long start, byte[] bytes) {
        OldPage page = new OldPage(start, bytes);
        if (bytes[MARK] != MARK_VALUE) {
            throw new IllegalArgumentException("no page mark");
        }
        if (page.slotsEnd() > page.cellsBegin() || page.cellsBegin() > SIZE) {
            throw new IllegalArgumentException(page.count() + " slots, and cells from " + page.cellsBegin());
        }
        if (page.view.getInt(0) != page.checksum()) {
            throw new IllegalArgumentException("a checksum that does not fit");
        }
        page.checkCells();
        return page;
    }

    /** Each cell is within the page, and together with the dead bytes they are all that is after the gap. */
    private void checkCells() {
        int keyAt = keyOffset();
        int taken = deadBytes();
        for (int i = 0; i < count(); i++) {
            int cell = cell(i);
            if (cell < cellsBegin() || cell > SIZE - keyAt || keyLength(cell) > SIZE - keyAt - cell) {
                throw new IllegalArgumentException("cell " + i + " at " + cell + ", beyond the page");
            }
            taken += cellLength(cell);
        }
        if (taken != SIZE - cellsBegin()) {
            throw new IllegalArgumentException(
                    "cells and dead bytes of " + taken + " bytes, where there are " + (SIZE - cellsBegin()));
        }
    }

    /** {@return where in the payload the page's slice begins} */
    long start() {
        return start;
    }

    /** {@return 0 for a leaf, else one more than the children's level} */
    int level() {
        return Byte.toUnsignedInt(bytes[LEVEL]);
    }

    /** {@return the number of cells} */
    int count() {
        return Short.toUnsignedInt(view.getShort(COUNT));
    }

    private int cellsBegin() {
        return Short.toUnsignedInt(view.getShort(CELLS));
    }

    private int deadBytes() {
        return Short.toUnsignedInt(view.getShort(DEAD));
    }

    private int slotsEnd() {
        return HEADER + SLOT * count();
    }

    private int cell(int index) {
        return Short.toUnsignedInt(view.getShort(HEADER + SLOT * index));
    }

    private int keyOffset() {
        return level() == 0 ? OldEntry.KEY : CHILD_KEY;
    }

    private int keyLength(int cell) {
        return Short.toUnsignedInt(view.getShort(cell));
    }

    private int cellLength(int cell) {
        return keyOffset() + keyLength(cell);
    }

    /** {@return a copy of the cell's key} */
    byte[] key(int index) {
        int cell = cell(index);
        return Arrays.copyOfRange(bytes, cell + keyOffset(), cell + cellLength(cell));
    }

    /** {@return a copy of the cell} */
    byte[] cellBytes(int index) {
        int cell = cell(index);
        return Arrays.copyOfRange(bytes, cell, cell + cellLength(cell));
    }

    /** {@return the start of the child page that the cell names} */
    long child(int index) {
        return view.getLong(cell(index) + CHILD);
    }

    /** {@return the index of the cell with this key, or −(where it would go) − 1} */
    int find(byte[] key) {
        return find(key, 0);
    }

    private int find(byte[] key, int first) {
        int keyAt = keyOffset();
        int low = first;
        int high = count() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int cell = cell(middle);
            int from = cell + keyAt;
            int order = Arrays.compareUnsigned(bytes, from, from + keyLength(cell), key, 0, key.length);
            if (order < 0) {
                low = middle + 1;
            } else if (order > 0) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -low - 1;
    }

    /** {@return the index of the cell whose child holds this key; only above the leaves} */
    int childIndex(byte[] key) {
        int found = find(key, 1);
        return found >= 0 ? found : -found - 2;
    }

    private int checksum() {
        CRC32C crc = new CRC32C();
        crc.update(bytes, MARK, slotsEnd() - MARK);
        crc.update(bytes, cellsBegin(), SIZE - cellsBegin());
        return (int) crc.getValue();
    }
}
