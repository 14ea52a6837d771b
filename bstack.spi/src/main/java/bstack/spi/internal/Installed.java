package bstack.spi.internal;

import bstack.core.BStack;
import bstack.spi.AllocatorMagic;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import java.io.IOException;

/**
 * A provider together with what it said about itself when it was asked, once.
 *
 * @param provider the provider
 * @param name its name
 * @param magic its magic
 */
public record Installed(BStackAllocatorProvider provider, String name, AllocatorMagic magic) {

    /**
     * {@return the allocator, opened on a stack}
     *
     * @throws IllegalStateException if the provider returns none
     * @throws IOException as {@link BStackAllocatorProvider#open}
     */
    public BStackAllocator open(BStack stack) throws IOException {
        BStackAllocator allocator = provider.open(stack);
        if (allocator == null) {
            throw new IllegalStateException("the provider of the %s allocator, %s, returned none for %s"
                    .formatted(name, ProviderFault.nameOf(provider), stack.name()));
        }
        return allocator;
    }

    @Override
    public String toString() {
        return magic.isDetectable() ? "%s (magic %s)".formatted(name, magic) : name + " (no magic, opened by name)";
    }
}
