package bstack.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackBulkAllocator;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mistake is worded alike, whichever allocator refuses it. */
class RefusalWordingTest {
    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void aMistakeIsWordedAlike(String allocator) throws IOException {
        try (BStack stack = BStack.open(Storage.memory())) {
            BStackBulkAllocator heap = (BStackBulkAllocator) provider(allocator).open(stack);
            BStackSlice slice = heap.alloc(40);
            heap.alloc(40);
            heap.dealloc(heap.alloc(40));
            String negative = "a slice of -1 bytes was asked for: a length is 0 or more";
            String tooLong = "which can never fit: the payload has %d bytes".formatted(stack.length());
            long max = Long.MAX_VALUE;
            assertWorded(negative, () -> heap.alloc(-1));
            assertWorded(negative, () -> heap.realloc(slice, -1));
            assertWorded(negative, () -> heap.allocBulk(1, -1));
            assertWorded(
                    "%s: a slice of %d bytes was asked for, %s".formatted(stack.name(), max, tooLong),
                    () -> heap.alloc(max));
            assertWorded(
                    "%s: a slice of %d bytes was asked for, %s".formatted(stack.name(), max, tooLong),
                    () -> heap.realloc(slice, max));
            assertWorded(
                    "%s: a slice of %d bytes was asked for, with 2 others in one call, %s"
                            .formatted(stack.name(), max, tooLong),
                    () -> heap.allocBulk(1, 2, max));
            assertWorded(
                    "%s: the slices at %d and %2$d share a block: pass each slice once"
                            .formatted(stack.name(), slice.start()),
                    () -> heap.deallocBulk(List.of(slice, slice)));
            assertEquals(
                    "slice",
                    assertThrows(NullPointerException.class, () -> heap.dealloc(null))
                            .getMessage());
            assertEquals(
                    "slice",
                    assertThrows(NullPointerException.class, () -> heap.realloc(null, 1))
                            .getMessage());
            assertEquals(
                    "slice",
                    assertThrows(NullPointerException.class, () -> heap.deallocBulk(Arrays.asList(slice, null)))
                            .getMessage());
            heap.dealloc(slice);
            String stale = assertThrows(IllegalArgumentException.class, () -> heap.dealloc(slice))
                    .getMessage();
            String begin =
                    "%s: the slice of 40 bytes at %d is no live allocation: ".formatted(stack.name(), slice.start());
            assertTrue(stale.startsWith(begin) && stale.endsWith("; was it freed or moved before?"), stale);
        }
    }

    private static BStackAllocatorProvider provider(String name) {
        return BStackAllocators.providers().stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void assertWorded(String message, Executable call) {
        assertEquals(
                message,
                assertThrowsExactly(IllegalArgumentException.class, call).getMessage());
    }
}
