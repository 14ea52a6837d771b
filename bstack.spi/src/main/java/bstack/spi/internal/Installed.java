package bstack.spi.internal;

import bstack.spi.AllocatorMagic;
import bstack.spi.BStackAllocatorProvider;

/**
 * A provider together with what it said about itself when it was asked, once.
 *
 * @param provider the provider
 * @param name its name
 * @param magic its magic
 */
public record Installed(BStackAllocatorProvider provider, String name, AllocatorMagic magic) {

    @Override
    public String toString() {
        return magic.isDetectable() ? "%s (magic %s)".formatted(name, magic) : name + " (no magic, opened by name)";
    }
}
