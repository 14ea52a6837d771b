package bstack.alloc.firstfit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.HeapBlock;
import bstack.spi.LinearBStackAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What must hold for every heap at every time. */
final class Heaps {
    private Heaps() {}

    /** {@return the free blocks in list order, each as {@code ADDRESS:SIZE}, read from the file} */
    static List<String> free(BStackAllocator heap) throws IOException {
        BStack stack = heap.stack();
        List<String> blocks = new ArrayList<>();
        for (long at = Stacks.word(stack, 32); at != 0; at = Stacks.word(stack, at)) {
            blocks.add(at + ":" + Stacks.word(stack, at - 16));
        }
        return blocks;
    }

    /** Checks that the blocks follow each other from the arena's start to the payload's end. */
    static void check(FirstFitBStackAllocator heap) throws IOException {
        long at = 48;
        for (HeapBlock block : heap.blocks()) {
            assertEquals(at, block.start());
            assertTrue(block.length() >= 40);
            at += block.length();
        }
        assertEquals(heap.length(), at);
    }

    /** Opens the heap, checks that it is sound and that nothing is left to mend, and returns its payload. */
    static byte[] mended(byte[] bytes) throws IOException {
        byte[] mended;
        Storage medium = Stacks.storage(bytes);
        try (FirstFitBStackAllocator opened = FirstFitBStackAllocator.open(Stacks.stack(medium))) {
            assertEquals(List.of(), opened.verify());
            check(opened);
            mended = Stacks.payload(opened.stack());
        }
        try (FirstFitBStackAllocator again = FirstFitBStackAllocator.open(Stacks.stack(medium))) {
            assertArrayEquals(mended, Stacks.payload(again.stack()));
            long[] probe = {again.alloc(20).start(), again.alloc(300).start()};
            assertTrue(probe[0] != probe[1]);
            assertEquals(List.of(), again.verify());
        }
        return mended;
    }

    /** Checks that opening refuses a payload as damaged and leaves it, and the stack, as they were. */
    static void assertRefused(byte[] payload) throws IOException {
        try (BStack stack = Stacks.stack(payload)) {
            BStackCorruptException refusal =
                    assertThrows(BStackCorruptException.class, () -> FirstFitBStackAllocator.open(stack));
            assertTrue(refusal.offset() >= 16 && refusal.offset() <= 16 + payload.length + 48, refusal::getMessage);
            assertTrue(refusal.getMessage().contains(stack.name()), refusal::getMessage);
            assertArrayEquals(payload, Stacks.payload(stack));
            assertEquals("linear", LinearBStackAllocator.open(stack).name());
        }
    }

    /** {@return the blocks in address order, each as {@code used SIZE} or {@code free SIZE}} */
    static String describe(FirstFitBStackAllocator heap) throws IOException {
        return heap.blocks().stream()
                .map(block -> (block.state() == HeapBlock.State.FREE ? "free " : "used ") + (block.length() - 24))
                .collect(Collectors.joining(", "));
    }
}
