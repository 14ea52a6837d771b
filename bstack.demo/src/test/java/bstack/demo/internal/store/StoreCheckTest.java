package bstack.demo.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStackCorruptException;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The check finds the damage that is planted, and only then. */
class StoreCheckTest {
    private static final String ALLOCATORS = "bstack.demo.internal.store.Heaps#allocators";

    private static ObjectStore filled(String allocator) throws IOException {
        ObjectStore store = ObjectStore.in(Heaps.inMemory(allocator));
        Random random = new Random(1);
        for (int i = 0; i < 400; i++) {
            Heaps.put(store, "key-" + random.nextInt(1_000_000), Heaps.bytes(random, 1 + random.nextInt(200)));
        }
        return store;
    }

    private static StoreReport check(ObjectStore store) throws IOException {
        return StoreCheck.run(store.heap(), n -> {});
    }

    private static void assertFinds(ObjectStore store, String part) throws IOException {
        StoreReport report = check(store);
        assertTrue(report.findings().stream().anyMatch(f -> f.toString().contains(part)), report.toString());
    }

    private static void flip(BStackAllocator heap, long offset) throws IOException {
        heap.stack().update(offset, offset + 1, b -> b[0] ^= 1);
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void aSoundStoreHasNoFindings(String allocator) throws IOException {
        try (ObjectStore store = filled(allocator)) {
            StoreReport report = check(store);
            assertEquals(0, report.findings().size(), report.toString());
            assertTrue(report.present());
            assertEquals(store.count(), report.objects());
            assertEquals(store.valueBytes(), report.bytes());
        }
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void aFlippedBitOfAValueIsFound(String allocator) throws IOException {
        try (ObjectStore store = filled(allocator)) {
            StoredObject[] some = new StoredObject[1];
            store.visit(new byte[0], object -> some[0] = object);
            flip(store.heap(), some[0].start());
            assertFinds(store, "the value of '" + some[0].key() + "'");
        }
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void aFlippedBitOfAPageIsFoundAndRefused(String allocator) throws IOException {
        try (ObjectStore store = filled(allocator)) {
            long root = Catalog.read(store.heap()).orElseThrow().root();
            flip(store.heap(), root + Page.HEADER);
            assertFinds(store, "a page of the index");
            assertThrows(BStackCorruptException.class, () -> store.find(Key.of("key-1")));
        }
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void aFlippedBitOfTheCatalogIsFoundAndRefused(String allocator) throws IOException {
        try (ObjectStore store = filled(allocator)) {
            flip(store.heap(), Catalog.read(store.heap()).orElseThrow().slice().start() + 25);
            assertFinds(store, "a catalog of objects");
            assertThrows(BStackCorruptException.class, store::count);
        }
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void aCatalogThatCountsWronglyIsFound(String allocator) throws IOException {
        try (ObjectStore store = filled(allocator)) {
            Catalog catalog = Catalog.read(store.heap()).orElseThrow();
            catalog.with(catalog.root(), 1, 0, 0).write();
            assertFinds(store, "objects in the catalog");
        }
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void aSliceThatNothingRefersToIsFound(String allocator) throws IOException {
        try (ObjectStore store = filled(allocator)) {
            store.heap().alloc(100);
            assertFinds(store, "bytes that nothing refers to");
        }
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void aValueWhoseSpaceWasFreedIsFound(String allocator) throws IOException {
        try (ObjectStore store = filled(allocator)) {
            StoredObject[] some = new StoredObject[1];
            store.visit(new byte[0], object -> some[0] = some[0] == null ? object : some[0]);
            BStackSlice slice = store.heap().slice(some[0].start(), some[0].size());
            store.heap().dealloc(slice);
            assertFinds(store, "a used block around the value of '" + some[0].key() + "'");
        }
    }

    /** With two keys exchanged the way from leaf to leaf led back, and the visit had no end. */
    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void keysOutOfOrderAreFoundAndAVisitThatTheyLeadBackIsRefused(String allocator) throws IOException {
        try (ObjectStore store = filled(allocator)) {
            PageFile pages = new PageFile(store.heap());
            Page root = pages.read(Catalog.read(store.heap()).orElseThrow().root(), 1);
            List<byte[]> cells = root.cells().subList(0, 3);
            Collections.swap(cells, 1, 2);
            root.fill(cells);
            pages.write(root);
            assertFinds(store, "a key out of order in cell 2");
            assertThrows(BStackCorruptException.class, () -> store.visit(new byte[0], object -> {}));
        }
    }

    @Test
    void aRootThatWasErasedIsFound() throws IOException {
        try (ObjectStore store = filled("first-fit")) {
            store.heap().reserved().zero();
            assertFinds(store, "the heap's root");
        }
        try (ObjectStore store = filled("ghost-tree")) {
            store.heap().reserved().zero();
            assertFinds(store, "the heap's root");
        }
    }

    @Test
    void aHeapOfAnotherProgramIsNotCalledUnsound() throws IOException {
        try (BStackAllocator heap = Heaps.inMemory("first-fit")) {
            heap.alloc(100);
            StoreReport report = StoreCheck.run(heap, n -> {});
            assertFalse(report.present());
            assertEquals(0, report.findings().size(), report.toString());
        }
    }
}
