package bstack.alloc.ghosttree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the allocator is found, and what the module shows. */
class GhostTreeProviderTest {
    @Test
    void aFileIsCreatedByNameAndFoundByItsMagic(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("heap.bstack");
        try (BStackAllocator heap = BStackAllocators.create(file, "ghost-tree")) {
            assertEquals("ghost-tree", heap.name());
            heap.alloc(7);
        }
        try (BStackAllocator heap = BStackAllocators.open(file)) {
            assertInstanceOf(GhostTreeBStackAllocator.class, heap);
        }
        try (BStack stack = BStack.open(file)) {
            BStackAllocatorProvider provider = BStackAllocators.detect(stack).orElseThrow();
            assertEquals("ghost-tree", provider.name());
            assertEquals(32, provider.magic().offset());
            assertArrayEquals(
                    new byte[] {'A', 'L', 'G', 'T', 0, 1}, provider.magic().prefix());
            assertTrue(provider.accepts(stack));
        }
    }

    @Test
    void theClassPathRegistrationNamesTheProviderOfTheModule() throws IOException {
        Module module = GhostTreeBStackAllocator.class.getModule();
        Set<String> provided = module.getDescriptor().provides().stream()
                .filter(provides -> provides.service().equals(BStackAllocatorProvider.class.getName()))
                .flatMap(provides -> provides.providers().stream())
                .collect(Collectors.toSet());
        String registration = "META-INF/services/" + BStackAllocatorProvider.class.getName();
        try (InputStream in = module.getResourceAsStream(registration)) {
            assertNotNull(in);
            assertEquals(
                    provided,
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void onlyTheApiPackageIsExported() {
        ModuleDescriptor module = GhostTreeBStackAllocator.class.getModule().getDescriptor();
        assertEquals(
                Set.of("bstack.alloc.ghosttree"),
                module.exports().stream().map(ModuleDescriptor.Exports::source).collect(Collectors.toSet()));
    }
}
