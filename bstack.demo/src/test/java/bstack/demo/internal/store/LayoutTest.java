package bstack.demo.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bstack.collections.Codec;
import bstack.collections.DurableMap;
import bstack.collections.Entry;
import bstack.collections.HeapRoot;
import bstack.core.BStackCorruptException;
import bstack.demo.internal.store.StoredObject.Inline;
import bstack.demo.internal.store.StoredObject.Parts;
import bstack.spi.BStackAllocator;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The stored bytes, pinned: a change of these is a change of the format. */
class LayoutTest {
    private static final ObjectAttributes ATTRIBUTES =
            new ObjectAttributes(ObjectType.LINK, 04755, Instant.ofEpochSecond(-2, 7));
    private static final String KNOWN = "ed09" + "efcdab89" + "07000000" + "feffffffffffffff";

    @Test
    void aRecordWithItsValueHasTheseBytes() {
        StoredObject object = new StoredObject(Key.of("key"), ATTRIBUTES, 0x89abcdef, 2, new Inline(new byte[] {5, 6}));
        String expected = "02" + "01" + KNOWN + "0200000000000000" + "0506";
        assertEquals(expected, HexFormat.of().formatHex(ObjectRecord.encode(object)));
    }

    @Test
    void aRecordOfAValueInPartsHasTheseBytes() {
        StoredObject object =
                new StoredObject(Key.of("key"), ATTRIBUTES, 0x89abcdef, 0x66778899L, new Parts(0x1122334455L));
        String expected = "02" + "02" + KNOWN + "9988776600000000" + "5544332211000000";
        assertEquals(expected, HexFormat.of().formatHex(ObjectRecord.encode(object)));
        assertEquals(object, ObjectRecord.decode(object.key(), ObjectRecord.encode(object)));
    }

    @Test
    void theKeyOfAPartHasTheseBytes() {
        assertEquals("0000001122334455" + "00000203", HexFormat.of().formatHex(ValueParts.key(0x1122334455L, 0x203)));
    }

    @Test
    void aStoreIsTheseMaps() throws IOException {
        try (BStackAllocator heap = Heaps.inMemory("ghost-tree")) {
            ObjectStore store = ObjectStore.in(heap);
            Heaps.put(store, "a", new byte[] {1, 2, 3});
            Heaps.put(store, "b", new byte[300_000]);
            HeapRoot root = HeapRoot.open(heap);
            assertEquals(
                    List.of(
                            new Entry("objects", Entry.Kind.MAP, List.of("bstack.object-key", "bstack.object"), 3),
                            new Entry("objects.data", Entry.Kind.MAP, List.of("bstack.value-part", "bstack.bytes"), 2)),
                    root.entries());
            DurableMap<byte[], byte[]> objects = root.map("objects", raw("bstack.object-key"), raw("bstack.object"));
            assertEquals("0200000000000000" + "e393040000000000", HexFormat.of().formatHex(objects.get(new byte[0])));
            DurableMap<byte[], byte[]> data = root.map("objects.data", raw("bstack.value-part"), raw("bstack.bytes"));
            assertEquals(262_144, data.get(ValueParts.key(1, 0)).length);
            assertEquals(300_000 - 262_144, data.get(ValueParts.key(1, 1)).length);
        }
    }

    private static Codec<byte[]> raw(String id) {
        return Codec.of(id, value -> value, bytes -> bytes);
    }

    @Test
    void aRecordThatNoWriterLeavesIsRefused() {
        byte[] good =
                ObjectRecord.encode(new StoredObject(Key.of("key"), ATTRIBUTES, 1, 2, new Inline(new byte[] {5, 6})));
        Key key = Key.of("key");
        ObjectRecord.decode(key, good);
        assertThrows(IllegalArgumentException.class, () -> ObjectRecord.decode(key, Arrays.copyOf(good, 27)));
        assertThrows(IllegalArgumentException.class, () -> ObjectRecord.decode(key, Arrays.copyOf(good, 31)));
        int[][] wrong = {{0, 0}, {0, 4}, {1, 0}, {1, 2}, {3, 0x70}, {11, 0x7f}, {19, 0x7f}, {20, 3}, {27, -1}};
        for (int[] change : wrong) {
            byte[] bad = good.clone();
            bad[change[0]] = (byte) change[1];
            assertThrows(IllegalArgumentException.class, () -> ObjectRecord.decode(key, bad), Arrays.toString(change));
        }
    }

    @Test
    void anOldEntryOfATimeThatNoInstantCanBeIsRefused() throws IOException {
        NavigableMap<Key, byte[]> objects = new TreeMap<>();
        objects.put(Key.of("key"), new byte[] {1});
        try (BStackAllocator heap = OldStores.heapOf("first-fit", objects)) {
            long catalog = heap.stack().getLong(heap.reserved().start());
            long root = heap.stack().getLong(catalog + 16);
            byte[] page = heap.stack().get(root, root + 8192);
            for (int at = 8192 - 43 + 16; at < 8192 - 43 + 23; at++) {
                page[at] = -1;
            }
            page[8192 - 43 + 23] = 0x7f;
            Seals.sealOldPage(page, 0);
            heap.stack().set(root, page);
            assertThrows(
                    BStackCorruptException.class, () -> ObjectStore.in(heap).find(Key.of("key")));
        }
    }
}
