package bstack.alloc.firstfit;

import bstack.alloc.firstfit.internal.format.FirstFitLayout;
import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.testkit.AllocatorFuzzContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whatever bytes the payload consists of, they are refused as a heap, or they are one. */
class FirstFitFuzzTest extends AllocatorFuzzContract {
    private static final int EVERY = 12;

    @Override
    protected BStackAllocator open(BStack stack) throws IOException {
        return FirstFitBStackAllocator.open(stack);
    }

    @Override
    protected BStackSlice slice(BStackAllocator allocator, HeapBlock block) throws IOException {
        return allocator.slice(block.start() + FirstFitLayout.HEADER_SIZE, block.length() - FirstFitLayout.OVERHEAD);
    }

    @Override
    protected List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>(super.seeds());
        seeds.addAll(seeds(payloads(Path.of("src/test/resources/reference/crash/firstfit.zip"), EVERY)));
        return seeds;
    }
}
