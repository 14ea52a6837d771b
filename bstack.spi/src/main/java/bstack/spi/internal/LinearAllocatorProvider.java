package bstack.spi.internal;

import bstack.core.BStack;
import bstack.spi.AllocatorMagic;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.LinearBStackAllocator;
import com.google.auto.service.AutoService;
import java.io.IOException;

/** Makes the linear allocator known; it is opened only by its name. */
@AutoService(BStackAllocatorProvider.class)
public final class LinearAllocatorProvider implements BStackAllocatorProvider {
    private static final AllocatorMagic NONE = new AllocatorMagic(0, new byte[0]);

    /** For {@link java.util.ServiceLoader}. */
    public LinearAllocatorProvider() {}

    @Override
    public String name() {
        return LinearBStackAllocator.NAME;
    }

    @Override
    public AllocatorMagic magic() {
        return NONE;
    }

    @Override
    public BStackAllocator open(BStack stack) throws IOException {
        return LinearBStackAllocator.open(stack);
    }
}
