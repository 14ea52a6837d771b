package bstack.alloc.firstfit.internal.index;

import static bstack.alloc.firstfit.internal.format.FirstFitLayout.ALIGNMENT;

/**
 * Blocks in the order of their addresses, each with its size and the place that it had in a list: a radix sort from the
 * lowest digit, linear, and without an object for each.
 */
final class AddressOrder {
    private static final int DIGIT_BITS = 11;
    private static final int DIGITS = 1 << DIGIT_BITS;
    /** The bits below are zero in every address. */
    private static final int FIRST_SHIFT = Long.numberOfTrailingZeros(ALIGNMENT);

    private long[] addresses;
    private int[] places;
    private final long[] sizes;

    /** Sorts the blocks of a list, given by their addresses and sizes; these stay as they are. */
    AddressOrder(LongList list, LongList listedSizes) {
        int count = list.size();
        addresses = new long[count];
        places = new int[count];
        long bits = 0;
        for (int i = 0; i < count; i++) {
            addresses[i] = list.get(i);
            places[i] = i;
            bits |= addresses[i];
        }
        if (count > 1) {
            sort(bits);
        }
        sizes = new long[count];
        for (int i = 0; i < count; i++) {
            sizes[i] = listedSizes.get(places[i]);
        }
    }

    /** Takes addresses that are in order already, with their places and sizes. */
    AddressOrder(long[] addresses, int[] places, long[] sizes) {
        this.addresses = addresses;
        this.places = places;
        this.sizes = sizes;
    }

    private void sort(long bits) {
        long[] toAddresses = new long[addresses.length];
        int[] toPlaces = new int[addresses.length];
        for (int shift = FIRST_SHIFT; shift < Long.SIZE && bits >>> shift != 0; shift += DIGIT_BITS) {
            int[] next = starts(shift);
            for (int i = 0; i < addresses.length; i++) {
                int to = next[digit(addresses[i], shift)]++;
                toAddresses[to] = addresses[i];
                toPlaces[to] = places[i];
            }
            long[] otherAddresses = addresses;
            addresses = toAddresses;
            toAddresses = otherAddresses;
            int[] otherPlaces = places;
            places = toPlaces;
            toPlaces = otherPlaces;
        }
    }

    /** {@return for each digit where the first address with it goes} */
    private int[] starts(int shift) {
        int[] next = new int[DIGITS + 1];
        for (long address : addresses) {
            next[digit(address, shift) + 1]++;
        }
        for (int i = 1; i < DIGITS; i++) {
            next[i] += next[i - 1];
        }
        return next;
    }

    private static int digit(long address, int shift) {
        return (int) (address >>> shift) & (DIGITS - 1);
    }

    int count() {
        return addresses.length;
    }

    /** {@return the i-th address} */
    long address(int i) {
        return addresses[i];
    }

    /** {@return the size of the block at the i-th address} */
    long size(int i) {
        return sizes[i];
    }

    /** {@return which place in the list the i-th address had} */
    int place(int i) {
        return places[i];
    }
}
