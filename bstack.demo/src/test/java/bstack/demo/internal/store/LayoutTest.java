package bstack.demo.internal.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The stored bytes, pinned: a change of these is a change of the format. */
class LayoutTest {
    private static final StoredObject OBJECT = new StoredObject(
            Key.of("key"),
            new ObjectAttributes(ObjectType.LINK, 04755, Instant.ofEpochSecond(-2, 7)),
            0x89abcdef,
            0x1122334455L,
            0x66778899L);

    @Test
    void anEntryHasTheseBytes() {
        String expected = "0300" + "02" + "00" + "ed09" + "0000" + "efcdab89" + "07000000" + "feffffffffffffff"
                + "5544332211000000" + "9988776600000000" + "6b6579";
        assertEquals(expected, HexFormat.of().formatHex(EntryLayout.encode(OBJECT)));
        assertEquals(OBJECT, EntryLayout.decode(EntryLayout.encode(OBJECT)));
    }

    @Test
    void aPageHasTheseBytes() {
        Page page = Page.empty(0, 1);
        page.insert(0, Page.childCell(new byte[0], 0x30));
        page.insert(1, Page.childCell(new byte[] {'k'}, 0x2030));
        byte[] bytes = new byte[Page.SIZE];
        for (Page.Range range : page.takeDirty()) {
            System.arraycopy(page.copy(range), 0, bytes, range.from(), range.to() - range.from());
        }
        assertEquals("50010200df1f000000000000" + "f01fdf1f", HexFormat.of().formatHex(bytes, 4, 20));
        String cells = "0100000000000000" + "3020000000000000" + "6b" + "0000000000000000" + "3000000000000000";
        assertEquals(cells, HexFormat.of().formatHex(bytes, Page.SIZE - 33, Page.SIZE));
        Page read = Page.of(0, bytes);
        assertEquals(2, read.count());
        assertEquals(0x2030, read.child(read.childIndex(new byte[] {'k'})));
        assertEquals(0x30, read.child(read.childIndex(new byte[] {'j', 'z'})));
    }

    @Test
    void theRootNamesACatalogWithTheseBytes() throws IOException {
        try (BStackAllocator heap = Heaps.inMemory("ghost-tree")) {
            ObjectStore store = ObjectStore.in(heap);
            Heaps.put(store, "a", new byte[] {1, 2, 3});
            byte[] root = heap.reserved().read(0, Catalog.ROOT_SIZE);
            BStackSlice slice = BStackSlice.fromBytes(heap, root);
            assertArrayEquals(slice.toBytes(), root);
            Catalog catalog = Catalog.read(heap).orElseThrow();
            String expected = "424f424a00010000" + "0020000000000000" + number(catalog.root()) + number(1) + number(3)
                    + number(1);
            assertEquals(expected, HexFormat.of().formatHex(slice.read(), 0, 48));
        }
    }

    private static String number(long value) {
        return HexFormat.of().toHexDigits(Long.reverseBytes(value));
    }

    /** Two slots that name one cell made a page that says it has room, and has none. */
    @Test
    void aPageWhoseCellsAreNotAllThatLiesBehindTheGapIsNone() {
        Page page = Page.empty(0, 1);
        page.insert(0, Page.childCell(new byte[0], 0x30));
        page.insert(1, Page.childCell(new byte[] {'k'}, 0x2030));
        byte[] bytes = new byte[Page.SIZE];
        for (Page.Range range : page.takeDirty()) {
            System.arraycopy(page.copy(range), 0, bytes, range.from(), range.to() - range.from());
        }
        System.arraycopy(bytes, Page.HEADER, bytes, Page.HEADER + Page.SLOT, Page.SLOT);
        Seals.sealPage(bytes, 0);
        String message = assertThrows(IllegalArgumentException.class, () -> Page.of(0, bytes))
                .getMessage();
        assertEquals("cells and dead bytes of 32 bytes, where there are 33", message);
    }

    @Test
    void anEntryOfATimeThatNoInstantCanBeIsNone() {
        byte[] entry = EntryLayout.encode(OBJECT);
        for (int nanos = 12; nanos < 16; nanos++) {
            entry[nanos] = -1;
        }
        for (int seconds = 16; seconds < 23; seconds++) {
            entry[seconds] = -1;
        }
        entry[23] = 0x7F;
        assertThrows(IllegalArgumentException.class, () -> EntryLayout.decode(entry));
    }
}
