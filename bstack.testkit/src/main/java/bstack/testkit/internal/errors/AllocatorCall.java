package bstack.testkit.internal.errors;

import bstack.spi.BStackAllocator;
import java.io.IOException;

/**
 * A call of an allocator.
 *
 * @param name what it is
 * @param action the call, which notes in the heap what it has done
 */
record AllocatorCall(String name, Action action) {
    /** The call itself. */
    @FunctionalInterface
    interface Action {
        void run(BStackAllocator allocator, AllocatorHeap heap) throws IOException;
    }
}
