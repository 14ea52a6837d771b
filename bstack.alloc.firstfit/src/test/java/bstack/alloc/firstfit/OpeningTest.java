package bstack.alloc.firstfit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bstack.core.BStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What opening does with a payload. */
class OpeningTest {
    @TempDir
    Path directory;

    private final HeapBytes heap = new HeapBytes();

    @Test
    void otherContentIsRefusedAndStaysAsItIs() throws IOException {
        Heaps.assertRefused(new byte[49]);
        Heaps.assertRefused(new byte[] {1});
        Heaps.assertRefused(new byte[] {0, 0, 0, 5});
        Heaps.assertRefused("somebody else's text, long enough to hold a heap's header".getBytes());
        byte[] later = heap.payload();
        later[21] = 2;
        Heaps.assertRefused(later);
        byte[] shorter = Arrays.copyOf(heap.payload(), 47);
        shorter[0] = 1;
        Heaps.assertRefused(shorter);
    }

    @Test
    void anInterruptedCreationOpensAsAnEmptyHeap() throws IOException {
        byte[] empty = heap.payload();
        for (int length = 0; length <= 48; length++) {
            assertArrayEquals(empty, Heaps.mended(new byte[length]));
            assertArrayEquals(empty, Heaps.mended(Arrays.copyOf(empty, length)));
        }
    }

    @Test
    void aReadOnlyHeapIsMendedInMemoryAndItsFileStaysAsItIs() throws IOException {
        heap.used(32, 1);
        heap.free(64);
        Path file = Files.write(directory.resolve("evidence.bstack"), Stacks.atRest(heap.payload()));
        byte[] before = Files.readAllBytes(file);
        try (FirstFitBStackAllocator opened = FirstFitBStackAllocator.open(BStack.openReadOnly(file))) {
            assertEquals("used 32", Heaps.describe(opened));
            assertEquals(List.of(), opened.verify());
            assertThrows(IllegalStateException.class, () -> opened.alloc(8));
            assertThrows(IllegalStateException.class, () -> opened.dealloc(opened.slice(64, 32)));
            assertEquals("used 32", Heaps.describe(opened));
        }
        assertArrayEquals(before, Files.readAllBytes(file));
    }
}
