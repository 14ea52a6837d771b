package bstack.collections.internal.page;

import bstack.collections.internal.format.PageLayout;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a heap: each is a slice. Reading happens in a view or a transaction of the caller, which must begin before
 * the first read, writing in a transaction. Thread-safe.
 */
public final class PageFile {
    /** The gap between slots and changed cells up to which both are one write. */
    private static final int JOINED = 128;

    private final BStackAllocator heap;
    private final PageCache cache = new PageCache();
    private final Stamps stamps = new Stamps();

    /** Creates the pages of a heap. */
    public PageFile(BStackAllocator heap) {
        this.heap = heap;
    }

    /** {@return the heap} */
    public BStackAllocator heap() {
        return heap;
    }

    private BStack stack() {
        return heap.stack();
    }

    /**
     * {@return the page at a start, which is not to be changed}
     *
     * @param tree the tree to which it belongs
     * @param start where it is
     * @param level its level, or −1 if that is not known
     * @throws BStackCorruptException if there is no such page
     */
    public Page read(int tree, long start, int level) throws IOException {
        Page page = level == 0 ? cache.leaf(start) : cache.inner(start);
        if (page == null && level < 0) {
            page = cache.leaf(start);
        }
        if (page == null || !isCurrent(page)) {
            page = readFile(start);
            if (page.level() > 0) {
                cache.put(page);
            }
        }
        check(page, tree, level);
        return page;
    }

    /**
     * {@return the page at a start, read from the file and checked, whatever is in memory}
     *
     * @param tree the tree to which it belongs
     * @param start where it is
     * @param level its level, or −1 if that is not known
     * @throws BStackCorruptException if there is no such page
     */
    public Page readAnew(int tree, long start, int level) throws IOException {
        Page page = readFile(start);
        check(page, tree, level);
        return page;
    }

    private Page readFile(long start) throws IOException {
        byte[] bytes;
        try {
            bytes = stack().get(start, start + PageLayout.SIZE);
        } catch (IndexOutOfBoundsException e) {
            throw Damage.at(heap, start, "a page", "the end of the payload, which has " + heap.length() + " bytes");
        }
        try {
            return Page.of(start, bytes);
        } catch (IllegalArgumentException e) {
            throw Damage.at(heap, start, "a page", String.valueOf(e.getMessage()));
        }
    }

    private void check(Page page, int tree, int level) throws IOException {
        if (page.level() != level && level >= 0) {
            throw Damage.at(heap, page.start(), "a page of level " + level, "one of level " + page.level());
        }
        if (page.tree() != tree) {
            throw Damage.at(
                    heap,
                    page.start(),
                    "a page of the tree %08x".formatted(tree),
                    "one of the tree %08x".formatted(page.tree()));
        }
    }

    /** {@return whether the page at a start is this one still} */
    public boolean isCurrent(Page page) throws IOException {
        try {
            return stack().getLong(page.start() + PageLayout.STAMP) == page.stamp();
        } catch (IndexOutOfBoundsException e) {
            return false;
        }
    }

    /** {@return a new page without cells, which is still to be written} */
    public Page create(int tree, int level) throws IOException {
        return Page.empty(heap.alloc(PageLayout.SIZE).start(), level, tree);
    }

    /** Writes what has changed of a page, which must not be changed any more. */
    public void write(Page page) throws IOException {
        page.seal(stamps.next());
        byte[] bytes = page.bytes();
        int head = page.headEnd();
        int from = page.changedFrom();
        int to = page.changedTo();
        if (from < to && from - head <= JOINED) {
            set(page, bytes, 0, to);
        } else {
            set(page, bytes, 0, head);
            if (from < to) {
                set(page, bytes, from, to);
            }
        }
        page.written();
        cache.put(page);
    }

    private void set(Page page, byte[] bytes, int from, int to) throws IOException {
        stack().set(page.start() + from, ByteBuffer.wrap(bytes, from, to - from));
    }

    /** Frees the slice of a page. */
    public void free(long start) throws IOException {
        free(start, PageLayout.SIZE);
    }

    /** Frees a slice that a page has named. */
    public void free(long start, long length) throws IOException {
        BStackSlice slice = named(start, length, "a slice that is in use");
        try {
            heap.dealloc(slice);
        } catch (IllegalArgumentException e) {
            throw Damage.at(heap, start, "a slice that is in use", String.valueOf(e.getMessage()));
        }
    }

    /** {@return the slice that something in the file names} */
    public BStackSlice named(long start, long length, String expected) throws IOException {
        try {
            return heap.slice(start, length);
        } catch (IndexOutOfBoundsException e) {
            throw Damage.at(
                    heap,
                    start,
                    "%s, of %d bytes".formatted(expected, length),
                    "the end of the payload, which has %d bytes".formatted(heap.length()));
        }
    }

    /** {@return the slice that something in the file names, or null if the payload does not have it} */
    public @Nullable BStackSlice find(long start, long length) throws IOException {
        return start < 0 || length < 0 || start > heap.length() - length ? null : BStackSlice.of(heap, start, length);
    }
}
