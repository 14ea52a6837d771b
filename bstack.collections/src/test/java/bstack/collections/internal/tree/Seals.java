package bstack.collections.internal.tree;

import bstack.collections.internal.format.Bytes;
import bstack.collections.internal.format.PageLayout;
import bstack.collections.internal.format.TreeLayout;
import java.util.HashSet;
import java.util.Set;

/** Makes the checksums of pages and headers fit, whatever these say. */
final class Seals {
    private Seals() {}

    /** Seals a page, if its header leaves a checksum any meaning. */
    static void sealPage(byte[] bytes, int start) {
        int slotsEnd = start + PageLayout.SLOTS + PageLayout.SLOT * Bytes.getShort(bytes, start + PageLayout.COUNT);
        int cells = start + Bytes.getShort(bytes, start + PageLayout.CELLS);
        int end = start + PageLayout.SIZE;
        if (slotsEnd <= cells && cells <= end) {
            Bytes.putInt(
                    bytes,
                    start + PageLayout.CHECKSUM,
                    Bytes.checksum(bytes, start + PageLayout.MARK, slotsEnd, cells, end));
        }
    }

    /** Seals all headers of trees in a payload, wherever they are, and the pages that can be reached from them. */
    static void sealTrees(byte[] payload) {
        Set<Long> seen = new HashSet<>();
        for (int at = 0; at + TreeLayout.SIZE <= payload.length; at += Long.BYTES) {
            if (Bytes.getInt(payload, at + TreeLayout.MAGIC) == TreeLayout.MAGIC_VALUE) {
                Bytes.putInt(payload, at + TreeLayout.CHECKSUM, Bytes.checksum(payload, at, at + TreeLayout.CHECKSUM));
                sealPages(payload, Bytes.getLong(payload, at + TreeLayout.ROOT), seen);
            }
        }
    }

    private static void sealPages(byte[] payload, long start, Set<Long> seen) {
        if (start <= 0 || start > payload.length - PageLayout.SIZE || !seen.add(start)) {
            return;
        }
        int page = (int) start;
        sealPage(payload, page);
        int count = Bytes.getShort(payload, page + PageLayout.COUNT);
        for (int i = 0; i < count && payload[page + PageLayout.LEVEL] != 0; i++) {
            int slot = PageLayout.SLOTS + PageLayout.SLOT * i;
            int cell = slot < PageLayout.SIZE - 1 ? Bytes.getShort(payload, page + slot) : PageLayout.SIZE;
            if (cell < PageLayout.SIZE - Bytes.MAX_VARINT) {
                long child = cell + 1L + (payload[page + cell] < 0 ? 1 : 0) + keyLength(payload, page + cell);
                if (child <= PageLayout.SIZE - PageLayout.CHILD) {
                    sealPages(payload, Bytes.getLong(payload, page + (int) child), seen);
                }
            }
        }
    }

    private static long keyLength(byte[] payload, int at) {
        return payload[at] >= 0 ? payload[at] : payload[at] & 0x7F | (payload[at + 1] & 0x7F) << 7;
    }
}
