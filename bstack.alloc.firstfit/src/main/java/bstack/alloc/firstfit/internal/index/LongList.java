package bstack.alloc.firstfit.internal.index;

import java.util.Arrays;

/** A growable list of longs, eight to sixteen bytes each. */
public final class LongList {
    private long[] values = new long[16];
    private int size;

    public int size() {
        return size;
    }

    public long get(int i) {
        return values[i];
    }

    public void set(int i, long value) {
        values[i] = value;
    }

    public void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Capacity.of(size + 1L, 2L * size));
        }
        values[size++] = value;
    }

    public void removeLast() {
        size--;
    }

    /** {@return where a value is in a list that was filled in rising order; negative if it is not there} */
    public int search(long value) {
        return Arrays.binarySearch(values, 0, size, value);
    }
}
