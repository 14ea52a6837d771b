package bstack.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a directory says of the whole heap, and that it takes nothing if there is nothing in it. */
class WholeHeapTest {
    private static final int ENTRIES = 500;

    private static HeapRoot open(HeapKind kind) throws IOException {
        return HeapRoot.open(kind.open(BStack.open(Storage.memory())));
    }

    private static DurableMap<Long, byte[]> fill(HeapRoot root, String name) throws IOException {
        DurableMap<Long, byte[]> map = root.map(name, Codec.int64(), Codec.bytes());
        for (long i = 0; i < ENTRIES; i++) {
            map.put(i, new byte[i % 10 == 0 ? 3000 : 50]);
        }
        return map;
    }

    private static List<StructureDamage> damage(HeapRoot root) throws IOException {
        List<StructureDamage> found = new ArrayList<>();
        root.verifyAll(found::add);
        return found;
    }

    private static void assertNothingUsed(HeapRoot root) throws IOException {
        List<HeapBlock> blocks = ((InspectableAllocator) root.heap()).blocks();
        assertTrue(blocks.stream().allMatch(HeapBlock::isFree), blocks.toString());
        assertArrayEquals(new byte[16], root.heap().reserved().read(0, 16));
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void theLastStructureTakesTheDirectoryWithIt(HeapKind kind) throws IOException {
        HeapRoot root = open(kind);
        for (int round = 0; round < 3; round++) {
            DurableMap<Long, byte[]> first = fill(root, "first");
            root.queue("second", Codec.int64()).add(1L);
            root.drop("first");
            assertEquals(1, root.entries().size());
            root.drop("second");
            assertEquals(List.of(), root.entries());
            assertEquals(List.of(), damage(root));
            assertNothingUsed(root);
            assertThrows(IllegalStateException.class, first::size);
            assertEquals(0, root.compact(null).movedSlices());
        }
        fill(root, "first");
        assertEquals(ENTRIES, fill(HeapRoot.open(root.heap()), "first").size());
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void aDropThatIsRolledBackLeavesTheDirectory(HeapKind kind) throws IOException {
        HeapRoot root = open(kind);
        DurableMap<Long, byte[]> map = fill(root, "map");
        assertThrows(
                IOException.class,
                () -> root.heap().stack().transact(() -> {
                    root.drop("map");
                    assertEquals(List.of(), root.entries());
                    throw new IOException("planned");
                }));
        assertEquals(ENTRIES, map.size());
        root.heap().stack().transact(() -> {
            root.drop("map");
            root.map("other", Codec.int64(), Codec.utf8()).put(1L, "one");
        });
        assertEquals("one", root.map("other", Codec.int64(), Codec.utf8()).get(1L));
        root.drop("other");
        assertNothingUsed(root);
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void findMapMakesNothing(HeapKind kind) throws IOException {
        HeapRoot root = open(kind);
        assertNull(root.findMap("map", Codec.int64(), Codec.bytes()));
        assertNothingUsed(root);
        fill(root, "map");
        DurableMap<Long, byte[]> map = root.findMap("map", Codec.int64(), Codec.bytes());
        assertNotNull(map);
        assertEquals(ENTRIES, map.size());
        assertThrows(StructureMismatchException.class, () -> root.findMap("map", Codec.int64(), Codec.utf8()));
        assertThrows(IllegalArgumentException.class, () -> root.findMap("", Codec.int64(), Codec.bytes()));
        assertNull(root.findMap("other", Codec.int64(), Codec.bytes()));
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void traceNamesEachSliceOnceAndWhatItIsFor(HeapKind kind) throws IOException {
        HeapRoot root = open(kind);
        DurableMap<Long, byte[]> map = fill(root, "map");
        root.queue("queue", Codec.bytes()).add(new byte[2000]);
        TreeSet<BStackSlice> slices = new TreeSet<>();
        Map<String, Integer> counts = new HashMap<>();
        root.trace(use -> {
            assertTrue(slices.add(use.slice()), () -> "twice: " + use);
            counts.merge(use.structure() + " " + use.part(), 1, Integer::sum);
            assertEquals(use.part() == SliceUse.Part.VALUE, use.key() != null);
            byte[] key = use.key();
            if (use.structure().equals("map") && key != null) {
                long number = Codec.int64().decode(key);
                assertEquals(0, number % 10);
                assertEquals(3000, use.slice().length());
            }
        });
        assertEquals(1, counts.get(" HEADER"));
        assertEquals(1, counts.get("map HEADER"));
        assertEquals(1, counts.get("queue HEADER"));
        assertEquals(ENTRIES / 10, counts.get("map VALUE"));
        assertEquals(1, counts.get("queue VALUE"));
        assertEquals(List.of(), root.leaks(List.of()).slices());
        root.leaks(List.of(visitor -> slices.forEach(visitor)));
        assertEquals(ENTRIES, map.size());
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void verifyAllReadsEveryStructure(HeapKind kind) throws IOException {
        HeapRoot root = open(kind);
        fill(root, "one");
        fill(root, "two");
        assertEquals(List.of(), damage(root));
        SliceUse[] value = new SliceUse[1];
        root.trace(use -> value[0] = use.part() == SliceUse.Part.VALUE ? use : value[0]);
        long at = value[0].slice().start();
        root.heap().stack().update(at, at + 1, bytes -> bytes[0] ^= 1);
        assertEquals(List.of(), root.verify());
        assertEquals(1, damage(root).size());
        assertEquals(at, damage(root).get(0).offset());
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void aDirectoryWithOneFlippedBitIsDamageAndNotSomethingElse(HeapKind kind) throws IOException {
        for (int byteAt = 0; byteAt < 64; byteAt++) {
            HeapRoot root = open(kind);
            fill(root, "map");
            BStackAllocator heap = root.heap();
            long at = heap.stack().getLong(heap.reserved().start()) + byteAt;
            int bit = 1 << byteAt % 8;
            heap.stack().update(at, at + 1, bytes -> bytes[0] ^= (byte) bit);
            assertThrows(BStackCorruptException.class, () -> HeapRoot.open(heap), "byte " + byteAt);
            assertFalse(damage(root).isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void removeAllRemovesARangeAlsoWhereValuesAreDamaged(HeapKind kind) throws IOException {
        HeapRoot root = open(kind);
        DurableMap<Long, byte[]> map = fill(root, "map");
        SliceUse[] value = new SliceUse[1];
        root.trace(use -> value[0] = use.part() == SliceUse.Part.VALUE ? use : value[0]);
        long damaged = Codec.int64().decode(value[0].key());
        long at = value[0].slice().start();
        root.heap().stack().update(at, at + 1, bytes -> bytes[0] ^= 1);
        assertThrows(DamagedStructureException.class, () -> map.remove(damaged));
        assertEquals(0, map.removeAll(KeyRange.closedOpen(damaged, damaged)));
        assertEquals(1, map.removeAll(KeyRange.closed(damaged, damaged)));
        assertEquals(200, map.removeAll(KeyRange.closedOpen(100L, 300L).descending()));
        assertNull(map.get(100L));
        assertNotNull(map.get(99L));
        assertNotNull(map.get(300L));
        assertEquals(List.of(), damage(root));
        assertEquals(List.of(), root.leaks(List.of()).slices());
        long left = map.size();
        assertThrows(
                IOException.class,
                () -> root.heap().stack().transact(() -> {
                    assertEquals(left, map.removeAll(KeyRange.all()));
                    throw new IOException("planned");
                }));
        assertEquals(left, map.size());
        assertEquals(left, map.removeAll(KeyRange.all()));
        assertEquals(0, map.size());
        root.drop("map");
        assertNothingUsed(root);
    }
}
