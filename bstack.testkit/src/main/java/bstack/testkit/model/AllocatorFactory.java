package bstack.testkit.model;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import java.io.IOException;

/**
 * The allocator under test: a way to open it on a stack, usually a method reference such as
 * {@code FirstFitBStackAllocator::open}.
 */
@FunctionalInterface
public interface AllocatorFactory {
    /**
     * Opens the allocator; formats an empty payload, else validates and recovers.
     *
     * @param stack the open stack, which the allocator takes over
     * @return the allocator, whose {@code close} closes the stack
     * @throws IOException if the content is damaged or the medium fails
     */
    BStackAllocator open(BStack stack) throws IOException;
}
