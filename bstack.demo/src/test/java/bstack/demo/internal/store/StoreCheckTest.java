package bstack.demo.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.collections.Codec;
import bstack.collections.DurableMap;
import bstack.collections.HeapRoot;
import bstack.collections.SliceUse;
import bstack.core.BStackCorruptException;
import bstack.spi.BStackAllocator;
import java.io.IOException;
import java.io.OutputStream;
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
            int length = i % 10 == 0 ? 2000 + random.nextInt(2000) : 1 + random.nextInt(300);
            Heaps.put(store, "key-" + random.nextInt(1_000_000), Heaps.bytes(random, length));
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
    void aFlippedBitOfAValueIsFoundOnce(String allocator) throws IOException {
        try (ObjectStore store = filled(allocator)) {
            Use value = use(store, StoreMaps.DATA, SliceUse.Part.VALUE);
            flip(store.heap(), value.start());
            assertFinds(store, "the value of '" + value.key() + "'");
            assertEquals(1, check(store).findings().size(), check(store).toString());
        }
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void aFlippedBitOfAPageIsFoundAndRefused(String allocator) throws IOException {
        try (ObjectStore store = filled(allocator)) {
            // The last one that is named is a leaf.
            flip(store.heap(), use(store, StoreMaps.OBJECTS, SliceUse.Part.PAGE).start() + 30);
            assertFinds(store, "a page");
            ObjectStore fresh = ObjectStore.in(store.heap());
            assertThrows(BStackCorruptException.class, () -> fresh.visit(new byte[0], object -> {}));
        }
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void aFlippedBitOfARootIsFoundAndRefused(String allocator) throws IOException {
        for (int at = 0; at < 64; at++) {
            try (ObjectStore store = filled(allocator)) {
                long directory =
                        store.heap().stack().getLong(store.heap().reserved().start());
                flip(store.heap(), directory + at);
                assertTrue(!check(store).findings().isEmpty(), "byte " + at);
                assertThrows(BStackCorruptException.class, store::count);
            }
        }
        for (String map : List.of(StoreMaps.OBJECTS, StoreMaps.DATA)) {
            try (ObjectStore store = filled(allocator)) {
                flip(store.heap(), use(store, map, SliceUse.Part.HEADER).start() + 25);
                assertFinds(store, "the header of a map");
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void totalsThatCountWronglyAreFound(String allocator) throws IOException {
        try (ObjectStore store = filled(allocator)) {
            StoreMaps maps = maps(store);
            StoreMaps.Totals right = maps.totals();
            maps.count(new StoreMaps.Totals(right.next(), right.bytes() + 1));
            assertFinds(store, "bytes of values in the totals");
            maps.count(new StoreMaps.Totals(right.next() - 1, right.bytes()));
            assertFinds(store, "a number for the next value");
            maps.count(right);
            assertEquals(List.of(), check(store).findings());
        }
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void partsOfNoObjectAreFoundAndPartsThatAreMissing(String allocator) throws IOException {
        try (ObjectStore store = filled(allocator)) {
            StoreMaps maps = maps(store);
            maps.data().put(ValueParts.key(maps.totals().next() - 1, 9), new byte[10]);
            assertFinds(store, "parts of values that objects have");
            maps.data().remove(ValueParts.key(maps.totals().next() - 1, 9));
            assertEquals(List.of(), check(store).findings());
            Use value = use(store, StoreMaps.DATA, SliceUse.Part.VALUE);
            maps.data().remove(value.part());
            assertFinds(store, "nothing as part 0 of it");
            StoredObject object = store.find(value.key()).orElseThrow();
            assertThrows(BStackCorruptException.class, () -> store.read(object, OutputStream.nullOutputStream()));
        }
    }

    /** The parts are as many as the objects have: only the numbers of the values show it. */
    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void aValueOfTwoObjectsIsFound(String allocator) throws IOException {
        try (ObjectStore store = ObjectStore.in(Heaps.inMemory(allocator))) {
            Heaps.put(store, "a", new byte[3000]);
            Heaps.put(store, "b", new byte[3000]);
            StoreMaps maps = maps(store);
            byte[] record = maps.objects().get(Key.of("a").bytes());
            maps.objects().put(Key.of("b").bytes(), record);
            assertFinds(store, "two objects with the value 1");
        }
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void aRecordThatNoWriterLeavesIsFoundAndRefused(String allocator) throws IOException {
        try (ObjectStore store = filled(allocator)) {
            maps(store).objects().put(Key.of("key").bytes(), new byte[40]);
            assertFinds(store, "an object under 'key'");
            assertThrows(BStackCorruptException.class, () -> store.find(Key.of("key")));
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
            Use value = use(store, StoreMaps.DATA, SliceUse.Part.VALUE);
            store.heap().dealloc(store.heap().slice(value.start(), value.length()));
            assertFinds(store, "a used block around the value of '" + value.key() + "'");
        }
    }

    /** A heap may have other structures: they are checked too, and are nobody's leak. */
    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void structuresOfOthersAreCheckedToo(String allocator) throws IOException {
        try (ObjectStore store = filled(allocator)) {
            DurableMap<Long, String> other = HeapRoot.open(store.heap()).map("other", Codec.int64(), Codec.utf8());
            for (long i = 0; i < 2000; i++) {
                other.put(i, "x".repeat(1 + (int) i));
            }
            assertEquals(List.of(), check(store).findings());
            store.visit(new byte[0], object -> store.removeAll(List.of(object.key())));
            assertEquals(0, store.count());
            assertEquals(List.of(), check(store).findings());
            assertFalse(check(store).present());
            assertEquals(2000, other.size());
            flip(store.heap(), use(store, "other", SliceUse.Part.VALUE).start());
            assertFinds(store, "the value of the key");
        }
    }

    private static StoreMaps maps(ObjectStore store) throws IOException {
        StoreMaps maps = StoreMaps.find(HeapRoot.open(store.heap()));
        assertNotNull(maps);
        return maps;
    }

    /** A slice of a structure, and for the part of a value its key, and the object. */
    private record Use(long start, long length, byte[] part, Key key) {}

    /** {@return the last one that is named} */
    private static Use use(ObjectStore store, String structure, SliceUse.Part part) throws IOException {
        SliceUse[] last = new SliceUse[1];
        HeapRoot.open(store.heap()).trace(use -> {
            if (use.structure().equals(structure) && use.part() == part) {
                last[0] = use;
            }
        });
        Key[] key = new Key[1];
        byte[] partKey = last[0].key();
        if (structure.equals(StoreMaps.DATA) && partKey != null) {
            store.visit(new byte[0], object -> {
                if (object.place() instanceof StoredObject.Parts parts && parts.id() == ValueParts.id(partKey)) {
                    key[0] = object.key();
                }
            });
        }
        return new Use(last[0].slice().start(), last[0].slice().length(), partKey, key[0]);
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
