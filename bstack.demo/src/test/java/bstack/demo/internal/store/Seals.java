package bstack.demo.internal.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32C;

/** Makes the checksums of a store's catalog and pages fit, whatever they say; written from the diagrams of both. */
final class Seals {
    private static final byte[] CATALOG = {'B', 'O', 'B', 'J'};
    private static final int CATALOG_SUM = 48;
    private static final int CATALOG_ROOT = 16;
    private static final int PAGE_COUNT = 6;
    private static final int PAGE_CELLS = 8;
    private static final int PAGE_LEVEL = 5;
    private static final int CHILD = 8;

    private Seals() {}

    /** Seals the page at {@code start}, if its header leaves a checksum any meaning. */
    static void sealPage(byte[] bytes, int start) {
        ByteBuffer page = ByteBuffer.wrap(bytes, start, Page.SIZE).slice().order(ByteOrder.LITTLE_ENDIAN);
        int slotsEnd = Page.HEADER + Page.SLOT * Short.toUnsignedInt(page.getShort(PAGE_COUNT));
        int cells = Short.toUnsignedInt(page.getShort(PAGE_CELLS));
        if (slotsEnd <= cells && cells <= Page.SIZE) {
            CRC32C crc = new CRC32C();
            crc.update(bytes, start + Integer.BYTES, slotsEnd - Integer.BYTES);
            crc.update(bytes, start + cells, Page.SIZE - cells);
            page.putInt(0, (int) crc.getValue());
        }
    }

    /** Seals the catalog that a payload's first bytes name, and the pages that can be reached from it. */
    static void sealStore(byte[] payload) {
        ByteBuffer words = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        long at = payload.length < Long.BYTES ? -1 : words.getLong(0);
        if (at < 0
                || at > payload.length - Catalog.SIZE
                || !Arrays.equals(payload, (int) at, (int) at + CATALOG.length, CATALOG, 0, CATALOG.length)) {
            return;
        }
        CRC32C crc = new CRC32C();
        crc.update(payload, (int) at, CATALOG_SUM);
        words.putInt((int) at + CATALOG_SUM, (int) crc.getValue());
        sealPages(words, words.getLong((int) at + CATALOG_ROOT), new HashSet<>());
    }

    private static void sealPages(ByteBuffer payload, long start, Set<Long> seen) {
        if (start < 0 || start > payload.capacity() - Page.SIZE || !seen.add(start)) {
            return;
        }
        int page = (int) start;
        sealPage(payload.array(), page);
        int count = Short.toUnsignedInt(payload.getShort(page + PAGE_COUNT));
        for (int i = 0; i < count && payload.get(page + PAGE_LEVEL) != 0; i++) {
            int slot = Page.HEADER + Page.SLOT * i;
            int cell = slot > Page.SIZE - Page.SLOT ? Page.SIZE : Short.toUnsignedInt(payload.getShort(page + slot));
            if (cell <= Page.SIZE - CHILD - Long.BYTES) {
                sealPages(payload, payload.getLong(page + cell + CHILD), seen);
            }
        }
    }
}
