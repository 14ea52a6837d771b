package bstack.spi.fake;

import bstack.core.BStack;
import bstack.spi.AllocatorMagic;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import java.io.IOException;

/** A second allocator of the same make, under another magic, higher up. */
public final class OtherProvider implements BStackAllocatorProvider {
    @Override
    public String name() {
        return "other";
    }

    @Override
    public AllocatorMagic magic() {
        return new AllocatorMagic(20, new byte[] {'O', 'T', 'H'});
    }

    @Override
    public BStackAllocator open(BStack stack) throws IOException {
        if (stack.isEmpty()) {
            return null;
        }
        throw new IOException("no heap of mine");
    }
}
