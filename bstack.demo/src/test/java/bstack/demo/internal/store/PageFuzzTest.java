package bstack.demo.internal.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.testkit.FuzzContract;
import bstack.testkit.SparseBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Whatever a page of the index consists of under a checksum that fits, it is refused, or cells can be found in it, put
 * into it and taken out.
 *
 * <p>An input is the page in {@linkplain SparseBytes short form}.
 */
class PageFuzzTest extends FuzzContract {
    private static final byte[] NEW_KEY = {'n', 'e', 'w'};

    @Override
    protected void check(byte[] input) {
        byte[] bytes = Arrays.copyOf(SparseBytes.expand(input), Page.SIZE);
        Seals.sealPage(bytes, 0);
        Page page;
        try {
            page = Page.of(1, bytes);
        } catch (IllegalArgumentException refusal) {
            return;
        }
        look(page);
        byte[] file = bytes.clone();
        byte[] cell = page.level() == 0
                ? EntryLayout.encode(new StoredObject(Key.ofBytes(NEW_KEY), Heaps.ATTRIBUTES, 1, 2, 3))
                : Page.childCell(NEW_KEY, 4711);
        List<byte[]> cells = page.cells();
        int at = page.count() / 2;
        if (page.fits(cell.length)) {
            page.insert(at, cell);
            cells.add(at, cell);
            write(page, file);
            assertCells(cells, file);
        }
        while (page.count() > 0) {
            int gone = page.count() / 3;
            page.remove(gone);
            cells.remove(gone);
            write(page, file);
        }
        assertCells(cells, file);
        page.fill(new ArrayList<>());
        write(page, file);
        assertCells(cells, file);
    }

    private static void look(Page page) {
        int used = 0;
        for (int i = 0; i < page.count(); i++) {
            byte[] key = page.key(i);
            byte[] cell = page.cellBytes(i);
            used += cell.length + Page.SLOT;
            assertArrayEquals(key, Page.keyOf(page.level(), cell));
            int found = page.find(key);
            assertTrue(-page.count() - 1 <= found && found < page.count(), "found at " + found);
            if (page.level() > 0) {
                int child = page.childIndex(key);
                assertTrue(0 <= child && child < page.count(), "child " + child);
                Arrays.fill(cell, 2, 8, (byte) 0); // which a reader does not look at
                assertArrayEquals(cell, Page.childCell(key, page.child(i)));
            }
        }
        assertEquals(used, page.used(), "what the cells and their slots take");
    }

    private static void write(Page page, byte[] file) {
        for (Page.Range range : page.takeDirty()) {
            System.arraycopy(page.copy(range), 0, file, range.from(), range.to() - range.from());
        }
    }

    private static void assertCells(List<byte[]> cells, byte[] file) {
        Page page = Page.of(1, file.clone());
        assertEquals(cells.size(), page.count());
        for (int i = 0; i < cells.size(); i++) {
            assertArrayEquals(cells.get(i), page.cellBytes(i));
        }
    }

    @Override
    protected List<byte[]> seeds() {
        Random random = new Random(1);
        List<byte[]> seeds = new ArrayList<>();
        for (int count : new int[] {0, 1, 3, 20}) {
            for (int level = 0; level < 3; level++) {
                Page page = Page.empty(1, level);
                byte[] file = new byte[Page.SIZE];
                for (int i = 0; i < count; i++) {
                    byte[] key = Heaps.bytes(random, i == 0 && level > 0 ? 0 : 1 + random.nextInt(9));
                    byte[] cell = level > 0
                            ? Page.childCell(key, random.nextInt(1 << 20))
                            : EntryLayout.encode(new StoredObject(Key.ofBytes(key), Heaps.ATTRIBUTES, i, i, i));
                    int at = page.find(key);
                    if (at < 0) {
                        page.insert(-at - 1, cell);
                    }
                    if (i % 5 == 4) {
                        page.remove(i / 2);
                    }
                }
                write(page, file);
                seeds.add(SparseBytes.compress(file));
            }
        }
        return seeds;
    }
}
