package bstack.demo.internal.store;

import org.jspecify.annotations.Nullable;

/**
 * A slice that the store reaches, and what it is there for.
 *
 * @param start where in the payload it begins
 * @param length its length in bytes
 * @param owner the key whose value it is, or null for the store's own
 */
record Extent(long start, long length, @Nullable Key owner) implements Comparable<Extent> {
    /** {@return the offset after its last byte} */
    long end() {
        return start + length;
    }

    /** {@return what it is, for a finding} */
    String what() {
        return owner == null ? "a part of the store's index" : "the value of '" + owner.name() + "'";
    }

    @Override
    public int compareTo(Extent other) {
        return Long.compare(start, other.start);
    }
}
