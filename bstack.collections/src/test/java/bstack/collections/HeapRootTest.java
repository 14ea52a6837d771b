package bstack.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.core.TransactionRunnable;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import bstack.spi.LinearBStackAllocator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeapRootTest {
    private static final class Rolled extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @TempDir
    private Path folder;

    private static BStackAllocator inMemory(HeapKind kind) throws IOException {
        return kind.open(BStack.open(Storage.memory()));
    }

    private static DurableMap<String, Long> map(HeapRoot root, String name) throws IOException {
        return root.map(name, Codec.utf8(), Codec.int64());
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void aMapIsFoundAgainByItsName(HeapKind kind) throws IOException {
        Path file = folder.resolve("heap");
        try (BStackAllocator heap = kind.open(file)) {
            HeapRoot root = HeapRoot.open(heap);
            assertEquals(List.of(), root.entries());
            assertNull(map(root, "ä").put("one", 1L));
            map(root, "b").put("two", 2L);
        }
        try (BStackAllocator heap = kind.open(file)) {
            HeapRoot root = HeapRoot.open(heap);
            assertEquals(1L, map(root, "ä").get("one"));
            assertEquals(
                    List.of(
                            new Entry("b", Entry.Kind.MAP, List.of("utf8", "int64"), 1),
                            new Entry("ä", Entry.Kind.MAP, List.of("utf8", "int64"), 1)),
                    root.entries());
            assertEquals(List.of(), root.verify());
        }
    }

    @Test
    void openingWritesNothing() throws IOException {
        BStackAllocator heap = inMemory(HeapKind.FIRST_FIT);
        byte[] before = heap.stack().peek(0);
        HeapRoot root = HeapRoot.open(heap);
        assertEquals(List.of(), root.entries());
        assertEquals(List.of(), root.verify());
        root.drop("nothing");
        assertArrayEquals(before, heap.stack().peek(0));
    }

    @Test
    void twoObjectsAreTheSameDirectory() throws IOException {
        BStackAllocator heap = inMemory(HeapKind.GHOST_TREE);
        HeapRoot one = HeapRoot.open(heap);
        HeapRoot other = HeapRoot.open(heap);
        map(one, "map").put("key", 5L);
        assertEquals(5L, map(other, "map").get("key"));
        map(other, "second").put("key", 6L);
        assertEquals(2, one.entries().size());
        other.drop("map");
        assertEquals(1, one.entries().size());
    }

    @Test
    void aHeapThatIsOpenForReadingOnlyIsOnlyRead() throws IOException {
        Path file = folder.resolve("heap");
        HeapKind.FIRST_FIT.open(file).close();
        try (BStackAllocator heap = BStackAllocators.openReadOnly(file)) {
            HeapRoot root = HeapRoot.open(heap);
            assertEquals(List.of(), root.entries());
            assertThrows(IllegalStateException.class, () -> map(root, "map"));
        }
        try (BStackAllocator heap = HeapKind.FIRST_FIT.open(file)) {
            map(HeapRoot.open(heap), "map").put("key", 5L);
        }
        try (BStackAllocator heap = BStackAllocators.openReadOnly(file)) {
            DurableMap<String, Long> map = map(HeapRoot.open(heap), "map");
            assertEquals(5L, map.get("key"));
            assertThrows(IllegalStateException.class, () -> map.put("key", 6L));
            assertThrows(IllegalStateException.class, map::clear);
        }
    }

    @Test
    void otherReservedBytesAreRefusedAndStay() throws IOException {
        BStackAllocator heap = inMemory(HeapKind.FIRST_FIT);
        BStackSlice other = heap.alloc(64);
        BStackSlice shorter = heap.alloc(56);
        for (byte[] bytes : List.of(
                "something of mine".substring(0, 16).getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                other.toBytes(),
                shorter.toBytes(),
                BStackSlice.of(heap, Long.MAX_VALUE - 64, 64).toBytes(),
                BStackSlice.of(heap, heap.length() - 63, 64).toBytes())) {
            heap.reserved().write(0, bytes);
            assertThrows(NotAHeapRootException.class, () -> HeapRoot.open(heap));
            assertArrayEquals(bytes, heap.reserved().read(0, 16));
        }
    }

    @Test
    void aHeapWithoutReservedBytesIsRefused() throws IOException {
        BStackAllocator heap = LinearBStackAllocator.open(BStack.open(Storage.memory()));
        NotAHeapRootException e = assertThrows(NotAHeapRootException.class, () -> HeapRoot.open(heap));
        assertTrue(e.getMessage().contains("leaves 0 bytes"), e::getMessage);
    }

    @Test
    void aDamagedAnchorIsNoReasonToMakeANewDirectory() throws IOException {
        BStackAllocator heap = inMemory(HeapKind.FIRST_FIT);
        map(HeapRoot.open(heap), "map").put("key", 5L);
        byte[] anchor = heap.reserved().read(0, 16);
        for (int i = 0; i < 16; i++) {
            byte[] changed = anchor.clone();
            changed[i] ^= 1;
            heap.reserved().write(0, changed);
            assertThrows(NotAHeapRootException.class, () -> HeapRoot.open(heap));
        }
        heap.reserved().write(0, anchor);
        assertEquals(5L, map(HeapRoot.open(heap), "map").get("key"));
    }

    @Test
    void otherCodecsAreRefused() throws IOException {
        HeapRoot root = HeapRoot.open(inMemory(HeapKind.FIRST_FIT));
        map(root, "map").put("key", 5L);
        StructureMismatchException e =
                assertThrows(StructureMismatchException.class, () -> root.map("map", Codec.bytes(), Codec.int64()));
        assertEquals("bytes", e.expected());
        assertEquals("utf8", e.found());
        e = assertThrows(StructureMismatchException.class, () -> root.map("map", Codec.utf8(), Codec.int32()));
        assertEquals("int32", e.expected());
        assertEquals("int64", e.found());
        assertTrue(e.getMessage().contains("codec of values"), e::getMessage);
        assertEquals(5L, map(root, "map").get("key"));
    }

    @Test
    void aNameHas1To1023Bytes() throws IOException {
        HeapRoot root = HeapRoot.open(inMemory(HeapKind.FIRST_FIT));
        assertThrows(IllegalArgumentException.class, () -> map(root, ""));
        assertThrows(IllegalArgumentException.class, () -> map(root, "x".repeat(1024)));
        assertThrows(IllegalArgumentException.class, () -> map(root, "\uD800"));
        assertEquals(List.of(), root.entries());
        map(root, "x".repeat(1023)).put("key", 5L);
        assertEquals(5L, map(root, "x".repeat(1023)).get("key"));
    }

    @Test
    void aMapWhoseMakingIsRolledBackIsNotThere() throws IOException {
        BStackAllocator heap = inMemory(HeapKind.FIRST_FIT);
        HeapRoot root = HeapRoot.open(heap);
        List<DurableMap<String, Long>> made = new java.util.ArrayList<>();
        assertThrows(
                Rolled.class,
                () -> heap.stack().transact((TransactionRunnable) () -> {
                    made.add(map(root, "map"));
                    made.get(0).put("key", 5L);
                    assertEquals(5L, made.get(0).get("key"));
                    throw new Rolled();
                }));
        assertEquals(List.of(), root.entries());
        assertThrows(IllegalStateException.class, () -> made.get(0).get("key"));
        DurableMap<String, Long> again = map(root, "map");
        again.put("key", 6L);
        assertThrows(IllegalStateException.class, () -> made.get(0).get("key"));
        assertEquals(6L, again.get("key"));
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void whatIsDroppedIsFreed(HeapKind kind) throws IOException {
        BStackAllocator heap = inMemory(kind);
        HeapRoot root = HeapRoot.open(heap);
        map(root, "other").put("key", 5L);
        long before = used(heap);
        DurableMap<String, byte[]> map = root.map("map", Codec.utf8(), Codec.bytes());
        heap.stack().transact(() -> {
            for (int i = 0; i < 3000; i++) {
                map.put("key " + i, new byte[i % 100 == 0 ? 3000 : 500]);
            }
        });
        root.drop("map");
        assertEquals(before, used(heap));
        assertThrows(IllegalStateException.class, () -> map.get("key 1"));
        assertThrows(IllegalStateException.class, () -> map.put("key 1", new byte[1]));
        assertEquals(1, root.entries().size());
        root.map("map", Codec.utf8(), Codec.bytes());
        assertThrows(IllegalStateException.class, () -> map.put("key 1", new byte[1]));
    }

    private static long used(BStackAllocator heap) throws IOException {
        long used = 0;
        for (HeapBlock block : ((InspectableAllocator) heap).blocks()) {
            used += block.state() == HeapBlock.State.USED ? block.length() : 0;
        }
        return used;
    }

    @Test
    void aDropInATransactionIsRolledBackWithIt() throws IOException {
        BStackAllocator heap = inMemory(HeapKind.GHOST_TREE);
        HeapRoot root = HeapRoot.open(heap);
        DurableMap<String, byte[]> map = root.map("map", Codec.utf8(), Codec.bytes());
        heap.stack().transact(() -> {
            for (int i = 0; i < 2000; i++) {
                map.put("key " + i, new byte[500]);
            }
        });
        assertThrows(
                Rolled.class,
                () -> heap.stack().transact((TransactionRunnable) () -> {
                    root.drop("map");
                    assertThrows(IllegalStateException.class, () -> map.get("key 1"));
                    throw new Rolled();
                }));
        assertEquals(2000, map.size());
        assertEquals(List.of(), map.verify());
        assertThrows(
                Rolled.class,
                () -> heap.stack().transact((TransactionRunnable) () -> {
                    map.clear();
                    assertEquals(0, map.size());
                    throw new Rolled();
                }));
        assertEquals(2000, map.size());
        assertEquals(List.of(), map.verify());
        assertArrayEquals(new byte[500], map.get("key 1999"));
    }

    @Test
    void structuresAndSlicesChangeTogether() throws IOException {
        BStackAllocator heap = inMemory(HeapKind.FIRST_FIT);
        HeapRoot root = HeapRoot.open(heap);
        DurableMap<String, Long> one = map(root, "one");
        DurableMap<String, Long> two = map(root, "two");
        BStackSlice mine = heap.alloc(8);
        heap.stack().transact(() -> {
            one.put("key", 1L);
            two.put("key", 2L);
            mine.write(new byte[] {3});
        });
        assertThrows(
                Rolled.class,
                () -> heap.stack().transact((TransactionRunnable) () -> {
                    one.remove("key");
                    two.put("key", 5L);
                    mine.write(new byte[] {4});
                    throw new Rolled();
                }));
        assertEquals(1L, one.get("key"));
        assertEquals(2L, two.get("key"));
        assertEquals(3, mine.read()[0]);
    }

    @Test
    void aRefusedCallLeavesTheTransactionUsable() throws IOException {
        BStackAllocator heap = inMemory(HeapKind.FIRST_FIT);
        DurableMap<byte[], byte[]> map = HeapRoot.open(heap).map("map", Codec.bytes(), Codec.bytes());
        heap.stack().transact(() -> {
            map.put(new byte[1], new byte[1]);
            assertThrows(IllegalArgumentException.class, () -> map.put(new byte[1025], new byte[1]));
            assertThrows(NullPointerException.class, () -> map.put(new byte[2], null));
            assertFalse(map.containsKey(new byte[2]));
        });
        assertEquals(1, map.size());
    }

    /** A codec that has forgotten what it has written. */
    @Test
    void aCallWhoseResultCannotBeDecodedChangesNothing() throws IOException {
        BStackAllocator heap = inMemory(HeapKind.FIRST_FIT);
        Codec<String> oneWay = Codec.of("one way", Codec.utf8()::encode, bytes -> {
            throw new IllegalArgumentException("forgotten");
        });
        DurableMap<String, String> map = HeapRoot.open(heap).map("map", Codec.utf8(), oneWay);
        assertNull(map.put("key", "one"));
        byte[] before = heap.stack().peek(0);
        assertThrows(CodecException.class, () -> map.put("key", "two"));
        assertThrows(CodecException.class, () -> map.remove("key"));
        assertThrows(CodecException.class, () -> map.putIfAbsent("key", "three"));
        assertArrayEquals(before, heap.stack().peek(0));
        assertEquals(1, map.salvage((key, value) -> {}).size());
        assertTrue(map.replace("key", "one", "two"));
        assertTrue(map.remove("key", "two"));
        assertEquals(List.of(), map.salvage((key, value) -> {}));
    }
}
