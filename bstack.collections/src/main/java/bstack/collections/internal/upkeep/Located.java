package bstack.collections.internal.upkeep;

import org.jspecify.annotations.Nullable;

/**
 * A slice of a structure, and how it is reached. Others may have moved or freed it since.
 *
 * @param owner the structure
 * @param key a key on whose way the slice is named; null for a header
 * @param start where the slice begins
 * @param footprint the bytes that it occupies
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Located(Movable owner, byte @Nullable [] key, long start, long footprint) {
    /** {@return the start of a slice that follows without a gap} */
    long next() {
        return start + footprint;
    }
}
