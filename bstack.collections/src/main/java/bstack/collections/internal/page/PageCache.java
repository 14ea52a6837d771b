package bstack.collections.internal.page;

import bstack.collections.internal.format.PageLayout;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Pages in memory, by their starts, of bounded number. A page in here may be old, or of a transaction that was rolled
 * back: who takes one compares its stamp with the one in the file. So nobody ever needs to take a page out. Thread-safe.
 *
 * <p>Each start has two places. A page that comes in takes the place of one with the same start, or a free one, or else
 * one of the two by turns.
 */
final class PageCache {
    /** At most this part of the memory. */
    private static final long PART = 64;

    private static final int LEAST = 64;
    private static final int MOST = 4096;

    private final AtomicReferenceArray<@Nullable Page> inner;
    private final AtomicReferenceArray<@Nullable Page> leaves;
    /** Decides which of two pages has to go; need not be exact. */
    private int turn;

    /** Creates a cache without pages, in proportion to the memory. */
    PageCache() {
        this(Runtime.getRuntime().maxMemory() / PART / PageLayout.SIZE);
    }

    private PageCache(long pages) {
        int inMemory = Integer.highestOneBit((int) Math.max(LEAST, Math.min(MOST, pages)));
        this.inner = new AtomicReferenceArray<>(inMemory);
        this.leaves = new AtomicReferenceArray<>(inMemory / 4);
    }

    /** {@return how many pages above the leaves it has at most} */
    int size() {
        return inner.length();
    }

    /** {@return the page above the leaves with this start that was here last, or null} */
    @Nullable
    Page inner(long start) {
        return get(inner, start);
    }

    /** {@return the leaf with this start that was here last, or null} */
    @Nullable
    Page leaf(long start) {
        return get(leaves, start);
    }

    /** Puts a page in, which never changes from now on. */
    void put(Page page) {
        AtomicReferenceArray<@Nullable Page> pages = page.level() == 0 ? leaves : inner;
        int at = place(pages, page.start());
        if (isFree(pages, at, page)) {
            pages.setRelease(at, page);
        } else if (isFree(pages, at ^ 1, page)) {
            pages.setRelease(at ^ 1, page);
        } else {
            pages.setRelease(at ^ (turn++ & 1), page);
        }
    }

    private static boolean isFree(AtomicReferenceArray<@Nullable Page> pages, int at, Page page) {
        Page there = pages.getAcquire(at);
        return there == null || there.start() == page.start();
    }

    private static @Nullable Page get(AtomicReferenceArray<@Nullable Page> pages, long start) {
        int at = place(pages, start);
        Page page = pages.getAcquire(at);
        if (page == null || page.start() != start) {
            page = pages.getAcquire(at ^ 1);
        }
        return page != null && page.start() == start ? page : null;
    }

    private static int place(AtomicReferenceArray<@Nullable Page> pages, long start) {
        long mixed = start * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 40) & (pages.length() - 1);
    }
}
