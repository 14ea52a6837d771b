package bstack.collections.internal.page;

import bstack.collections.internal.format.Bytes;
import bstack.collections.internal.format.PageLayout;
import java.util.Arrays;

/** Makes and reads cells that are in no page yet. */
public final class Cells {
    private Cells() {}

    /** {@return the cell of a leaf with this key and a value next to it} */
    public static byte[] leaf(byte[] key, byte[] value) {
        byte[] cell = begin(key, Bytes.sizeOfVarint(2L * value.length) + value.length);
        int at = Bytes.putVarint(cell, keyEnd(cell), 2L * value.length);
        System.arraycopy(value, 0, cell, at, value.length);
        return cell;
    }

    /** {@return the cell of a leaf with this key and a value in a slice of its own} */
    public static byte[] reference(byte[] key, int length, long start, int checksum) {
        long tag = 2L * length + 1;
        byte[] cell = begin(key, Bytes.sizeOfVarint(tag) + PageLayout.REFERENCE);
        int at = Bytes.putVarint(cell, keyEnd(cell), tag);
        Bytes.putLong(cell, at, start);
        Bytes.putInt(cell, at + Long.BYTES, checksum);
        return cell;
    }

    /** {@return whether the value of a leaf's cell is in a slice of its own} */
    public static boolean isReference(byte[] cell) {
        return (cell[keyEnd(cell)] & 1) != 0;
    }

    /** {@return the cell that names a child} */
    public static byte[] child(byte[] key, long child) {
        byte[] cell = begin(key, PageLayout.CHILD);
        Bytes.putLong(cell, cell.length - PageLayout.CHILD, child);
        return cell;
    }

    /** {@return a copy of a cell's key} */
    public static byte[] key(byte[] cell) {
        return Arrays.copyOfRange(cell, keyStart(cell), keyEnd(cell));
    }

    /** {@return the same cell of a page above the leaves with another key} */
    public static byte[] withKey(byte[] cell, byte[] key) {
        return child(key, Bytes.getLong(cell, keyEnd(cell)));
    }

    /**
     * {@return the shortest key that is above one key and not above another}
     *
     * @param low the lower key
     * @param high the higher one
     */
    public static byte[] between(byte[] low, byte[] high) {
        int same = Arrays.mismatch(low, high);
        return same < 0 ? high : Arrays.copyOf(high, Math.min(high.length, same + 1));
    }

    private static byte[] begin(byte[] key, int more) {
        int size = Bytes.sizeOfVarint(key.length);
        byte[] cell = new byte[size + key.length + more];
        Bytes.putVarint(cell, 0, key.length);
        System.arraycopy(key, 0, cell, size, key.length);
        return cell;
    }

    private static int keyStart(byte[] cell) {
        return Bytes.sizeOfVarint(Bytes.getVarint(cell, 0));
    }

    private static int keyEnd(byte[] cell) {
        return keyStart(cell) + (int) Bytes.getVarint(cell, 0);
    }
}
