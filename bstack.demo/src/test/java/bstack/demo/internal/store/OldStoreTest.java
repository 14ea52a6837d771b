package bstack.demo.internal.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.BStackOptions;
import bstack.core.Storage;
import bstack.demo.internal.store.old.OldStore;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import bstack.testkit.internal.process.Workers;
import bstack.testkit.storage.CrashingStorage;
import bstack.testkit.storage.FilterStorage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stores of the old layout are read as they are, and converted by the first change, whenever that is interrupted. */
class OldStoreTest {
    private static final String ALLOCATORS = "bstack.demo.internal.store.Heaps#allocators";
    private static final Key NEW = Key.of("new");
    /** How many states of a killed process are looked at. */
    private static final int IMAGES = 50;

    private static BStackAllocator open(byte[] file) throws IOException {
        return BStackAllocators.open(BStack.open(new CrashingStorage(file)));
    }

    private static void assertHolds(NavigableMap<Key, byte[]> expected, ObjectStore store) throws IOException {
        List<Key> keys = new ArrayList<>();
        store.visit(new byte[0], object -> keys.add(object.key()));
        assertEquals(List.copyOf(expected.keySet()), keys);
        assertEquals(expected.size(), store.count());
        assertEquals(expected.values().stream().mapToLong(v -> v.length).sum(), store.valueBytes());
        for (var each : expected.entrySet()) {
            assertArrayEquals(
                    each.getValue(),
                    Heaps.get(store, each.getKey()),
                    each.getKey().name());
        }
        assertTrue(store.find(Key.of("dir1/nothing")).isEmpty());
    }

    private static void assertSound(ObjectStore store) throws IOException {
        assertEquals(List.of(), StoreCheck.run(store.heap(), n -> {}).findings());
        assertEquals(List.of(), ((InspectableAllocator) store.heap()).verify());
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void aRecordedStoreIsReadAndNotChanged(String allocator) throws IOException {
        byte[] file = OldStores.recorded(allocator);
        CrashingStorage disk = new CrashingStorage(file);
        try (ObjectStore store = ObjectStore.in(BStackAllocators.open(BStack.openReadOnly(disk)))) {
            assertHolds(OldStores.contents(), store);
            assertSound(store);
            assertEquals(
                    OldStores.attributes(100),
                    store.find(OldStores.key(100)).orElseThrow().attributes());
            assertEquals(
                    OldStores.attributes(14),
                    store.find(OldStores.key(14)).orElseThrow().attributes());
            assertEquals(7, store.pageCount());
            assertThrows(IllegalStateException.class, () -> Heaps.put(store, "key", new byte[1]));
            assertHolds(OldStores.contents(), store);
        }
        assertArrayEquals(file, disk.toBytes());
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void theFirstChangeConvertsIt(String allocator) throws IOException {
        NavigableMap<Key, byte[]> expected = OldStores.contents();
        long[] converted = new long[1];
        try (ObjectStore store = ObjectStore.in(open(OldStores.recorded(allocator)), n -> converted[0] += n)) {
            Heaps.put(store, NEW.toString(), new byte[1000]);
            expected.put(NEW, new byte[1000]);
            assertEquals(401, converted[0]);
            assertFalse(OldStore.isNamedBy(store.heap()));
            assertHolds(expected, store);
            assertSound(store);
            assertEquals(
                    OldStores.attributes(14),
                    store.find(OldStores.key(14)).orElseThrow().attributes());
            store.removeAll(List.of(NEW));
            assertEquals(401, converted[0], "it was converted twice");
            store.removeAll(new ArrayList<>(OldStores.contents().keySet()));
            List<HeapBlock> blocks = ((InspectableAllocator) store.heap()).blocks();
            assertTrue(blocks.stream().allMatch(HeapBlock::isFree), blocks.toString());
        }
    }

    /** After each transaction of a conversion the store reads as before, and is sound; with a tree of three levels. */
    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void eachStepLeavesASoundStore(String allocator) throws IOException {
        NavigableMap<Key, byte[]> objects = new TreeMap<>();
        Random random = new Random(Heaps.seed());
        for (int i = 0; i < 1500; i++) {
            byte[] key = Heaps.bytes(random, 1 + random.nextInt(i % 3 == 0 ? Key.MAX_LENGTH : 20));
            objects.put(Key.ofBytes(key), Heaps.bytes(random, i == 700 ? 9 << 20 : random.nextInt(600)));
        }
        try (BStackAllocator heap = OldStores.heapOf(allocator, objects)) {
            ObjectStore store = ObjectStore.in(heap);
            assertHolds(objects, store);
            assertSound(store);
            Conversion conversion = new Conversion(new Contents.Root(heap));
            conversion.begin();
            int steps = 1;
            do {
                assertHolds(objects, store);
                assertSound(store);
                steps++;
            } while (conversion.step());
            assertHolds(objects, store);
            assertSound(store);
            assertTrue(steps > 3, steps + " steps");
        }
    }

    /** A disk that keeps a copy of itself, as a process leaves it that is killed, at some of its calls. */
    private static final class Killed extends FilterStorage {
        private final CrashingStorage disk;
        private final List<byte[]> images = new ArrayList<>();
        private final int first;
        private final int every;
        private int calls;

        Killed(CrashingStorage disk, int first, int every) {
            super(disk);
            this.disk = disk;
            this.first = first;
            this.every = every;
        }

        private void call() {
            if (calls >= first && (calls - first) % every == 0) {
                images.add(compressed(disk.toBytes()));
            }
            calls++;
        }

        @Override
        public void write(long position, ByteBuffer src) throws IOException {
            call();
            super.write(position, src);
        }

        @Override
        public void writeDurably(long position, ByteBuffer src) throws IOException {
            call();
            super.writeDurably(position, src);
        }

        @Override
        public void resize(long size) throws IOException {
            call();
            super.resize(size);
        }

        @Override
        public void sync() throws IOException {
            call();
            super.sync();
        }
    }

    private static byte[] compressed(byte[] file) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static byte[] expanded(byte[] compressed) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(compressed)).readAllBytes();
    }

