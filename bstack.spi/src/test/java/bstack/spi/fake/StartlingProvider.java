package bstack.spi.fake;

import bstack.core.BStack;
import bstack.spi.AllocatorMagic;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import java.nio.charset.StandardCharsets;

/** A provider that throws an Error when it is to open something. */
public final class StartlingProvider implements BStackAllocatorProvider {
    @Override
    public String name() {
        return "startling";
    }

    @Override
    public AllocatorMagic magic() {
        return new AllocatorMagic(0, "STARTLE!".getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public BStackAllocator open(BStack stack) {
        throw new NoClassDefFoundError("on purpose");
    }
}
