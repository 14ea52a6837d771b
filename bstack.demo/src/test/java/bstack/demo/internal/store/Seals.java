package bstack.demo.internal.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32C;

/** Makes the checksums of a store's roots and pages fit, whatever they say; written from the diagrams of the formats. */
public final class Seals {
    private static final int OLD_PAGE = 8192;
    private static final int OLD_HEADER = 16;
    private static final int OLD_CHILD = 8;
    private static final byte[] CATALOG = {'B', 'O', 'B', 'J'};
    private static final int CATALOG_SIZE = 56;
    private static final int CATALOG_SUM = 48;
    private static final int CATALOG_ROOT = 16;

    private static final int PAGE = 4096;
    private static final int HEADER = 24;
    private static final int CELLS = 16;
    private static final byte[] TREE = {'B', 'T', 'R', 'E'};
    private static final int TREE_SIZE = 64;
    private static final int TREE_SUM = 60;
    private static final int TREE_ROOT = 16;

    /** Where the level and the number of cells are in a page of either layout. */
    private static final int LEVEL = 5;

    private static final int COUNT = 6;

    private Seals() {}

    /** Seals everything in a payload that a store could consist of. */
    static void sealStore(byte[] payload) {
        sealOldStore(payload);
        sealTrees(payload);
    }

    // ---------------------------------------------------------------- trees

    private static void sealTrees(byte[] payload) {
        Set<Long> seen = new HashSet<>();
        ByteBuffer words = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + TREE_SIZE <= payload.length; at += Long.BYTES) {
            if (Arrays.equals(payload, at, at + TREE.length, TREE, 0, TREE.length)) {
                words.putInt(at + TREE_SUM, checksum(payload, at, TREE_SUM));
                sealPages(words, words.getLong(at + TREE_ROOT), seen);
            }
        }
    }

    private static void sealPages(ByteBuffer payload, long start, Set<Long> seen) {
        if (start <= 0 || start > payload.capacity() - PAGE || !seen.add(start)) {
            return;
        }
        int page = (int) start;
        seal(payload.array(), page, PAGE, HEADER, CELLS);
        int count = Short.toUnsignedInt(payload.getShort(page + COUNT));
        for (int i = 0; i < count && payload.get(page + LEVEL) != 0; i++) {
            int slot = HEADER + 2 * i;
            int cell = slot < PAGE - 1 ? Short.toUnsignedInt(payload.getShort(page + slot)) : PAGE;
            if (cell < PAGE - 10) {
                int first = payload.get(page + cell);
                int key = first >= 0 ? 1 + first : 2 + (first & 0x7F | (payload.get(page + cell + 1) & 0x7F) << 7);
                if (cell + key <= PAGE - Long.BYTES) {
                    sealPages(payload, payload.getLong(page + cell + key), seen);
                }
            }
        }
    }

    // ---------------------------------------------------------------- the old layout

    /** Seals the old page at {@code start}, if its header leaves a checksum any meaning. */
    public static void sealOldPage(byte[] bytes, int start) {
        seal(bytes, start, OLD_PAGE, OLD_HEADER, 8);
    }

    private static void sealOldStore(byte[] payload) {
        ByteBuffer words = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + CATALOG_SIZE <= payload.length; at += Long.BYTES) {
            if (Arrays.equals(payload, at, at + CATALOG.length, CATALOG, 0, CATALOG.length)) {
                words.putInt(at + CATALOG_SUM, checksum(payload, at, CATALOG_SUM));
                sealOldPages(words, words.getLong(at + CATALOG_ROOT), new HashSet<>());
            }
        }
    }

    private static void sealOldPages(ByteBuffer payload, long start, Set<Long> seen) {
        if (start < 0 || start > payload.capacity() - OLD_PAGE || !seen.add(start)) {
            return;
        }
        int page = (int) start;
        sealOldPage(payload.array(), page);
        int count = Short.toUnsignedInt(payload.getShort(page + COUNT));
        for (int i = 0; i < count && payload.get(page + LEVEL) != 0; i++) {
            int slot = OLD_HEADER + 2 * i;
            int cell = slot > OLD_PAGE - 2 ? OLD_PAGE : Short.toUnsignedInt(payload.getShort(page + slot));
            if (cell <= OLD_PAGE - OLD_CHILD - Long.BYTES) {
                sealOldPages(payload, payload.getLong(page + cell + OLD_CHILD), seen);
            }
        }
    }

    /** Seals a page: the checksum covers what is after it up to the end of the slots, and the cells. */
    private static void seal(byte[] bytes, int start, int size, int header, int cellsAt) {
        ByteBuffer page = ByteBuffer.wrap(bytes, start, size).slice().order(ByteOrder.LITTLE_ENDIAN);
        int slotsEnd = header + 2 * Short.toUnsignedInt(page.getShort(COUNT));
        int cells = Short.toUnsignedInt(page.getShort(cellsAt));
        if (slotsEnd <= cells && cells <= size) {
            CRC32C crc = new CRC32C();
            crc.update(bytes, start + Integer.BYTES, slotsEnd - Integer.BYTES);
            crc.update(bytes, start + cells, size - cells);
            page.putInt(0, (int) crc.getValue());
        }
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
