package bstack.alloc.ghosttree.internal.provider;

import bstack.alloc.ghosttree.GhostTreeBStackAllocator;
import bstack.alloc.ghosttree.internal.format.GhostTreeLayout;
import bstack.alloc.ghosttree.internal.heap.HeapOpening;
import bstack.core.BStack;
import bstack.spi.AllocatorMagic;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.Finding;
import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.List;

/** The registration of the ghost-tree allocator, for class path and module path. */
@AutoService(BStackAllocatorProvider.class)
public final class GhostTreeProvider implements BStackAllocatorProvider {

    /** Called by the service loader. */
    public GhostTreeProvider() {}

    @Override
    public String name() {
        return GhostTreeLayout.NAME;
    }

    @Override
    public AllocatorMagic magic() {
        return new AllocatorMagic(GhostTreeLayout.MAGIC_OFFSET, GhostTreeLayout.magicPrefix());
    }

    @Override
    public BStackAllocator open(BStack stack) throws IOException {
        return GhostTreeBStackAllocator.open(stack);
    }

    @Override
    public List<Finding> needsMending(BStack stack) throws IOException {
        return HeapOpening.needsMending(stack);
    }
}
