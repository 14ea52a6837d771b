package bstack.collections.internal.tree;

import bstack.collections.internal.format.PageLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Distributes cells over pages, as evenly as their sizes allow. */
final class Distribution {
    private Distribution() {}

    /**
     * {@return for each page the index after its last cell; each page has at least one cell}
     *
     * @param cells at least as many as pages
     * @param least the number of pages, which is raised until all cells fit
     */
    static int[] of(List<byte[]> cells, int least) {
        long total = 0;
        for (byte[] cell : cells) {
            total += cell.length + PageLayout.SLOT;
        }
        for (int pages = least; ; pages++) {
            int[] ends = attempt(cells, total, pages);
            if (ends != null) {
                return ends;
            }
        }
    }

    private static int @Nullable [] attempt(List<byte[]> cells, long total, int pages) {
        int[] ends = new int[pages];
        long before = 0;
        long done = 0;
        int next = 0;
        for (int page = 0; page < pages; page++) {
            long goal = total * (page + 1) / pages;
            int last = cells.size() - (pages - page - 1);
            int first = next;
            while (next < last) {
                int size = cells.get(next).length + PageLayout.SLOT;
                boolean closer = done + size / 2 <= goal;
                if (next > first && (!closer || done + size - before > PageLayout.CAPACITY)) {
                    break;
                }
                done += size;
                next++;
            }
            if (done - before > PageLayout.CAPACITY) {
                return null;
            }
            before = done;
            ends[page] = next;
        }
        return next == cells.size() ? ends : null;
    }
}
