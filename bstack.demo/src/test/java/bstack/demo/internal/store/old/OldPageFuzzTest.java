package bstack.demo.internal.store.old;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.demo.internal.store.OldStores;
import bstack.demo.internal.store.Seals;
import bstack.testkit.FuzzContract;
import bstack.testkit.SparseBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Whatever a page of the old index consists of under a checksum that fits, it is refused, or cells can be found in it, and
 * entries are refused or read.
 *
 * <p>An input is the page in {@linkplain SparseBytes short form}.
 */
class OldPageFuzzTest extends FuzzContract {
    @Override
    protected void check(byte[] input) {
        byte[] bytes = Arrays.copyOf(SparseBytes.expand(input), OldPage.SIZE);
        Seals.sealOldPage(bytes, 0);
        OldPage page;
        try {
            page = OldPage.of(1, bytes);
        } catch (IllegalArgumentException refusal) {
            return;
        }
        for (int i = 0; i < page.count(); i++) {
            byte[] key = page.key(i);
            int found = page.find(key);
            assertTrue(-page.count() - 1 <= found && found < page.count(), "found at " + found);
            if (page.level() > 0) {
                int child = page.childIndex(key);
                assertTrue(0 <= child && child < page.count(), "child " + child);
                page.child(i);
            } else {
                read(page.cellBytes(i), key);
            }
        }
    }

    private static void read(byte[] cell, byte[] key) {
        OldEntry entry;
        try {
            entry = OldEntry.decode(cell);
        } catch (IllegalArgumentException refusal) {
            return;
        }
        ByteBuffer numbers = ByteBuffer.wrap(cell).order(ByteOrder.LITTLE_ENDIAN);
        assertTrue(Arrays.equals(key, entry.key()));
        assertEquals(numbers.getInt(8), entry.checksum());
        assertEquals(numbers.getLong(24), entry.start());
        assertEquals(numbers.getLong(32), entry.length());
        assertTrue(entry.type() >= 1 && entry.type() <= 3 && entry.length() >= 0 && entry.start() >= 0);
    }

    @Override
    protected List<byte[]> seeds() {
        Random random = new Random(1);
        List<byte[]> seeds = new ArrayList<>();
        for (int count : new int[] {0, 1, 3, 20}) {
            for (int level = 0; level < 3; level++) {
                List<byte[]> cells = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    byte[] key = new byte[i == 0 && level > 0 ? 0 : 1 + random.nextInt(9)];
                    random.nextBytes(key);
                    cells.add(
                            level > 0
                                    ? OldStores.child(key, random.nextInt(1 << 20))
                                    : OldStores.entry(key, new byte[i], i));
                }
                seeds.add(SparseBytes.compress(OldStores.page(level, cells)));
            }
        }
        return seeds;
    }
}
