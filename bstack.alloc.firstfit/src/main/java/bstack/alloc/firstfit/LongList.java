package bstack.alloc.firstfit;

import java.util.Arrays;

/** A growable list of longs, eight to sixteen bytes each. */
final class LongList {
    private long[] values = new long[16];
    private int size;

    int size() {
        return size;
    }

    long get(int i) {
        return values[i];
    }

    void set(int i, long value) {
        values[i] = value;
    }

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Capacity.of(size + 1L, 2L * size));
        }
        values[size++] = value;
    }

    void removeLast() {
        size--;
    }

    /** {@return where a value is in a list that was filled in rising order; negative if it is not there} */
    int search(long value) {
        return Arrays.binarySearch(values, 0, size, value);
    }
}
