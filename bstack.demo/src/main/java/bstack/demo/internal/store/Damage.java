package bstack.demo.internal.store;

import bstack.core.BStackCorruptException;
import bstack.spi.BStackAllocator;
import bstack.spi.Finding;
import java.io.IOException;

/** Makes the exceptions that name damage, in positions of the file as the stack's own exceptions do. */
final class Damage {
    /** Where the payload begins in the file: the size of the stack's header. */
    private static final int PAYLOAD = 16;

    private Damage() {}

    /** {@return the exception for damage at an offset of the payload} */
    static BStackCorruptException at(BStackAllocator heap, long offset, String expected, String found) {
        return new BStackCorruptException(heap.stack().name(), PAYLOAD + offset, expected, found);
    }

    /** {@return the exception for what is wrong though each of its bytes is sound; its offset is that of the heap's root} */
    static BStackCorruptException ofStore(BStackAllocator heap, String expected, String found) throws IOException {
        return at(heap, root(heap), expected, found);
    }

    /** {@return where the heap's root is, an offset in the payload} */
    static long root(BStackAllocator heap) throws IOException {
        return heap.reserved().start();
    }

    /** {@return the same damage as a finding, whose offset counts from the start of the payload} */
    static Finding finding(BStackCorruptException damage) {
        return new Finding(damage.offset() - PAYLOAD, damage.expected(), damage.found());
    }
}
