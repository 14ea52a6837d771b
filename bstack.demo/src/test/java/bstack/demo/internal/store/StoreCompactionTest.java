package bstack.demo.internal.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.collections.CompactionReport;
import bstack.collections.HeapRoot;
import bstack.spi.BStackAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A store can be compacted as any heap of structures: nothing of it is pinned. */
class StoreCompactionTest {
    private static final int OPERATIONS = 6_000;
    private static final int KEYS = 1_500;

    @ParameterizedTest
    @MethodSource("bstack.demo.internal.store.Heaps#allocators")
    void aChurnedStoreShrinksToWhatLivesInIt(String allocator) throws IOException {
        Random random = new Random(Heaps.seed());
        Map<Key, byte[]> model = new TreeMap<>();
        try (ObjectStore store = ObjectStore.in(Heaps.inMemory(allocator))) {
            for (int i = 0; i < OPERATIONS; i++) {
                churn(store, random, model, i < OPERATIONS / 2 ? 8 : 3);
            }
            BStackAllocator heap = store.heap();
            HeapRoot root = HeapRoot.open(heap);
            long[] live = new long[1];
            heap.stack().view(() -> {
                List<Long> footprints = new ArrayList<>();
                root.trace(use -> footprints.add(
                        footprint(heap, use.slice().start(), use.slice().length())));
                live[0] = footprints.stream().mapToLong(Long::longValue).sum();
                return null;
            });
            long before = heap.length();
            CompactionReport report = root.compact(null);
            assertEquals(0, report.pinnedSlices());
            assertTrue(
                    heap.length() <= 1.1 * live[0],
                    () -> "%s: %d bytes before, %d after, %d live"
                            .formatted(allocator, before, report.lengthAfter(), live[0]));
            assertEquals(List.of(), StoreCheck.run(heap, n -> {}).findings());
            for (Map.Entry<Key, byte[]> each : model.entrySet()) {
                assertArrayEquals(each.getValue(), Heaps.get(store, each.getKey()));
            }
            assertEquals(model.size(), store.count());
        }
    }

    private static long footprint(BStackAllocator heap, long start, long length) {
        try {
            return heap.footprint(heap.slice(start, length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void churn(ObjectStore store, Random random, Map<Key, byte[]> model, int putsOfTen)
            throws IOException {
        int number = random.nextInt(KEYS);
        Key key = Key.of("dir" + number % 97 + "/file-" + number);
        if (random.nextInt(10) < putsOfTen) {
            int most = List.of(100, 2_000, 20_000, 500, 100_000).get(random.nextInt(5));
            byte[] value = Heaps.bytes(random, random.nextInt(most));
            Heaps.put(store, key.toString(), value);
            model.put(key, value);
        } else if (model.remove(key) != null) {
            store.removeAll(List.of(key));
        }
    }
}
