package bstack.demo.internal.store;

import bstack.core.BStackCorruptException;
import bstack.spi.BStackAllocator;
import bstack.spi.Finding;

/** Makes the exceptions that name damage in the index, in positions of the file as the stack's own exceptions do. */
final class Damage {
    /** Where the payload begins in the file: the size of the stack's header. */
    private static final int PAYLOAD = 16;

    private Damage() {}

    /** {@return the exception for damage at an offset of the payload} */
    static BStackCorruptException at(BStackAllocator heap, long offset, String expected, String found) {
        return new BStackCorruptException(heap.stack().name(), PAYLOAD + offset, expected, found);
    }

    /** {@return the same damage as a finding, whose offset counts from the start of the payload} */
    static Finding finding(BStackCorruptException damage) {
        return new Finding(damage.offset() - PAYLOAD, damage.expected(), damage.found());
    }
}
