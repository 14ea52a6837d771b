package bstack.demo.internal.store.old;

import bstack.core.BStackCorruptException;
import bstack.spi.BStackAllocator;

/** Makes the exceptions that name damage, in positions of the file as the stack's own exceptions do. */
final class OldDamage {
    /** Where the payload begins in the file: the size of the stack's header. */
    private static final int PAYLOAD = 16;

    private OldDamage() {}

    /** {@return the exception for damage at an offset of the payload} */
    static BStackCorruptException at(BStackAllocator heap, long offset, String expected, String found) {
        return new BStackCorruptException(heap.stack().name(), PAYLOAD + offset, expected, found);
    }
}
