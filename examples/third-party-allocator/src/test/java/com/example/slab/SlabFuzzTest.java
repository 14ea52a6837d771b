package com.example.slab;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.testkit.AllocatorFuzzContract;
import java.io.IOException;

/** Whatever bytes the payload consists of, they are refused as a heap, or they are one. */
class SlabFuzzTest extends AllocatorFuzzContract {
    private static final int WORD = 8;

    @Override
    protected BStackAllocator open(BStack stack) throws IOException {
        return SlabBStackAllocator.open(stack);
    }

    @Override
    protected BStackSlice slice(BStackAllocator allocator, HeapBlock block) throws IOException {
        return allocator.slice(block.start() + WORD, block.length() - WORD);
    }
}
