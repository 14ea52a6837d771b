package bstack.demo.internal.store;

import bstack.collections.HeapRoot;
import bstack.collections.SliceUse;
import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.BStackAllocators;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Heaps in memory, and short ways to what the tests do with them. */
final class Heaps {
    static final ObjectAttributes ATTRIBUTES =
            new ObjectAttributes(ObjectType.FILE, 0640, Instant.ofEpochSecond(1_700_000_000, 123));

    private Heaps() {}

    /** {@return the names of the installed allocators that can free, for parameterized tests} */
    static Stream<String> allocators() {
        List<String> names = BStackAllocators.providers().stream()
                .filter(p -> p.magic().prefix().length > 0)
                .map(BStackAllocatorProvider::name)
                .toList();
        if (!names.contains("first-fit") || !names.contains("ghost-tree")) {
            throw new IllegalStateException("the tests need both allocators, installed are " + names);
        }
        return names.stream();
    }

    /** {@return an empty heap in memory} */
    static BStackAllocator inMemory(String allocator) throws IOException {
        return BStackAllocators.create(BStack.open(Storage.memory()), allocator);
    }

    /** {@return the seed: a new one, or that of the system property bstack.seed; printed either way} */
    static long seed() {
        long seed = Long.getLong("bstack.seed", new Random().nextLong());
        System.out.println("seed: -Dbstack.seed=" + seed);
        return seed;
    }

    static void put(ObjectStore store, String key, byte[] value) throws IOException {
        store.put(Key.of(key), ATTRIBUTES, ValueSource.of(value));
    }

    static byte[] get(ObjectStore store, Key key) throws IOException {
        StoredObject object = store.find(key).orElseThrow();
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        store.read(object, value);
        return value.toByteArray();
    }

    /** {@return where the last part of a value begins that is in a slice of its own} */
    static long placeOfValue(BStackAllocator heap) throws IOException {
        long[] place = new long[1];
        HeapRoot.open(heap).trace(use -> {
            if (use.part() == SliceUse.Part.VALUE) {
                place[0] = use.slice().start();
            }
        });
        return place[0];
    }

    static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
