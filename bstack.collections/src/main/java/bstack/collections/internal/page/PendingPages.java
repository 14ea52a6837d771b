package bstack.collections.internal.page;

import bstack.core.BStack;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Pages that the running transaction of a stack has changed and not written yet, by their starts. It is empty while no
 * transaction runs: a commit writes them first, and a rollback forgets them. All objects for the pages of a stack share
 * one. Used by the transaction's thread; other threads find that it is not theirs.
 */
final class PendingPages {
    private static final int FIRST_SIZE = 16;
    /** A table of more places is not kept for the next transaction. */
    private static final int KEPT = 256;

    /** Made when it is first used, for a class whose initialisation fails once is lost. */
    private static @Nullable Map<BStack, PendingPages> known;

    /** The thread whose transaction has changed pages, or null. */
    private @Nullable Thread owner;
    /** At most half of the places are taken. A page is at the place of its start, or at the next free one. */
    private @Nullable Page[] places = new @Nullable Page[FIRST_SIZE];

    private int count;

    private PendingPages() {}

    /** {@return what all objects for the pages of a stack share} */
    static synchronized PendingPages of(BStack stack) {
        Map<BStack, PendingPages> all = known;
        if (all == null) {
            all = new WeakHashMap<>();
            known = all;
        }
        return all.computeIfAbsent(stack, fresh -> new PendingPages());
    }

    /** {@return whether pages are pending that the calling thread has changed} */
    boolean isMine() {
        return owner == Thread.currentThread();
    }

    /** The calling thread's transaction begins to change pages. */
    void begin() {
        owner = Thread.currentThread();
    }

    /** {@return how many there are} */
    int count() {
        return count;
    }

    /** {@return the page with a start, or null} */
    @Nullable
    Page get(long start) {
        @Nullable Page[] all = places;
        for (int at = place(start, all.length); ; at = at + 1 & all.length - 1) {
            Page page = all[at];
            if (page == null || page.start() == start) {
                return page;
            }
        }
    }

    /** Puts a page in, in the place of the one with the same start if there is one. */
    void put(Page page) {
        if (2 * (count + 1) > places.length) {
            grow();
        }
        if (put(places, page)) {
            count++;
        }
    }

    private void grow() {
        @Nullable Page[] larger = new @Nullable Page[4 * places.length];
        for (Page page : places) {
            if (page != null) {
                put(larger, page);
            }
        }
        places = larger;
    }

    /** {@return whether it is at a place that was free} */
    private static boolean put(@Nullable Page[] all, Page page) {
        int at = place(page.start(), all.length);
        while (true) {
            Page there = all[at];
            if (there == null || there.start() == page.start()) {
                all[at] = page;
                return there == null;
            }
            at = at + 1 & all.length - 1;
        }
    }

    /** Takes the page with a start out, if there is one. */
    void remove(long start) {
        @Nullable Page[] all = places;
        int last = all.length - 1;
        int hole = place(start, all.length);
        Page there = all[hole];
        while (there != null && there.start() != start) {
            hole = hole + 1 & last;
            there = all[hole];
        }
        if (there == null) {
            return;
        }
        count--;
        all[hole] = null;
        // Those after it that are not at their own place come nearer to it.
        for (int at = hole + 1 & last; ; at = at + 1 & last) {
            Page page = all[at];
            if (page == null) {
                return;
            }
            int wanted = place(page.start(), all.length);
            if ((at - wanted & last) >= (at - hole & last)) {
                all[hole] = page;
                all[at] = null;
                hole = at;
            }
        }
    }

    /** {@return all pages in the order of their starts} */
    Page[] sorted() {
        Page[] all = new Page[count];
        int n = 0;
        for (Page page : places) {
            if (page != null) {
                all[n++] = page;
            }
        }
        Arrays.sort(all, Comparator.comparingLong(Page::start));
        return all;
    }

    /** They have been written. */
    void written() {
        if (places.length > KEPT) {
            places = new @Nullable Page[FIRST_SIZE];
        } else {
            Arrays.fill(places, null);
        }
        count = 0;
    }

    /** The transaction has ended, or is about to. Needs no memory, and calls nothing. */
    void end() {
        @Nullable Page[] all = places;
        for (int i = 0; count > 0 && i < all.length; i++) {
            all[i] = null;
        }
        count = 0;
        owner = null;
    }

    private static int place(long start, int size) {
        return (int) (start * 0x9E3779B97F4A7C15L >>> 40) & size - 1;
    }
}
