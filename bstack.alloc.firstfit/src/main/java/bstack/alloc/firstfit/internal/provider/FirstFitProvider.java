package bstack.alloc.firstfit.internal.provider;

import bstack.alloc.firstfit.FirstFitBStackAllocator;
import bstack.alloc.firstfit.internal.format.FirstFitLayout;
import bstack.alloc.firstfit.internal.heap.HeapOpening;
import bstack.core.BStack;
import bstack.spi.AllocatorMagic;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.Finding;
import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.List;

/** The registration of the first-fit allocator, for class path and module path. */
@AutoService(BStackAllocatorProvider.class)
public final class FirstFitProvider implements BStackAllocatorProvider {

    /** Called by the service loader. */
    public FirstFitProvider() {}

    @Override
    public String name() {
        return FirstFitLayout.NAME;
    }

    @Override
    public AllocatorMagic magic() {
        return new AllocatorMagic(FirstFitLayout.MAGIC_OFFSET, FirstFitLayout.magicPrefix());
    }

    @Override
    public BStackAllocator open(BStack stack) throws IOException {
        return FirstFitBStackAllocator.open(stack);
    }

    @Override
    public List<Finding> needsMending(BStack stack) throws IOException {
        return HeapOpening.needsMending(stack);
    }

    @Override
    public boolean accepts(BStack stack) throws IOException {
        return HeapOpening.isPlausible(stack);
    }
}
