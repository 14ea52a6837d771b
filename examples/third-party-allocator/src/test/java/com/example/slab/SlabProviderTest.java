package com.example.slab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackSlice;
import bstack.spi.Finding;
import bstack.spi.HeapInspection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the allocator is found, and what is seen of its files without it. */
class SlabProviderTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameAFile() {
        file = directory.resolve("heap.bstack");
    }

    @Test
    void aFileIsCreatedByNameAndFoundByItsMagic() throws IOException {
        try (BStackAllocator heap = BStackAllocators.create(file, SlabBStackAllocator.NAME)) {
            heap.reserved().write(heap.alloc(7).toBytes());
        }
        try (BStackAllocator heap = BStackAllocators.open(file)) {
            assertInstanceOf(SlabBStackAllocator.class, heap);
            BStackSlice slice = BStackSlice.fromBytes(heap, heap.reserved().read(0, BStackSlice.BYTES));
            assertEquals(7, slice.length());
            heap.dealloc(slice);
        }
    }

    @Test
    void aHeapWithLostBlocksIsReportedReadInMemoryAndMendedByTheNextWriter() throws IOException {
        try (BStack stack = BStack.open(file)) {
            SlabBStackAllocator.open(stack).allocBulk(1, 1, 1);
            stack.zero(48 + 64, 16); // the second block, as the original may leave it
        }
        byte[] before = Files.readAllBytes(file);
        HeapInspection found = BStackAllocators.inspect(file);
        assertEquals("checked-slab", found.allocator().orElseThrow());
        assertEquals(
                List.of(48L + 64),
                found.needsMending().stream().map(Finding::offset).toList());
        assertTrue(found.isSound());
        try (BStackAllocator reader = BStackAllocators.openReadOnly(file)) {
            SlabBStackAllocator slab = assertInstanceOf(SlabBStackAllocator.class, reader);
            assertEquals(List.of(), slab.verify());
            assertThrows(IllegalStateException.class, () -> slab.alloc(1));
        }
        assertTrue(Arrays.equals(before, Files.readAllBytes(file)), "a reader writes nothing");
        BStackAllocators.open(file).close();
        assertTrue(BStackAllocators.inspect(file).isClean());
    }

    @Test
    void bytesOfTheUsersThatImitateAnotherMagicChangeNothing() throws IOException {
        try (BStackAllocator heap = BStackAllocators.create(file, SlabBStackAllocator.NAME)) {
            heap.reserved().write(16, new byte[] {'A', 'L', 'F', 'F', 0, 1});
        }
        try (BStackAllocator heap = BStackAllocators.open(file)) {
            assertInstanceOf(SlabBStackAllocator.class, heap);
        }
    }

    @Test
    void modulePathAndClassPathNameTheSameProvider() throws IOException {
        String service = BStackAllocatorProvider.class.getName();
        Class<?> provider = BStackAllocators.providers().stream()
                .<Class<?>>map(Object::getClass)
                .filter(type -> type.getName().startsWith("com.example."))
                .findFirst()
                .orElseThrow();
        Module module = provider.getModule();
        try (InputStream in = module.isNamed()
                ? module.getResourceAsStream("META-INF/services/" + service)
                : provider.getResourceAsStream("/META-INF/services/" + service)) {
            assertEquals(provider.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
        }
    }
}
