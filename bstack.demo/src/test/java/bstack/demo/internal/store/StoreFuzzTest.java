package bstack.demo.internal.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.BStackOptions;
import bstack.core.Storage;
import bstack.core.TransactionRunnable;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import bstack.spi.UnknownAllocatorException;
import bstack.testkit.FuzzContract;
import bstack.testkit.SparseBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * Whatever a store consists of under checksums that fit, the check of it comes to an end, objects are found or refused
 * with a typed exception, and a change that is refused has changed nothing; and a store with which the check finds
 * nothing wrong can be used.
 *
 * <p>An input is the heap's payload in {@linkplain SparseBytes short form}.
 */
class StoreFuzzTest extends FuzzContract {
    private static final Key NEW = Key.of("new");
    private static final byte[] VALUE = {1, 2, 3};
    private static final int SOME = 6;
    private static final int LONG_KEYS = 60;
    private static final int ENOUGH = 100_000;

    @Override
    protected void check(byte[] input) throws IOException {
        byte[] payload = SparseBytes.expand(input);
        Seals.sealStore(payload);
        try (BStack stack = stack(payload)) {
            BStackAllocator heap = BStackAllocators.open(stack);
            StoreReport report = StoreCheck.run(heap, n -> {});
            boolean sound = report.findings().isEmpty() && isSound((InspectableAllocator) heap, report.present());
            try {
                ObjectStore store = ObjectStore.in(heap);
                List<Key> keys = visit(store);
                if (sound) {
                    assertEquals(report.objects(), keys.size(), "the check has counted other objects");
                    assertEquals(keys.stream().sorted().distinct().toList(), keys, "the order of the keys");
                }
                use(store, keys, sound);
                assertTrue(!sound || StoreCheck.run(heap, n -> {}).findings().isEmpty(), "it does not stay sound");
            } catch (BStackCorruptException refusal) {
                assertFalse(sound, () -> "no finding, and yet " + refusal.getMessage());
            }
        } catch (BStackCorruptException | UnknownAllocatorException | NotAnObjectStoreException refusal) {
            // It says so.
        }
    }

    /** {@return whether the heap is sound, and belongs to the store alone} */
    private static boolean isSound(InspectableAllocator heap, boolean hasStore) throws IOException {
        return heap.verify().isEmpty() && (hasStore || heap.blocks().stream().allMatch(HeapBlock::isFree));
    }

    private static BStack stack(byte[] payload) throws IOException {
        BStack stack = BStack.open(
                Storage.memory(),
                BStackOptions.defaults()
                        .journalSize(BStackOptions.MIN_JOURNAL_SIZE)
                        .preallocation(0));
        stack.push(payload);
        return stack;
    }

    private static List<Key> visit(ObjectStore store) throws IOException {
        List<Key> keys = new ArrayList<>();
        store.visit(new byte[0], object -> {
            keys.add(object.key());
            assertTrue(keys.size() < ENOUGH, "the visit has no end");
        });
        return keys;
    }

    /** Finds, reads and removes objects, and stores others; where keys are out of order, some of them are not found. */
    private static void use(ObjectStore store, List<Key> keys, boolean sound) throws IOException {
        for (Key key : keys.subList(0, Math.min(keys.size(), SOME))) {
            Optional<StoredObject> object = store.find(key);
            assertTrue(!sound || object.isPresent(), "it is visited, and not found");
            if (object.isPresent()) {
                store.read(object.get(), OutputStream.nullOutputStream());
            }
        }
        change(store, () -> Heaps.put(store, NEW.toString(), VALUE));
        if (sound || store.find(NEW).isPresent()) {
            assertArrayEquals(VALUE, Heaps.get(store, NEW));
        }
        for (int i = 0; i < Math.min(keys.size(), SOME); i++) {
            Key key = keys.get(i);
            if (i % 2 == 0) {
                change(store, () -> store.removeAll(List.of(key)));
                assertTrue(!sound || store.find(key).isEmpty(), "it is removed, and found");
            } else {
                change(store, () -> Heaps.put(store, "more " + key, VALUE));
            }
        }
    }

    /** Makes a change, which is refused as a whole or not at all; but a conversion makes transactions of its own. */
    private static void change(ObjectStore store, TransactionRunnable change) throws IOException {
        store.convert();
        byte[] before = store.heap().stack().peek(0);
        try {
            change.run();
        } catch (BStackCorruptException refusal) {
            assertArrayEquals(before, store.heap().stack().peek(0), "a refused change has changed something");
            throw refusal;
        }
    }

    /** {@return a store of the old layout, and the same after the first step of its conversion} */
    private static List<byte[]> oldSeeds(String allocator, NavigableMap<Key, byte[]> objects) throws IOException {
        try (BStackAllocator heap = OldStores.heapOf(allocator, objects)) {
            byte[] whole = SparseBytes.compress(heap.stack().peek(0));
            new Conversion(new Contents.Root(heap)).begin();
            return List.of(whole, SparseBytes.compress(heap.stack().peek(0)));
        }
    }

    /** Stores of none to many objects, in heaps of both allocators; and long keys, which make a tree of three levels. */
    @Override
    protected List<byte[]> seeds() throws IOException {
        Random random = new Random(1);
        List<byte[]> seeds = new ArrayList<>();
        for (String allocator : Heaps.allocators().toList()) {
            for (int objects : new int[] {0, 1, 4, 60}) {
                NavigableMap<Key, byte[]> old = new TreeMap<>();
                try (ObjectStore store = ObjectStore.in(Heaps.inMemory(allocator))) {
                    for (int i = 0; i < objects; i++) {
                        byte[] value = Heaps.bytes(random, i % 20 == 3 ? 1500 : random.nextInt(12));
                        Key key = Key.of("key-" + random.nextInt(1000));
                        Heaps.put(store, key.toString(), value);
                        old.put(key, value);
                    }
                    seeds.add(SparseBytes.compress(store.heap().stack().peek(0)));
                }
                if (objects > 0) {
                    seeds.addAll(oldSeeds(allocator, old));
                }
            }
            try (ObjectStore store = ObjectStore.in(Heaps.inMemory(allocator))) {
                for (int i = 0; i < LONG_KEYS; i++) {
                    byte[] key = new byte[Key.MAX_LENGTH];
                    key[key.length - 1] = (byte) random.nextInt();
                    store.put(Key.ofBytes(key), Heaps.ATTRIBUTES, ValueSource.of(new byte[0]));
                }
                seeds.add(SparseBytes.compress(store.heap().stack().peek(0)));
            }
        }
        return seeds;
    }
}
