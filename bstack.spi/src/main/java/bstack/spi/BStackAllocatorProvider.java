package bstack.spi;

import bstack.core.BStack;
import java.io.IOException;

/** SCAFFOLD of the provider interface. */
public interface BStackAllocatorProvider {
    String name();
    AllocatorMagic magic();
    BStackAllocator open(BStack stack) throws IOException;
    default boolean accepts(BStack stack) throws IOException { return true; }
}
