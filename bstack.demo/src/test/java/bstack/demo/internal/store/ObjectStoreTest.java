package bstack.demo.internal.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.testkit.internal.process.Workers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a store does in single cases. */
class ObjectStoreTest {
    private static final String ALLOCATORS = "bstack.demo.internal.store.Heaps#allocators";

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void whatIsPutComesBackWithItsAttributes(String allocator) throws IOException {
        try (ObjectStore store = ObjectStore.in(Heaps.inMemory(allocator))) {
            Heaps.put(store, "key", new byte[] {1, 2, 3});
            StoredObject object = store.find(Key.of("key")).orElseThrow();
            assertEquals(Heaps.ATTRIBUTES, object.attributes());
            assertEquals(3, object.size());
            assertArrayEquals(new byte[] {1, 2, 3}, Heaps.get(store, Key.of("key")));
        }
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void aValueOfManyPiecesComesBackWhole(String allocator) throws IOException {
        byte[] value = Heaps.bytes(new Random(Heaps.seed()), 3 * ValueParts.SIZE + 17);
        try (ObjectStore store = ObjectStore.in(Heaps.inMemory(allocator))) {
            Heaps.put(store, "large", value);
            Heaps.put(store, "large", value);
            assertArrayEquals(value, Heaps.get(store, Key.of("large")));
            assertEquals(List.of(), StoreCheck.run(store.heap(), n -> {}).findings());
        }
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void aSourceThatFailsOrIsTooShortOrTooLongChangesNothing(String allocator) throws IOException {
        try (ObjectStore store = ObjectStore.in(Heaps.inMemory(allocator))) {
            Heaps.put(store, "key", new byte[] {1});
            byte[] before = store.heap().stack().peek(0);
            for (int actual : new int[] {-1, 999, 1001}) {
                ValueSource broken = source(1000, actual);
                assertThrows(SourceException.class, () -> store.put(Key.of("key"), Heaps.ATTRIBUTES, broken));
                assertArrayEquals(before, store.heap().stack().peek(0));
            }
            Heaps.put(store, "key", new byte[] {2});
            assertArrayEquals(new byte[] {2}, Heaps.get(store, Key.of("key")));
        }
    }

    /** {@return a source that says one length and has another; a negative one fails} */
    private static ValueSource source(long said, int actual) {
        return new ValueSource() {
            @Override
            public long length() {
                return said;
            }

            @Override
            public InputStream open() throws IOException {
                if (actual < 0) {
                    throw new IOException("planned");
                }
                return new ByteArrayInputStream(new byte[actual]);
            }
        };
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void removingSeveralKeysRemovesNoneIfOneIsMissing(String allocator) throws IOException {
        try (ObjectStore store = ObjectStore.in(Heaps.inMemory(allocator))) {
            Heaps.put(store, "a", new byte[5]);
            Heaps.put(store, "b", new byte[5]);
            List<Key> keys = List.of(Key.of("a"), Key.of("x"), Key.of("b"));
            assertEquals(Key.of("x"), store.removeAll(keys).orElseThrow());
            assertEquals(2, store.count());
            assertTrue(store.removeAll(List.of(Key.of("a"), Key.of("b"), Key.of("a")))
                    .isEmpty());
            assertEquals(0, store.count());
        }
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void aPrefixSelectsItsKeysInOrder(String allocator) throws IOException {
        try (ObjectStore store = ObjectStore.in(Heaps.inMemory(allocator))) {
            for (String key : List.of("b", "a/2", "a", "a/10", "a0", "c/", "\u00e9")) {
                Heaps.put(store, key, new byte[0]);
            }
            assertEquals(List.of("a/10", "a/2"), keys(store, "a/"));
            assertEquals(List.of("a", "a/10", "a/2", "a0", "b", "c/", "\u00e9"), keys(store, ""));
            assertEquals(List.of(), keys(store, "d"));
        }
    }

    private static List<String> keys(ObjectStore store, String prefix) throws IOException {
        List<String> keys = new ArrayList<>();
        store.visit(Key.utf8(prefix), object -> keys.add(object.key().toString()));
        return keys;
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void severalThreadsPutAtTheSameTime(String allocator) throws Exception {
        try (ObjectStore store = ObjectStore.in(Heaps.inMemory(allocator));
                Workers threads = Workers.of(4)) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                String prefix = "thread-" + t + "-";
                tasks.add(() -> {
                    for (int i = 0; i < 200; i++) {
                        Heaps.put(store, prefix + i, new byte[i]);
                    }
                    return null;
                });
            }
            for (Future<Void> task : threads.threads().invokeAll(tasks)) {
                task.get();
            }
            assertEquals(800, store.count());
            assertEquals(List.of(), StoreCheck.run(store.heap(), n -> {}).findings());
        }
    }

    @Test
    void aHeapWhoseRootIsSomethingElseIsNoStore() throws IOException {
        try (BStackAllocator heap = Heaps.inMemory("first-fit")) {
            heap.reserved().write(new byte[] {1, 2, 3, 4});
            assertThrows(NotAnObjectStoreException.class, () -> ObjectStore.in(heap));
        }
    }

    @Test
    void aHeapWithoutRoomForARootIsNoStore() throws IOException {
        try (BStackAllocator heap = BStackAllocators.create(BStack.open(Storage.memory()), "linear")) {
            NotAnObjectStoreException refusal =
                    assertThrows(NotAnObjectStoreException.class, () -> ObjectStore.in(heap));
            assertTrue(refusal.getMessage().contains("linear"), refusal.getMessage());
        }
    }

    @Test
    void aDamagedValueIsNotReadAsIfItWereGood() throws IOException {
        try (ObjectStore store = ObjectStore.in(Heaps.inMemory("first-fit"))) {
            Heaps.put(store, "key", new byte[3000]);
            StoredObject object = store.find(Key.of("key")).orElseThrow();
            store.heap().stack().set(Heaps.placeOfValue(store.heap()) + 50, new byte[] {1});
            BStackCorruptException damage = assertThrows(
                    BStackCorruptException.class, () -> store.read(object, OutputStream.nullOutputStream()));
            assertTrue(damage.getMessage().contains("'key'"), damage.getMessage());
        }
    }
}
