package bstack.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.testkit.AllocatorFuzzContract;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Whatever bytes a payload consists of, the allocator that opens it is the one whose mark it has; without a mark it is
 * refused.
 */
class DetectionFuzzTest extends AllocatorFuzzContract {
    private static final byte[] FIRST_FIT = {'A', 'L', 'F', 'F', 0, 1};
    private static final int FIRST_FIT_AT = 16;
    private static final byte[] GHOST_TREE = {'A', 'L', 'G', 'T', 0, 1};
    private static final int GHOST_TREE_AT = 32;
    private static final int BLOCK_HEADER = 16;
    private static final int BLOCK_TAGS = 24;

    @Override
    protected BStackAllocator open(BStack stack) throws IOException {
        byte[] payload = stack.peek(0);
        boolean firstFit = has(payload, FIRST_FIT, FIRST_FIT_AT);
        boolean ghostTree = has(payload, GHOST_TREE, GHOST_TREE_AT);
        Optional<String> detected = BStackAllocators.detect(stack).map(BStackAllocatorProvider::name);
        if (firstFit && ghostTree) {
            assertTrue(detected.isEmpty()
                    || detected.get().equals("first-fit")
                    || detected.get().equals("ghost-tree"));
        } else {
            String expected = firstFit ? "first-fit" : ghostTree ? "ghost-tree" : null;
            assertEquals(Optional.ofNullable(expected), detected);
        }
        BStackAllocator allocator = BStackAllocators.open(stack);
        assertEquals(detected, Optional.of(allocator.name()));
        return allocator;
    }

    private static boolean has(byte[] payload, byte[] mark, int at) {
        return payload.length >= at + mark.length && Arrays.equals(payload, at, at + mark.length, mark, 0, mark.length);
    }

    @Override
    protected BStackSlice slice(BStackAllocator allocator, HeapBlock block) throws IOException {
        return allocator.name().equals("first-fit")
                ? allocator.slice(block.start() + BLOCK_HEADER, block.length() - BLOCK_TAGS)
                : super.slice(allocator, block);
    }

    /** Heaps of each allocator, what is none, and a heap whose user has written the other's mark into his bytes. */
    @Override
    protected List<byte[]> seeds() throws IOException {
        List<byte[]> payloads = new ArrayList<>(
                List.of(new byte[0], new byte[48], "no heap".repeat(9).getBytes()));
        for (String name : List.of("first-fit", "ghost-tree", "linear")) {
            try (BStackAllocator heap = BStackAllocators.create(BStack.open(Storage.memory()), name)) {
                payloads.add(heap.stack().peek(0));
                BStackSlice first = heap.alloc(40);
                heap.alloc(100).write(new byte[] {1, 2, 3});
                heap.dealloc(first);
                payloads.add(heap.stack().peek(0));
                if (name.equals("ghost-tree")) {
                    heap.reserved().write(FIRST_FIT_AT, FIRST_FIT);
                    payloads.add(heap.stack().peek(0));
                }
            }
        }
        return seeds(payloads);
    }
}
