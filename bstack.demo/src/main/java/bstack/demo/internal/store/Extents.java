package bstack.demo.internal.store;

import java.util.Arrays;

/** Slices, by where they begin: sixteen bytes of memory each. */
final class Extents {
    private long[] starts = new long[64];
    private long[] lengths = new long[64];
    private int size;

    /** Adds a slice. */
    void add(long start, long length) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size + (size >> 1));
            lengths = Arrays.copyOf(lengths, starts.length);
        }
        starts[size] = start;
        lengths[size] = length;
        size++;
    }

    /** {@return how many there are} */
    int size() {
        return size;
    }

    /** {@return where one begins} */
    long start(int index) {
        return starts[index];
    }

    /** {@return the length of one} */
    long length(int index) {
        return lengths[index];
    }

    /** {@return the offset after the last byte of one} */
    long end(int index) {
        return starts[index] + lengths[index];
    }

    /** Sorts them by where they begin, in place. */
    void sort() {
        for (int root = size / 2 - 1; root >= 0; root--) {
            sift(root, size);
        }
        for (int end = size - 1; end > 0; end--) {
            swap(0, end);
            sift(0, end);
        }
    }

    /** Moves an element of a heap down to where it belongs. */
    private void sift(int from, int end) {
        int root = from;
        for (int child = 2 * root + 1; child < end; child = 2 * root + 1) {
            if (child + 1 < end && starts[child] < starts[child + 1]) {
                child++;
            }
            if (starts[root] >= starts[child]) {
                return;
            }
            swap(root, child);
            root = child;
        }
    }

    private void swap(int a, int b) {
        long start = starts[a];
        starts[a] = starts[b];
        starts[b] = start;
        long length = lengths[a];
        lengths[a] = lengths[b];
        lengths[b] = length;
    }
}
