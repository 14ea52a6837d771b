package bstack.spi;

import static bstack.spi.BStackSliceTest.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BStackAllocatorsTest extends InstalledFakes {
    BStackAllocatorsTest() {
        super("FakeProvider", "OtherProvider");
    }

    @Test
    void aCreatedFileIsOpenedByItsMagic() throws IOException {
        try (BStackAllocator heap = BStackAllocators.create(file, "fake")) {
            heap.alloc(2).write(bytes(1, 2));
        }
        try (BStackAllocator heap = BStackAllocators.open(file)) {
            assertEquals("fake", heap.name());
            assertArrayEquals(bytes(1, 2), heap.slice(24, 2).read());
        }
        try (BStack stack = BStack.open(file)) {
            assertEquals("fake", BStackAllocators.detect(stack).orElseThrow().name());
        }
    }

    @Test
    void theInstalledProvidersAreListedByName() {
        assertEquals(
                List.of("fake", "linear", "other"),
                BStackAllocators.providers().stream()
                        .map(BStackAllocatorProvider::name)
                        .toList());
    }

    @Test
    void aReadOnlyHeapReadsRefusesChangesAndLeavesTheFileAsItWas() throws IOException {
        try (BStackAllocator heap = BStackAllocators.create(file, "fake")) {
            heap.alloc(2).write(bytes(1, 2));
        }
        byte[] before = Files.readAllBytes(file);
        try (BStackAllocator heap = BStackAllocators.openReadOnly(file)) {
            assertTrue(heap.stack().isReadOnly());
            assertArrayEquals(bytes(1, 2), heap.slice(24, 2).read());
            assertThrows(IllegalStateException.class, () -> heap.slice(24, 2).write(bytes(9)));
        }
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    @Test
    void openingNeverCreates() {
        assertThrows(NoSuchFileException.class, () -> BStackAllocators.open(file));
        assertThrows(NoSuchFileException.class, () -> BStackAllocators.openReadOnly(file));
        assertFalse(Files.exists(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "BS", "BSTK\0\1\12\0"})
    void openingAnEmptyFileOrAPartOfAHeaderSaysThatThePayloadIsEmptyAndChangesNothing(String content)
            throws IOException {
        byte[] before = content.getBytes(StandardCharsets.ISO_8859_1);
        Files.write(file, before);
        UnknownAllocatorException unknown =
                assertThrows(UnknownAllocatorException.class, () -> BStackAllocators.open(file));
        assertEquals("an empty payload", unknown.found());
        assertArrayEquals(before, Files.readAllBytes(file));
        BStackAllocators.create(file, "fake").close();
        BStackAllocators.open(file).close();
    }

    @Test
    void anEmptyPayloadIsRefusedWithWhatToDoAndTheFileIsUnlocked() throws IOException {
        BStack.open(file).close();
        UnknownAllocatorException unknown =
                assertThrows(UnknownAllocatorException.class, () -> BStackAllocators.open(file));
        assertEquals(file.toString(), unknown.path());
        assertEquals("an empty payload", unknown.found());
        assertTrue(unknown.getMessage().contains("BStackAllocators.create"), unknown.getMessage());
        BStack.open(file).close();
    }

    @Test
    void anUnknownFileIsRefusedWithWhatWasFoundAndWhatIsInstalled() throws IOException {
        byte[] payload = new byte[64];
        System.arraycopy("ALXX\1".getBytes(StandardCharsets.US_ASCII), 0, payload, 16, 5);
        push(payload);
        UnknownAllocatorException unknown =
                assertThrows(UnknownAllocatorException.class, () -> BStackAllocators.open(file));
        String message = unknown.getMessage();
        assertTrue(message.contains("41 4c 58 58 01 00 00 00 \"ALXX....\" at 16"), message);
        assertTrue(message.contains("64 bytes"), message);
        assertTrue(message.contains("fake (magic 46 41 4b 45 at 16), linear (no magic, opened by name)"), message);
        assertTrue(message.contains("module path"), message);
        assertFalse(message.contains("\n"), message);
        assertThrows(UnknownAllocatorException.class, () -> BStackAllocators.openReadOnly(file));
        BStack.open(file).close();
    }

    @Test
    void aShortUnknownPayloadIsShownFromItsStart() throws IOException {
        push(bytes('h', 'i'));
        UnknownAllocatorException unknown =
                assertThrows(UnknownAllocatorException.class, () -> BStackAllocators.open(file));
        assertTrue(unknown.found().contains("68 69 \"hi\" at 0"), unknown.found());
    }

    @Test
    void anInterruptedCreationIsNamedByOpenAndFormattedByCreate() throws IOException {
        push(new byte[48]);
        UnknownAllocatorException unknown =
                assertThrows(UnknownAllocatorException.class, () -> BStackAllocators.open(file));
        assertTrue(unknown.found().contains("48 zero bytes"), unknown.found());
        assertTrue(unknown.found().contains("interrupted creation"), unknown.found());
        try (BStackAllocator heap = BStackAllocators.create(file, "fake")) {
            assertEquals(24, heap.length());
        }
    }

    @Test
    void createRefusesWhatIsNotAHeapOfThatAllocatorAndChangesNothing() throws IOException {
        push(new byte[49]);
        assertRefusedByCreate("not a fake heap, but no known allocator");
        Files.delete(file);
        push(bytes(0, 0, 1));
        assertRefusedByCreate("not a fake heap, but no known allocator");
    }

    @Test
    void createRefusesAHeapOfAnotherAllocatorAndNamesIt() throws IOException {
        byte[] payload = new byte[64];
        payload[20] = 'O';
        payload[21] = 'T';
        payload[22] = 'H';
        push(payload);
        assertRefusedByCreate("not a fake heap, but one of the other allocator");
    }

    @Test
    void aProviderThatReturnsNoAllocatorIsNamedAndTheFileIsUnlocked() throws IOException {
        IllegalStateException broken =
                assertThrows(IllegalStateException.class, () -> BStackAllocators.create(file, "other"));
        assertTrue(broken.getMessage().contains("OtherProvider"), broken.getMessage());
        BStack.open(file).close();
    }

    @Test
    void theModuleOfAnAllocatorThatIsNotInstalledIsNamed() throws IOException {
        byte[] payload = new byte[64];
        System.arraycopy("ALFF".getBytes(StandardCharsets.US_ASCII), 0, payload, 16, 4);
        push(payload);
        UnknownAllocatorException unknown =
                assertThrows(UnknownAllocatorException.class, () -> BStackAllocators.open(file));
        assertTrue(unknown.getMessage().contains("bstack.alloc.firstfit"), unknown.getMessage());
    }

    @Test
    void createOpensAHeapOfThatAllocator() throws IOException {
        try (BStackAllocator heap = BStackAllocators.create(file, "fake")) {
            heap.alloc(5);
        }
        try (BStackAllocator heap = BStackAllocators.create(file, "fake")) {
            assertEquals(29, heap.length());
        }
    }

    @Test
    void createOpensAnyPayloadAsALinearHeap() throws IOException {
        BStackAllocators.create(file, "linear").close();
        push(new byte[10]);
        try (BStackAllocator heap = BStackAllocators.create(file, "linear")) {
            assertInstanceOf(LinearBStackAllocator.class, heap);
            assertEquals(10, heap.length());
        }
        assertThrows(UnknownAllocatorException.class, () -> BStackAllocators.open(file));
    }

    @Test
    void createWithANameThatIsNotInstalledNamesThoseThatAreAndCreatesNothing() {
        UnknownAllocatorException unknown =
                assertThrows(UnknownAllocatorException.class, () -> BStackAllocators.create(file, "first-fat"));
        assertTrue(unknown.getMessage().contains("\"first-fat\""), unknown.getMessage());
        assertTrue(unknown.getMessage().contains("linear"), unknown.getMessage());
        assertFalse(Files.exists(file));
    }

    @Test
    void anAllocatorThatCannotOpenItsFileLeavesItClosedAndUnlocked() throws IOException {
        BStackAllocators.create(file, "fake").close();
        try (BStack stack = BStack.open(file)) {
            stack.set(20, bytes(7));
        }
        assertThrows(BStackCorruptException.class, () -> BStackAllocators.open(file));
        assertThrows(BStackCorruptException.class, () -> BStackAllocators.create(file, "fake"));
        assertThrows(BStackCorruptException.class, () -> BStackAllocators.openReadOnly(file));
        BStack.open(file).close();
    }

    @Test
    void aFailedOpenOfAStackLeavesItOpenAndFreeForAnother() throws IOException {
        try (BStack stack = BStack.open(file)) {
            assertThrows(UnknownAllocatorException.class, () -> BStackAllocators.open(stack));
            assertThrows(UnknownAllocatorException.class, () -> BStackAllocators.create(stack, "nobody"));
            BStackAllocators.create(stack, "fake").intoStack();
            stack.set(20, bytes(7));
            assertThrows(BStackCorruptException.class, () -> BStackAllocators.open(stack));
            stack.set(20, bytes(0));
            assertEquals("fake", BStackAllocators.open(stack).name());
        }
    }

    @Test
    void aStackThatCarriesAnAllocatorIsRefusedBeforeItsPayloadIsLookedAt() throws IOException {
        try (BStack stack = BStack.open(file)) {
            LinearBStackAllocator.open(stack);
            assertThrows(IllegalStateException.class, () -> BStackAllocators.open(stack));
            assertThrows(IllegalStateException.class, () -> BStackAllocators.create(stack, "fake"));
            assertTrue(BStackAllocators.detect(stack).isEmpty());
            assertTrue(stack.isEmpty());
        }
    }

    private void push(byte[] payload) throws IOException {
        try (BStack stack = BStack.open(file)) {
            stack.push(payload);
        }
    }

    private void assertRefusedByCreate(String expected) throws IOException {
        byte[] before = Files.readAllBytes(file);
        UnknownAllocatorException refused =
                assertThrows(UnknownAllocatorException.class, () -> BStackAllocators.create(file, "fake"));
        assertTrue(refused.found().contains(expected), refused.found());
        assertArrayEquals(before, Files.readAllBytes(file));
    }
}
