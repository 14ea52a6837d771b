package bstack.collections.internal.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.collections.internal.format.Bytes;
import bstack.collections.internal.format.PageLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PageTest {
    private static final HexFormat HEX = HexFormat.of();

    /** The bytes of a leaf and of a page above it, in full: what docs/format.md describes. */
    @Test
    void theLayoutIsTheDocumentedOne() {
        Page leaf = Page.empty(64, 0, 0x01020304);
        leaf.insert(0, Cells.leaf(new byte[] {'b'}, new byte[] {1, 2, 3}));
        leaf.insert(0, Cells.reference(new byte[] {'a'}, 300, 0x1122334455667788L, 0x0A0B0C0D));
        leaf.seal(0x8877665544332211L);
        assertEquals(
                "50" + "00" + "0200" + "1122334455667788" + "ea0f" + "0000" + "04030201" + "ea0f" + "fa0f",
                HEX.formatHex(leaf.bytes(), PageLayout.MARK, PageLayout.SLOTS + 4));
        assertEquals(
                "0161" + "d904" + "8877665544332211" + "0d0c0b0a" + "0162" + "06" + "010203",
                HEX.formatHex(leaf.bytes(), 0x0FEA, PageLayout.SIZE));
        assertEquals(
                Bytes.checksum(leaf.bytes(), 4, 28, 0x0FEA, PageLayout.SIZE),
                Bytes.getInt(leaf.bytes(), PageLayout.CHECKSUM));
        Page above = Page.empty(64, 1, 0x01020304);
        above.insert(0, Cells.child(new byte[0], 64));
        above.insert(1, Cells.child(new byte[] {'b'}, 0x1122334455667788L));
        above.seal(1);
        assertEquals("5001" + "0200" + "0100000000000000", HEX.formatHex(above.bytes(), PageLayout.MARK, 16));
        assertEquals(
                "0162" + "8877665544332211" + "00" + "4000000000000000",
                HEX.formatHex(above.bytes(), PageLayout.SIZE - 19, PageLayout.SIZE));
    }

    @Test
    void cellsAreInsertedRemovedAndPacked() {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        Random random = new Random(seed);
        Page page = Page.empty(0, 0, 1);
        List<byte[]> cells = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            byte[] value = new byte[random.nextInt(300)];
            random.nextBytes(value);
            byte[] cell = Cells.leaf(new byte[] {(byte) i, (byte) (i >> 8)}, value);
            if (page.fits(cell.length + PageLayout.SLOT)) {
                int at = random.nextInt(cells.size() + 1);
                page.insert(at, cell);
                cells.add(at, cell);
            } else {
                int from = random.nextInt(cells.size());
                int to = from + 1 + random.nextInt(Math.min(3, cells.size() - from));
                page.remove(from, to);
                cells.subList(from, to).clear();
            }
            int used = 0;
            for (byte[] each : cells) {
                used += each.length + PageLayout.SLOT;
            }
            assertEquals(used, page.used(), () -> "-Dbstack.seed=" + seed);
            page.seal(i);
            Page read = Page.of(0, page.bytes().clone());
            assertEquals(cells.size(), read.count());
            if (!cells.isEmpty()) {
                int any = random.nextInt(cells.size());
                assertArrayEquals(cells.get(any), read.cellBytes(any), () -> "-Dbstack.seed=" + seed);
            }
        }
    }

    @Test
    void aChangedByteThatCountsIsNoticed() {
        Page page = Page.empty(0, 0, 1);
        page.insert(0, Cells.leaf(new byte[] {1}, new byte[100]));
        page.seal(5);
        for (int i = 0; i < PageLayout.SIZE; i++) {
            byte[] changed = page.bytes().clone();
            changed[i] ^= 1;
            boolean inGap = i >= PageLayout.SLOTS + PageLayout.SLOT && i < PageLayout.SIZE - 104;
            if (inGap) {
                assertEquals(1, Page.of(0, changed).count());
            } else {
                assertThrows(IllegalArgumentException.class, () -> Page.of(0, changed), "byte " + i);
            }
        }
    }

    @Test
    void aPageInMemoryIsFoundUntilAnotherTakesItsPlace() {
        PageCache cache = new PageCache();
        Page leaf = Page.empty(4096, 0, 1);
        Page above = Page.empty(8192, 1, 1);
        cache.put(leaf);
        cache.put(above);
        assertEquals(leaf, cache.leaf(4096));
        assertEquals(above, cache.inner(8192));
        assertTrue(cache.leaf(8192) == null && cache.inner(4096) == null);
        Page newer = Page.empty(4096, 0, 1);
        cache.put(newer);
        assertEquals(newer, cache.leaf(4096));
        for (long start = 0; start < 100_000; start++) {
            cache.put(Page.empty(start * 4096, 1, 1));
        }
        int found = 0;
        for (long start = 0; start < 100_000; start++) {
            found += cache.inner(start * 4096) != null ? 1 : 0;
        }
        assertTrue(found > 10 && found <= 4096, found + " pages");
        assertFalse(cache.inner(99_999 * 4096L) == null);
    }

    @Test
    void theShortestKeyBetweenTwoIsAboveTheLowerOne() {
        assertArrayEquals(new byte[] {2}, Cells.between(new byte[] {1, 5}, new byte[] {2, 0, 0}));
        assertArrayEquals(new byte[] {1, 0}, Cells.between(new byte[] {1}, new byte[] {1, 0}));
        assertArrayEquals(new byte[] {1, 5, -1}, Cells.between(new byte[] {1, 5, 127}, new byte[] {1, 5, -1, 3}));
        assertArrayEquals(new byte[] {0}, Cells.between(new byte[0], new byte[] {0, 1}));
    }
}
