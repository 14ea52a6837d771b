package bstack.spi;

import bstack.core.BStack;
import java.io.IOException;
import java.util.List;

/**
 * A provider makes an allocator known to {@link BStackAllocators}: its name, the magic of its files, and how to open
 * one.
 *
 * <p>Providers are found with {@link java.util.ServiceLoader}: declare {@code provides BStackAllocatorProvider with …}
 * in the module, and list the class in {@code META-INF/services/bstack.spi.BStackAllocatorProvider} for the class path.
 * The class is public and has a public constructor without parameters. It must be cheap to create, and thread-safe.
 */
public interface BStackAllocatorProvider {

    /**
     * {@return the allocator's name, the same as {@link BStackAllocator#name()}; no other installed one should have it}
     */
    String name();

    /** {@return the magic of its files, always the same} */
    AllocatorMagic magic();

    /**
     * Opens the heap on a stack: formats an empty payload, otherwise validates and recovers.
     *
     * @param stack open, and without an allocator
     * @return the allocator, which has the stack from now on
     * @throws IllegalStateException if the stack carries an allocator
     * @throws IOException if the payload is not a heap of this kind, is damaged, or the stack fails; then the stack is
     *     left open, and free for another allocator
     */
    BStackAllocator open(BStack stack) throws IOException;

    /**
     * {@return whether the payload, which has this provider's magic, is a heap of this kind}
     *
     * <p>It is called only if the magics of several providers match. Examine the file more closely then, and return
     * false if in doubt. The result promises nothing about an {@link #open} that follows.
     *
     * @param stack the stack, which must only be read
     * @throws IOException if the stack fails
     */
    default boolean accepts(BStack stack) throws IOException {
        return true;
    }

    /**
     * {@return what {@link #open} would mend in this heap; empty if nothing in it is broken}
     *
     * <p>Each finding contains what is there and what the open would write in its place. The method works on a stack
     * that was opened read-only, and before anything has been mended. The payload has this provider's magic.
     *
     * @param stack the stack, which must only be read; it may be without an allocator, and runs no transaction of this
     *     thread
     * @throws bstack.core.BStackCorruptException if {@link #open} would report the heap as damaged
     * @throws IOException if the stack fails
     */
    default List<Finding> needsMending(BStack stack) throws IOException {
        return List.of();
    }
}
