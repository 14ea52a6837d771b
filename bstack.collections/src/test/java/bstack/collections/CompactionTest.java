package bstack.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompactionTest {
    private static final int ENTRIES = 6_000;
    private static final int LONGEST = 6_000;

    private final Random random = new Random(5);
    private final Map<Long, byte[]> model = new TreeMap<>();

    private static HeapRoot open(HeapKind kind) throws IOException {
        return HeapRoot.open(kind.open(BStack.open(Storage.memory())));
    }

    private static DurableMap<Long, byte[]> map(HeapRoot root) throws IOException {
        return root.map("map", Codec.int64(), Codec.bytes());
    }

    private byte[] value() {
        byte[] value = new byte[random.nextInt(4) == 0 ? random.nextInt(LONGEST) : random.nextInt(100)];
        random.nextBytes(value);
        return value;
    }

    /** Fills a map, and a second one between its slices that is dropped, and removes most entries. */
    private void churn(HeapRoot root) throws IOException {
        DurableMap<Long, byte[]> map = map(root);
        DurableMap<Long, byte[]> other = root.map("other", Codec.int64(), Codec.bytes());
        DurableQueue<byte[]> queue = root.queue("queue", Codec.bytes());
        root.heap().stack().transact(() -> {
            for (int i = 0; i < ENTRIES; i++) {
                long key = random.nextInt(10 * ENTRIES);
                byte[] value = value();
                map.put(key, value);
                model.put(key, value);
                other.put((long) i, value());
                queue.add(value());
            }
        });
        root.heap().stack().transact(() -> {
            for (long key : List.copyOf(model.keySet())) {
                if (random.nextInt(4) != 0) {
                    map.remove(key);
                    model.remove(key);
                }
            }
            for (int i = 0; i < ENTRIES * 9 / 10; i++) {
                queue.poll();
            }
        });
        root.drop("other");
    }

    private void check(HeapRoot root) throws IOException {
        DurableMap<Long, byte[]> map = map(root);
        assertEquals(model.size(), map.size());
        for (Map.Entry<Long, byte[]> entry : model.entrySet()) {
            assertArrayEquals(entry.getValue(), map.get(entry.getKey()));
        }
        assertEquals(List.of(), map.verify());
        assertEquals(List.of(), root.verify());
        assertEquals(List.of(), ((InspectableAllocator) root.heap()).verify());
        assertEquals(List.of(), root.leaks(List.of()).slices());
    }

    private static long live(HeapRoot root) throws IOException {
        long used = 0;
        for (var block : ((InspectableAllocator) root.heap()).blocks()) {
            used += block.isFree() ? 0 : block.length();
        }
        return used;
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void bringsThePayloadToTheLiveBytes(HeapKind kind) throws IOException {
        HeapRoot root = open(kind);
        churn(root);
        long before = root.heap().length();
        long live = live(root);
        assertTrue(before > 2 * live, "there is something to do: %d for %d".formatted(before, live));
        CompactionReport report = root.compact(null);
        check(root);
        assertTrue(report.isComplete());
        assertEquals(before, report.lengthBefore());
        assertEquals(root.heap().length(), report.lengthAfter());
        assertEquals(0, report.pinnedSlices());
        assertTrue(report.movedSlices() > 0 && report.movedBytes() >= report.movedSlices());
        assertTrue(
                report.lengthAfter() <= live * 1.1, () -> "%s: %d for %d".formatted(kind, report.lengthAfter(), live));
        CompactionReport again = root.compact(null);
        assertTrue(again.lengthAfter() <= report.lengthAfter());
        check(root);
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void whatNoStructureKnowsStaysAndIsCounted(HeapKind kind) throws IOException {
        HeapRoot root = open(kind);
        churn(root);
        BStackSlice raw = root.heap().alloc(1_000);
        raw.write(new byte[] {1, 2, 3});
        CompactionReport report = root.compact(null);
        assertEquals(1, report.pinnedSlices());
        assertEquals(root.heap().footprint(raw), report.pinnedBytes());
        assertArrayEquals(new byte[] {1, 2, 3}, raw.read(0, 3));
        root.heap().dealloc(raw);
        check(root);
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void mayBeStoppedAndBegunAgain(HeapKind kind) throws IOException {
        HeapRoot root = open(kind);
        churn(root);
        int stops = 0;
        CompactionReport report;
        do {
            int[] steps = new int[1];
            int most = 20 << stops;
            report = root.compact((done, total) -> {
                assertTrue(0 <= done && done <= total, () -> done + " of " + total);
                return ++steps[0] < most;
            });
            check(root);
            stops++;
        } while (!report.isComplete());
        assertTrue(report.isComplete());
        assertTrue(stops > 1, "it was stopped at least once");
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void goesOnBesideOtherWork(HeapKind kind) throws Exception {
        HeapRoot root = open(kind);
        churn(root);
        DurableMap<Long, byte[]> map = map(root);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread writer = new Thread(() -> {
            try {
                for (int i = 0; i < 3_000; i++) {
                    long key = random.nextInt(10 * ENTRIES);
                    byte[] value = value();
                    map.put(key, value);
                    model.put(key, value);
                    if (i == 1_000) {
                        root.drop("queue");
                    }
                    assertArrayEquals(value, map.get(key));
                }
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        writer.start();
        while (writer.isAlive()) {
            root.compact(null);
        }
        writer.join();
        assertEquals(null, failure.get());
        check(root);
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void anEmptyHeapHasNothingToMove(HeapKind kind) throws IOException {
        HeapRoot root = open(kind);
        CompactionReport report = root.compact(null);
        assertTrue(report.isComplete());
        assertEquals(0, report.movedSlices());
        map(root).put(1L, new byte[3]);
        map(root).remove(1L);
        root.compact(null);
        assertEquals(0, root.compact(null).movedSlices(), "all is where it belongs");
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void isRefusedInsideATransaction(HeapKind kind) throws IOException {
        HeapRoot root = open(kind);
        BStackAllocator heap = root.heap();
        map(root).put(1L, new byte[3]);
        assertThrows(IllegalStateException.class, () -> heap.stack().transact(() -> root.compact(null)));
        checkOne(root);
    }

    private static void checkOne(HeapRoot root) throws IOException {
        assertArrayEquals(new byte[3], map(root).get(1L));
    }
}
