package bstack.alloc.ghosttree;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.testkit.AllocatorFuzzContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whatever bytes the payload consists of, they are refused as a heap, or they are one. */
class GhostTreeFuzzTest extends AllocatorFuzzContract {
    private static final int EVERY = 8;

    @Override
    protected BStackAllocator open(BStack stack) throws IOException {
        return GhostTreeBStackAllocator.open(stack, Heaps.SMALL); // so that it merges
    }

    @Override
    protected List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>(super.seeds());
        seeds.addAll(seeds(payloads(Path.of("src/test/resources/reference/crash/ghosttree.zip"), EVERY)));
        return seeds;
    }
}
