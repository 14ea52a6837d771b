package bstack.spi;

import static bstack.spi.BStackSliceTest.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.RecoveryReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A look at a file says what is there, and changes nothing. */
class InspectionTest extends InstalledFakes {
    InspectionTest() {
        super("FakeProvider");
    }

    @BeforeEach
    void create() throws IOException {
        try (BStackAllocator heap = BStackAllocators.create(file, "fake")) {
            heap.alloc(2).write(bytes(1, 2));
        }
    }

    private HeapInspection inspected(byte[] content) throws IOException {
        Files.write(file, content);
        HeapInspection found = BStackAllocators.inspect(file);
        assertArrayEquals(content, Files.readAllBytes(file));
        assertEquals(file.toString(), found.path());
        return found;
    }

    @Test
    void aSoundFileIsClean() throws IOException {
        HeapInspection found = inspected(Files.readAllBytes(file));
        assertEquals("fake", found.allocator().orElseThrow());
        assertEquals(
                RecoveryReport.State.AT_REST, found.recovery().orElseThrow().state());
        assertTrue(found.isSound() && found.isClean(), found::toString);
    }

    @Test
    void aPlainStackIsSoundAndAHeapThatNobodyKnowsIsNot() throws IOException {
        byte[] heap = Files.readAllBytes(file);
        Files.delete(file);
        try (BStack stack = BStack.open(file)) {
            stack.push(new byte[60]);
        }
        byte[] plain = Files.readAllBytes(file);
        HeapInspection found = inspected(plain);
        assertTrue(found.allocator().isEmpty() && found.isClean(), found::toString);
        plain[16 + 16] = 'A';
        plain[16 + 17] = 'L';
        plain[16 + 18] = 'F';
        plain[16 + 21] = 1;
        found = inspected(plain);
        assertFalse(found.isSound(), found::toString);
        assertEquals(16, found.findings().get(0).offset());
        heap[16 + 16] ^= 1;
        assertFalse(inspected(heap).isSound());
    }

    @Test
    void whatAnOpenRefusesIsDamage() throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[16 + 20] = 7;
        HeapInspection found = inspected(content);
        assertEquals("fake", found.allocator().orElseThrow());
        assertEquals(1, found.damage().size(), found::toString);
        assertFalse(found.isSound());
        content[5] = (byte) 0x81;
        found = inspected(content);
        assertTrue(found.recovery().isEmpty() && found.allocator().isEmpty(), found::toString);
        assertFalse(found.isSound());
    }

    @Test
    void aLengthThatDoesNotFitNeedsMending() throws IOException {
        byte[] content = Files.readAllBytes(file);
        for (int difference : new int[] {1, -1}) {
            byte[] other = content.clone();
            other[8] += (byte) difference;
            HeapInspection found = inspected(other);
            assertTrue(found.isSound() && !found.isClean(), found::toString);
            assertEquals(1, found.needsMending().size());
            assertEquals(-8, found.needsMending().get(0).offset());
        }
    }

    @Test
    void aStackThatIsInspectedIsFreeForAnAllocatorAfterwards() throws IOException {
        byte[] content = Files.readAllBytes(file);
        try (BStack stack = BStack.open(file)) {
            assertTrue(BStackAllocators.inspect(stack).isClean());
            assertTrue(BStackAllocators.inspect(stack).isClean());
            stack.transact(() -> assertThrows(IllegalStateException.class, () -> BStackAllocators.inspect(stack)));
            BStackAllocator heap = BStackAllocators.open(stack);
            assertThrows(IllegalStateException.class, () -> BStackAllocators.inspect(stack));
            assertArrayEquals(bytes(1, 2), heap.slice(24, 2).read());
        }
        assertArrayEquals(content, Files.readAllBytes(file));
    }

    @Test
    void anEmptyStackIsInspectedWithoutBeingFormatted() throws IOException {
        Files.delete(file);
        BStack.open(file).close();
        assertTrue(inspected(Files.readAllBytes(file)).isClean());
        Files.delete(file);
        assertThrows(NoSuchFileException.class, () -> BStackAllocators.inspect(file));
    }

    @Test
    void allocatorsOfAClassLoaderOrALayerAreUsedWithoutBeingInstalled() throws IOException {
        loader.close();
        assertThrows(UnknownAllocatorException.class, () -> BStackAllocators.open(file));
        InstalledAllocators there = BStackAllocators.in(loader);
        assertEquals(
                List.of("fake", "linear"),
                there.providers().stream().map(BStackAllocatorProvider::name).toList());
        try (BStackAllocator heap = there.open(file)) {
            assertArrayEquals(bytes(1, 2), heap.slice(24, 2).read());
        }
        there.openReadOnly(file).close();
        assertTrue(there.inspect(file).isClean());
        there.create(folder.resolve("another.bstack"), "fake").close();
        try (BStack stack = BStack.open(file)) {
            assertEquals("fake", there.detect(stack).orElseThrow().name());
            assertTrue(there.signsOfHeap(stack).isEmpty());
        }
        InstalledAllocators boot = BStackAllocators.in(ModuleLayer.boot());
        assertTrue(boot.providers().stream().anyMatch(each -> each.name().equals("linear")));
        assertThrows(UnknownAllocatorException.class, () -> boot.open(file));
        assertThrows(NullPointerException.class, () -> BStackAllocators.in((ClassLoader) null));
        assertThrows(NullPointerException.class, () -> BStackAllocators.in((ModuleLayer) null));
    }
}