    private static void convert(Killed disk) throws IOException {
        BStackOptions options = BStackOptions.defaults().preallocation(0);
        try (ObjectStore store = ObjectStore.in(BStackAllocators.open(BStack.open(disk, options)))) {
            Heaps.put(store, NEW.toString(), new byte[1000]);
        }
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void killedAtAnyCallItReadsAsBeforeAndTheNextChangeGoesOn(String allocator) throws IOException {
        Killed all = new Killed(new CrashingStorage(OldStores.recorded(allocator)), Integer.MAX_VALUE, 1);
        convert(all);
        int every = Math.max(1, all.calls / IMAGES);
        Killed disk = new Killed(
                new CrashingStorage(OldStores.recorded(allocator)), new Random(Heaps.seed()).nextInt(every), every);
        convert(disk);
        int halves = 0;
        for (byte[] image : disk.images) {
            NavigableMap<Key, byte[]> expected = OldStores.contents();
            try (ObjectStore store = ObjectStore.in(open(expanded(image)))) {
                Contents contents = Contents.of(new Contents.Root(store.heap()));
                halves += contents.maps() != null && contents.old() != null ? 1 : 0;
                if (store.find(NEW).isPresent()) {
                    expected.put(NEW, new byte[1000]);
                }
                assertHolds(expected, store);
                assertSound(store);
                Heaps.put(store, "another", new byte[300]);
                expected.put(Key.of("another"), new byte[300]);
                assertHolds(expected, store);
                assertSound(store);
            }
        }
        assertTrue(halves > 0, "no image is in the middle of a conversion");
    }

    /** As an import does. */
    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void severalThreadsConvertItTogetherAndSayItOnce(String allocator) throws Exception {
        AtomicInteger notes = new AtomicInteger();
        NavigableMap<Key, byte[]> expected = OldStores.contents();
        try (ObjectStore store = ObjectStore.in(open(OldStores.recorded(allocator)), n -> notes.incrementAndGet());
                Workers threads = Workers.of(4)) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Key key = Key.of("dir" + i + "/new");
                expected.put(key, new byte[i * 20]);
                tasks.add(() -> {
                    Heaps.put(store, key.toString(), expected.get(key));
                    return null;
                });
            }
            for (Future<Void> task : threads.threads().invokeAll(tasks)) {
                task.get();
            }
            assertEquals(1, notes.get());
            assertHolds(expected, store);
            assertSound(store);
        }
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void inATransactionThatRollsBackItIsConvertedForNothing(String allocator) throws IOException {
        try (ObjectStore store = ObjectStore.in(open(OldStores.recorded(allocator)))) {
            byte[] before = store.heap().stack().peek(0);
            assertThrows(
                    IOException.class,
                    () -> store.heap().stack().transact(() -> {
                        Heaps.put(store, NEW.toString(), new byte[1000]);
                        assertEquals(402, store.count());
                        throw new IOException("planned");
                    }));
            assertArrayEquals(before, store.heap().stack().peek(0));
            assertHolds(OldStores.contents(), store);
            Heaps.put(store, NEW.toString(), new byte[1000]);
            assertEquals(402, store.count());
            assertSound(store);
        }
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void aDamagedValueStaysOneThatIsSeenToBeDamaged(String allocator) throws IOException {
        NavigableMap<Key, byte[]> objects = new TreeMap<>();
        for (int i = 0; i < 100; i++) {
            objects.put(Key.of("key-" + i), new byte[i * 10]);
        }
        for (String damaged : List.of("key-7", "key-70")) {
            try (BStackAllocator heap = OldStores.heapOf(allocator, objects)) {
                ObjectStore store = ObjectStore.in(heap);
                StoredObject object = store.find(Key.of(damaged)).orElseThrow();
                long at = ((StoredObject.Slice) object.place()).start();
                heap.stack().set(at + 5, new byte[] {1});
                Heaps.put(store, NEW.toString(), new byte[10]);
                StoredObject converted = store.find(Key.of(damaged)).orElseThrow();
                assertThrows(
                        BStackCorruptException.class, () -> store.read(converted, OutputStream.nullOutputStream()));
                StoreReport report = StoreCheck.run(heap, n -> {});
                assertEquals(1, report.findings().size(), report.toString());
                assertTrue(report.findings().get(0).expected().contains("'" + damaged + "'"), report.toString());
                store.removeAll(List.of(Key.of(damaged)));
                assertSound(store);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void anOldStoreThatHasLostItsRootIsFound(String allocator) throws IOException {
        try (ObjectStore store = ObjectStore.in(open(OldStores.recorded(allocator)))) {
            store.heap().reserved().zero();
            StoreReport report = StoreCheck.run(store.heap(), n -> {});
            assertTrue(report.findings().toString().contains("the heap's root"), report.toString());
        }
    }

    /** Nothing is lost in memory either: a fresh object, and one that was there before, see the same. */
    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void aReaderThatWasOpenBeforeSeesTheConvertedStore(String allocator) throws IOException {
        Storage disk = new CrashingStorage(OldStores.recorded(allocator));
        try (BStackAllocator heap = BStackAllocators.open(BStack.open(disk))) {
            ObjectStore reader = ObjectStore.in(heap);
            ObjectStore writer = ObjectStore.in(heap);
            List<Key> keys = new ArrayList<>();
            reader.visit(new byte[0], object -> {
                keys.add(object.key());
                if (keys.size() == 20) {
                    writer.convert();
                }
            });
            assertEquals(List.copyOf(OldStores.contents().keySet()), keys);
            assertHolds(OldStores.contents(), reader);
        }
    }
}
