package bstack.alloc.ghosttree.internal.recovery;

/** A set of block starts in one array; open addressing, at most half full. */
final class AddressSet {
    private long[] table = new long[64];
    private int count;

    /** Adds a start, which is not 0; returns whether it is new. */
    boolean add(long start) {
        if (count >= table.length / 2) {
            grow(); // in whole, or the set stays as it is
        }
        int at = place(table, start);
        if (table[at] == start) {
            return false;
        }
        table[at] = start;
        count++;
        return true;
    }

    /** {@return whether a start, which is not 0, is in the set} */
    boolean contains(long start) {
        return table[place(table, start)] == start;
    }

    private void grow() {
        long[] larger = new long[Math.multiplyExact(table.length, 2)];
        for (long start : table) {
            if (start != 0) {
                larger[place(larger, start)] = start;
            }
        }
        table = larger;
    }

    private static int place(long[] table, long start) {
        long hash = start * 0x9E37_79B9_7F4A_7C15L;
        int at = (int) (hash >>> 32) & (table.length - 1);
        while (table[at] != 0 && table[at] != start) {
            at = (at + 1) & (table.length - 1);
        }
        return at;
    }
}
