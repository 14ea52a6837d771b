package bstack.collections.internal.page;

import static bstack.collections.internal.format.PageLayout.CAPACITY;
import static bstack.collections.internal.format.PageLayout.CELLS;
import static bstack.collections.internal.format.PageLayout.CHECKSUM;
import static bstack.collections.internal.format.PageLayout.CHILD;
import static bstack.collections.internal.format.PageLayout.COUNT;
import static bstack.collections.internal.format.PageLayout.DEAD;
import static bstack.collections.internal.format.PageLayout.LEVEL;
import static bstack.collections.internal.format.PageLayout.MARK;
import static bstack.collections.internal.format.PageLayout.MARK_VALUE;
import static bstack.collections.internal.format.PageLayout.MAX_KEY;
import static bstack.collections.internal.format.PageLayout.MAX_LEVEL;
import static bstack.collections.internal.format.PageLayout.REFERENCE;
import static bstack.collections.internal.format.PageLayout.SIZE;
import static bstack.collections.internal.format.PageLayout.SLOT;
import static bstack.collections.internal.format.PageLayout.SLOTS;
import static bstack.collections.internal.format.PageLayout.STAMP;
import static bstack.collections.internal.format.PageLayout.TREE;

import bstack.collections.internal.format.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A page in memory: a sorted sequence of cells, see {@link bstack.collections.internal.format.PageLayout}, and which
 * of its bytes have changed.
 *
 * <p>A page is shared by all threads and never changes, unless it is one of the {@link PendingPages}. Such a page is
 * what {@link PageFile#toChange} returns. Operations of its transaction may change it in place until it is written, or
 * until {@link #shared} hands it to somebody who keeps it.
 */
public final class Page {
    private final long start;
    private final byte[] bytes;
    /** The cells that have changed, as a range of the page; empty if the first is not below the second. */
    private int changedFrom = SIZE;

    private int changedTo;
    /** Whether it is pending, and nobody keeps it. */
    private boolean changeable;

    private Page(long start, byte[] bytes) {
        this.start = start;
        this.bytes = bytes;
    }

    /** {@return a page without cells, for the slice that begins at an offset} */
    public static Page empty(long start, int level, int tree) {
        Page page = new Page(start, new byte[SIZE]);
        page.bytes[MARK] = MARK_VALUE;
        page.bytes[LEVEL] = (byte) level;
        Bytes.putInt(page.bytes, TREE, tree);
        page.clear();
        return page;
    }

    /**
     * {@return the page that these bytes are}
     *
     * @param start where they are in the payload
     * @param bytes the page's from now on
     * @throws IllegalArgumentException if they are no page; the message says what is wrong
     */
    public static Page of(long start, byte[] bytes) {
        Page page = new Page(start, bytes);
        if (bytes[MARK] != MARK_VALUE) {
            throw new IllegalArgumentException("no mark of a page");
        }
        if (page.slotsEnd() > page.cellsBegin() || page.cellsBegin() > SIZE) {
            throw new IllegalArgumentException(
                    "%d slots, and cells from %d on".formatted(page.count(), page.cellsBegin()));
        }
        if (Bytes.getInt(bytes, CHECKSUM) != page.checksum()) {
            throw new IllegalArgumentException("a page whose checksum does not fit");
        }
        try {
            page.checkCells();
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("a cell that does not end within the page", e);
        }
        return page;
    }

    /** Each cell is within the page, and together with the dead bytes they are all that is after the gap. */
    private void checkCells() {
        if (level() > MAX_LEVEL) {
            throw new IllegalArgumentException("a page of level " + level());
        }
        int taken = deadBytes();
        int begin = cellsBegin();
        boolean isLeaf = level() == 0;
        for (int i = 0, count = count(); i < count; i++) {
            int cell = cell(i);
            if (cell < begin || cell >= SIZE) {
                throw new IllegalArgumentException("cell %d at %d, outside of the cells".formatted(i, cell));
            }
            int keyEnd = bytes[cell] >= 0 ? cell + 1 + bytes[cell] : checkedKeyEnd(i, cell);
            long end = isLeaf ? leafCellEnd(i, keyEnd) : (long) keyEnd + CHILD;
            if (end > SIZE) {
                throw new IllegalArgumentException("cell %d at %d, beyond the page".formatted(i, cell));
            }
            taken += (int) end - cell;
        }
        if (taken != SIZE - begin) {
            throw new IllegalArgumentException(
                    "cells and dead bytes of %d bytes, where there are %d".formatted(taken, SIZE - begin));
        }
    }

    /** {@return whether it may be changed in place} */
    boolean isChangeable() {
        return changeable;
    }

    /** It is pending from now on, and may be changed in place. */
    Page becomesChangeable() {
        changeable = true;
        return this;
    }

    /** {@return this page, which is not changed in place any more} */
    public Page shared() {
        if (changeable) {
            changeable = false;
        }
        return this;
    }

    /** {@return a page with the same content, in which the same has changed} */
    Page copy() {
        Page page = new Page(start, bytes.clone());
        page.changedFrom = changedFrom;
        page.changedTo = changedTo;
        return page;
    }

    private int checkedKeyEnd(int index, int cell) {
        long length = Bytes.getVarint(bytes, cell);
        if (length > MAX_KEY) {
            throw new IllegalArgumentException("cell %d with a key of %d bytes".formatted(index, length));
        }
        return Bytes.afterVarint(bytes, cell) + (int) length;
    }

    private long leafCellEnd(int index, int keyEnd) {
        long tag = Bytes.getVarint(bytes, keyEnd);
        if (tag >>> 1 > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("cell %d with a value longer than any".formatted(index));
        }
        return Bytes.afterVarint(bytes, keyEnd) + ((tag & 1) == 0 ? tag >>> 1 : REFERENCE);
    }

    /** {@return a page with the same content, to be written at another place} */
    public Page moved(long newStart) {
        Page page = new Page(newStart, bytes.clone());
        page.changed(cellsBegin(), SIZE);
        return page;
    }

    /** {@return where in the payload the page's slice begins} */
    public long start() {
        return start;
    }

    /** {@return 0 for a leaf, else one more than the children's level} */
    public int level() {
        return bytes[LEVEL] & 0xFF;
    }

    /** {@return the lower half of the id of the tree that the page belongs to} */
    public int tree() {
        return Bytes.getInt(bytes, TREE);
    }

    /** {@return the number that no other write of a page has} */
    public long stamp() {
        return Bytes.getLong(bytes, STAMP);
    }

    /** {@return the number of cells} */
    public int count() {
        return Bytes.getShort(bytes, COUNT);
    }

    private int cellsBegin() {
        return Bytes.getShort(bytes, CELLS);
    }

    private int deadBytes() {
        return Bytes.getShort(bytes, DEAD);
    }

    private int slotsEnd() {
        return SLOTS + SLOT * count();
    }

    private int cell(int index) {
        return Bytes.getShort(bytes, SLOTS + SLOT * index);
    }

    private int keyStart(int cell) {
        return Bytes.afterVarint(bytes, cell);
    }

    private int keyEnd(int cell) {
        byte first = bytes[cell];
        if (first >= 0) {
            return cell + 1 + first;
        }
        return Bytes.afterVarint(bytes, cell) + (int) Bytes.getVarint(bytes, cell);
    }

    private int cellLength(int cell) {
        int end = keyEnd(cell);
        return level() == 0 ? leafCellEnd(end) - cell : end + CHILD - cell;
    }

    /** {@return the end of a leaf's cell whose key has this end} */
    private int leafCellEnd(int keyEnd) {
        long tag = Bytes.getVarint(bytes, keyEnd);
        int content = Bytes.afterVarint(bytes, keyEnd);
        long end = content + ((tag & 1) == 0 ? tag >>> 1 : REFERENCE);
        return (int) Math.min(end, Integer.MAX_VALUE);
    }

    /** {@return what the page's cells and slots take, without header, gap and dead bytes} */
    public int used() {
        return SIZE - cellsBegin() - deadBytes() + SLOT * count();
    }

    /** {@return the page's bytes, not to be changed} */
    public byte[] bytes() {
        return bytes;
    }

    // ---------------------------------------------------------------- cells

    /** {@return the index in the page's bytes of the first byte of a cell's key} */
    public int keyFrom(int index) {
        return keyStart(cell(index));
    }

    /** {@return the index in the page's bytes after a cell's key} */
    public int keyTo(int index) {
        return keyEnd(cell(index));
    }

    /** {@return a copy of a cell's key} */
    public byte[] key(int index) {
        int cell = cell(index);
        return Arrays.copyOfRange(bytes, keyStart(cell), keyEnd(cell));
    }

    /** {@return how a cell's key compares with another, by unsigned bytes} */
    public int compareKey(int index, byte[] key) {
        int cell = cell(index);
        return Arrays.compareUnsigned(bytes, keyStart(cell), keyEnd(cell), key, 0, key.length);
    }

    /** {@return a copy of a cell} */
    public byte[] cellBytes(int index) {
        int cell = cell(index);
        return Arrays.copyOfRange(bytes, cell, cell + cellLength(cell));
    }

    /** {@return the length of a cell with its slot} */
    public int cellSize(int index) {
        return cellLength(cell(index)) + SLOT;
    }

    /** {@return the start of the child that a cell names; only above the leaves} */
    public long child(int index) {
        return Bytes.getLong(bytes, keyEnd(cell(index)));
    }

    /** Names another child in a cell. */
    public void setChild(int index, long child) {
        int at = keyEnd(cell(index));
        Bytes.putLong(bytes, at, child);
        changed(at, at + CHILD);
    }

    /** {@return the length of the value of a leaf's cell} */
    public int valueLength(int index) {
        return (int) (Bytes.getVarint(bytes, keyEnd(cell(index))) >>> 1);
    }

    /** {@return whether the value of a leaf's cell is in a slice of its own} */
    public boolean isReference(int index) {
        return (bytes[keyEnd(cell(index))] & 1) != 0;
    }

    /** {@return the index in the page's bytes of a value in the leaf, or of what names it} */
    public int valueFrom(int index) {
        return Bytes.afterVarint(bytes, keyEnd(cell(index)));
    }

    /** {@return a copy of a value in the leaf} */
    public byte[] value(int index) {
        int at = keyEnd(cell(index));
        int from = Bytes.afterVarint(bytes, at);
        return Arrays.copyOfRange(bytes, from, from + (int) (Bytes.getVarint(bytes, at) >>> 1));
    }

    /** {@return a copy of the value of a leaf's cell, or null if it is in a slice of its own} */
    public byte @Nullable [] valueInLeaf(int index) {
        int at = keyEnd(cell(index));
        long tag = Bytes.getVarint(bytes, at);
        if ((tag & 1) != 0) {
            return null;
        }
        int from = Bytes.afterVarint(bytes, at);
        return Arrays.copyOfRange(bytes, from, from + (int) (tag >>> 1));
    }

    /** {@return the start of the slice with a cell's value} */
    public long referenceStart(int index) {
        return Bytes.getLong(bytes, valueFrom(index));
    }

    /** {@return the CRC-32C of a cell's value in a slice of its own} */
    public int referenceChecksum(int index) {
        return Bytes.getInt(bytes, valueFrom(index) + CHILD);
    }

    /** Changes what names a cell's value, which keeps its length. */
    public void setReference(int index, long valueStart, int checksum) {
        int at = valueFrom(index);
        Bytes.putLong(bytes, at, valueStart);
        Bytes.putInt(bytes, at + Long.BYTES, checksum);
        changed(at, at + REFERENCE);
    }

    /** Changes a value in the leaf to one of the same length. */
    public void setValue(int index, byte[] value) {
        int at = valueFrom(index);
        System.arraycopy(value, 0, bytes, at, value.length);
        changed(at, at + value.length);
    }

    /** {@return the index of the cell with this key, or −(where it would go) − 1} */
    public int find(byte[] key) {
        return find(key, 0);
    }

    private int find(byte[] key, int first) {
        int low = first;
        int high = count() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compareKey(middle, key);
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

    /** {@return the index of the cell whose child has this key, or would have it; only above the leaves} */
    public int childIndex(byte[] key) {
        int found = find(key, 1);
        return found >= 0 ? found : Math.max(0, -found - 2);
    }

    // ---------------------------------------------------------------- changes

    /** {@return whether cells may be added that take so many bytes with their slots} */
    public boolean fits(int more) {
        return used() + more <= CAPACITY;
    }

    /** Inserts a cell, for which there is room, before the cell at an index. */
    public void insert(int index, byte[] cell) {
        if (slotsEnd() + SLOT + cell.length > cellsBegin()) {
            pack();
        }
        int count = count();
        int at = cellsBegin() - cell.length;
        System.arraycopy(cell, 0, bytes, at, cell.length);
        int slot = SLOTS + SLOT * index;
        System.arraycopy(bytes, slot, bytes, slot + SLOT, SLOT * (count - index));
        Bytes.putShort(bytes, slot, at);
        Bytes.putShort(bytes, COUNT, count + 1);
        Bytes.putShort(bytes, CELLS, at);
        changed(at, at + cell.length);
    }

    /** Removes the cells from one index up to another. */
    public void remove(int from, int to) {
        int count = count();
        int dead = deadBytes();
        for (int i = from; i < to; i++) {
            dead += cellLength(cell(i));
        }
        int slot = SLOTS + SLOT * from;
        System.arraycopy(bytes, slot + SLOT * (to - from), bytes, slot, SLOT * (count - to));
        Bytes.putShort(bytes, COUNT, count - (to - from));
        Bytes.putShort(bytes, DEAD, dead);
        if (count == to - from) {
            clear();
        }
    }

    /** Removes all cells. */
    public void clear() {
        Bytes.putShort(bytes, COUNT, 0);
        Bytes.putShort(bytes, CELLS, SIZE);
        Bytes.putShort(bytes, DEAD, 0);
        changedFrom = SIZE;
        changedTo = 0;
    }

    /** Makes it a page of another level, without cells. */
    public void clear(int level) {
        bytes[LEVEL] = (byte) level;
        clear();
    }

    /** Puts the cells next to each other, so that no bytes are dead. */
    private void pack() {
        if (deadBytes() == 0) {
            return;
        }
        Page old = copy();
        int at = SIZE;
        for (int i = 0, count = count(); i < count; i++) {
            int cell = old.cell(i);
            int length = old.cellLength(cell);
            at -= length;
            System.arraycopy(old.bytes, cell, bytes, at, length);
            Bytes.putShort(bytes, SLOTS + SLOT * i, at);
        }
        Bytes.putShort(bytes, CELLS, at);
        Bytes.putShort(bytes, DEAD, 0);
        changed(at, SIZE);
    }

    private void changed(int from, int to) {
        changedFrom = Math.min(changedFrom, from);
        changedTo = Math.max(changedTo, to);
    }

    // ---------------------------------------------------------------- for writing

    /** Gives the page a new stamp, and its checksum. */
    void seal(long stamp) {
        Bytes.putLong(bytes, STAMP, stamp);
        Bytes.putInt(bytes, CHECKSUM, checksum());
    }

    /** {@return the end of header and slots, which are written with any change} */
    int headEnd() {
        return slotsEnd();
    }

    /** {@return the index of the first byte after the slots that has changed} */
    int changedFrom() {
        return changedFrom;
    }

    /** {@return the index after the last byte that has changed} */
    int changedTo() {
        return changedTo;
    }

    /** What has changed is written. From now on the page never changes. */
    void written() {
        changedFrom = SIZE;
        changedTo = 0;
        changeable = false;
    }

    private int checksum() {
        return Bytes.checksum(bytes, MARK, slotsEnd(), cellsBegin(), SIZE);
    }
}
