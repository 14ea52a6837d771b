package bstack.alloc.firstfit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.BStackAllocators;
import bstack.spi.UnknownAllocatorException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the allocator is found: by its name, and by the magic in the file; on the module path and on the class path. */
class FirstFitProviderTest {
    @TempDir
    Path directory;

    private static BStackAllocatorProvider provider() {
        return BStackAllocators.providers().stream()
                .filter(provider -> provider.name().equals("first-fit"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theProviderIsInstalledWithItsNameAndMagic() {
        assertEquals(16, provider().magic().offset());
        assertArrayEquals(
                new byte[] {'A', 'L', 'F', 'F', 0, 1}, provider().magic().prefix());
    }

    @Test
    void theClassPathFindsItToo() throws IOException {
        try (InputStream services = FirstFitBStackAllocator.class.getResourceAsStream(
                "/META-INF/services/bstack.spi.BStackAllocatorProvider")) {
            String classes = new String(services.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals("bstack.alloc.firstfit.internal.provider.FirstFitProvider", classes.strip());
        }
    }

    @Test
    void onlyTheApiPackageIsExported() {
        Module module = FirstFitBStackAllocator.class.getModule();
        assertEquals(
                Set.of("bstack.alloc.firstfit"),
                module.getDescriptor().exports().stream()
                        .map(exports -> exports.source())
                        .collect(Collectors.toSet()));
    }

    @Test
    void aFileIsCreatedByNameAndOpenedByItsMagic() throws IOException {
        Path file = directory.resolve("heap.bstack");
        long start;
        try (BStackAllocator created = BStackAllocators.create(file, "first-fit")) {
            start = created.alloc(10).start();
        }
        try (BStackAllocator opened = BStackAllocators.open(file)) {
            assertInstanceOf(FirstFitBStackAllocator.class, opened);
            opened.slice(start, 10).write("0123456789".getBytes());
        }
        try (BStackAllocator opened = BStackAllocators.openReadOnly(file)) {
            assertArrayEquals("0123456789".getBytes(), opened.slice(start, 10).read());
            assertThrows(IllegalStateException.class, () -> opened.alloc(1));
        }
    }

    @Test
    void anAllZeroPayloadIsCreatedButNotDetected() throws IOException {
        Path file = directory.resolve("zeros.bstack");
        try (BStack stack = BStack.open(file)) {
            stack.extend(48);
        }
        assertThrows(UnknownAllocatorException.class, () -> BStackAllocators.open(file));
        try (BStackAllocator created = BStackAllocators.create(file, "first-fit")) {
            assertEquals(64, created.alloc(10).start());
        }
    }

    @Test
    void aHeaderWithUnknownFlagsOrAnImpossibleListIsNotAccepted() throws IOException {
        HeapBytes bytes = new HeapBytes();
        bytes.free(32);
        bytes.used(16, 1);
        assertTrue(accepts(bytes.payload()));
        assertTrue(accepts(bytes.flagged().payload()));
        assertFalse(accepts(bytes.word(32, 61).payload()));
        assertFalse(accepts(bytes.word(32, 64).word(24, 2).payload()));
        assertFalse(accepts(bytes.word(24, 1L << 40).payload()));
    }

    private static boolean accepts(byte[] payload) throws IOException {
        try (BStack stack = Stacks.stack(payload)) {
            return provider().accepts(stack);
        }
    }
}
