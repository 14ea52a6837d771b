package bstack.demo.internal.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random operations on a store, beside a TreeMap that says what it has to hold. */
class ObjectStoreModelTest {
    private static final int STEPS = 8000;

    /** A failure that a test throws out of its own transaction. */
    private static final class Planned extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final TreeMap<Key, byte[]> model = new TreeMap<>();

    @ParameterizedTest
    @MethodSource("bstack.demo.internal.store.Heaps#allocators")
    void randomPutsAndRemovesAndRollbacksLeaveWhatTheModelHolds(String allocator) throws IOException {
        Random random = new Random(Heaps.seed());
        try (ObjectStore store = ObjectStore.in(Heaps.inMemory(allocator))) {
            for (int step = 0; step < STEPS; step++) {
                // The store grows in the first half of the steps and shrinks in the second.
                boolean put = random.nextInt(10) < (step < STEPS / 2 ? 7 : 3);
                if (random.nextInt(20) == 0) {
                    rollBack(store, random);
                } else if (put) {
                    put(store, random);
                } else {
                    remove(store, random);
                }
                if (step % 100 == 0) {
                    compare(store);
                }
            }
            compare(store);
            store.removeAll(new ArrayList<>(model.keySet()));
            model.clear();
            compare(store);
            assertNothingUsed(store.heap());
        }
    }

    private void put(ObjectStore store, Random random) throws IOException {
        boolean replace = !model.isEmpty() && random.nextInt(3) == 0;
        Key key = replace ? anyKey(random) : newKey(random);
        byte[] value = Heaps.bytes(random, length(random));
        store.put(key, Heaps.ATTRIBUTES, ValueSource.of(value));
        model.put(key, value);
    }

    /** {@return a length: none, one that fits into a record or is just too large, sometimes one of several parts} */
    private static int length(Random random) {
        if (random.nextInt(500) == 0) {
            return ValueParts.SIZE - 1 + random.nextInt(3);
        }
        return switch (random.nextInt(40)) {
            case 0, 1 -> random.nextInt(5000);
            case 2, 3, 4, 5, 6, 7, 8, 9 -> 0;
            case 10, 11 -> ObjectRecord.MAX_INLINE - 1 + random.nextInt(3);
            default -> random.nextInt(400);
        };
    }

    private void remove(ObjectStore store, Random random) throws IOException {
        if (model.isEmpty() || random.nextInt(10) == 0) {
            Key key = newKey(random);
            if (!model.containsKey(key)) {
                assertEquals(key, store.removeAll(List.of(key)).orElseThrow());
            }
            return;
        }
        Key key = anyKey(random);
        assertTrue(store.removeAll(List.of(key)).isEmpty());
        model.remove(key);
    }

    private void rollBack(ObjectStore store, Random random) {
        TreeMap<Key, byte[]> before = new TreeMap<>(model);
        assertThrows(
                Planned.class,
                () -> store.heap().stack().transact(() -> {
                    for (int i = random.nextInt(5); i >= 0; i--) {
                        if (random.nextBoolean()) {
                            put(store, random);
                        } else {
                            remove(store, random);
                        }
                    }
                    throw new Planned();
                }));
        model.clear();
        model.putAll(before);
    }

    /** A few long keys make pages overflow early; many short ones share long beginnings. */
    private static Key newKey(Random random) {
        int length = switch (random.nextInt(4)) {
            case 0 -> 1 + random.nextInt(3);
            case 1 -> 900 + random.nextInt(Key.MAX_LENGTH - 900 + 1);
            default -> 1 + random.nextInt(60);
        };
        byte[] key = new byte[length];
        for (int i = 0; i < length; i++) {
            key[i] = (byte) (i < length - 4 ? 'a' : random.nextInt(256));
        }
        return Key.ofBytes(key);
    }

    private Key anyKey(Random random) {
        Key found = model.ceilingKey(newKey(random));
        return found == null ? model.firstKey() : found;
    }

    private void compare(ObjectStore store) throws IOException {
        List<Key> keys = new ArrayList<>();
        store.visit(new byte[0], object -> keys.add(object.key()));
        assertEquals(List.copyOf(model.keySet()), keys);
        for (Map.Entry<Key, byte[]> entry : model.entrySet()) {
            assertArrayEquals(entry.getValue(), Heaps.get(store, entry.getKey()));
        }
        assertEquals(model.size(), store.count());
        assertEquals(model.values().stream().mapToLong(v -> v.length).sum(), store.valueBytes());
        assertEquals(List.of(), StoreCheck.run(store.heap(), n -> {}).findings());
        assertEquals(List.of(), ((InspectableAllocator) store.heap()).verify());
    }

    private static void assertNothingUsed(BStackAllocator heap) throws IOException {
        List<HeapBlock> blocks = ((InspectableAllocator) heap).blocks();
        assertTrue(blocks.stream().noneMatch(b -> b.state() == HeapBlock.State.USED), blocks.toString());
        assertArrayEquals(new byte[16], heap.reserved().read(0, 16));
    }

    @ParameterizedTest
    @MethodSource("bstack.demo.internal.store.Heaps#allocators")
    void aReopenedStoreHoldsWhatWasPut(String allocator) throws IOException {
        Random random = new Random(Heaps.seed());
        Storage storage = Storage.memory();
        try (ObjectStore store = ObjectStore.in(BStackAllocators.create(BStack.open(storage), allocator))) {
            for (int i = 0; i < 500; i++) {
                put(store, random);
            }
        }
        try (ObjectStore store = ObjectStore.in(BStackAllocators.open(BStack.open(storage)))) {
            compare(store);
        }
        try (ObjectStore store = ObjectStore.in(BStackAllocators.open(BStack.openReadOnly(storage)))) {
            compare(store);
        }
    }

    @ParameterizedTest
    @MethodSource("bstack.demo.internal.store.Heaps#allocators")
    void sortedKeysFillTheirPages(String allocator) throws IOException {
        try (ObjectStore store = ObjectStore.in(Heaps.inMemory(allocator))) {
            for (int i = 0; i < 5000; i++) {
                Heaps.put(store, "key-%06d".formatted(i), new byte[0]);
            }
            int cell = 2 + "key-000000".length() + 28 + 2;
            long leaves = 5000L * cell / (4096 - 24) + 1;
            assertTrue(
                    store.pageCount() <= leaves * 11 / 10 + 2,
                    store.pageCount() + " pages, " + leaves + " full leaves");
            assertEquals(List.of(), StoreCheck.run(store.heap(), n -> {}).findings());
        }
    }
}
