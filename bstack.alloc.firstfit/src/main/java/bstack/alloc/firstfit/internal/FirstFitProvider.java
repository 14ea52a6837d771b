package bstack.alloc.firstfit.internal;

import bstack.alloc.firstfit.FirstFitBStackAllocator;
import bstack.core.BStack;
import bstack.spi.AllocatorMagic;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.Finding;
import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.List;

/** The entry by which the first-fit allocator is found: by its name, and by {@code ALFF} in the file. */
@AutoService(BStackAllocatorProvider.class)
public final class FirstFitProvider implements BStackAllocatorProvider {

    /** Makes a provider; it has no state. */
    public FirstFitProvider() {}

    @Override
    public String name() {
        return FirstFitBStackAllocator.NAME;
    }

    @Override
    public AllocatorMagic magic() {
        return FirstFitBStackAllocator.magic();
    }

    @Override
    public BStackAllocator open(BStack stack) throws IOException {
        return FirstFitBStackAllocator.open(stack);
    }

    @Override
    public List<Finding> needsMending(BStack stack) throws IOException {
        return FirstFitBStackAllocator.needsMending(stack);
    }

    @Override
    public boolean accepts(BStack stack) throws IOException {
        return FirstFitBStackAllocator.accepts(stack);
    }
}
