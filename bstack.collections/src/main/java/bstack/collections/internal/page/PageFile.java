package bstack.collections.internal.page;

import bstack.collections.internal.format.PageLayout;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.TransactionRunnable;
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
    private final PendingPages pending;
    private final TransactionRunnable write = this::writeAll;
    private final Runnable forget;
    private final PageCache cache = new PageCache();
    private final Stamps stamps = new Stamps();

    /** Creates the pages of a heap. */
    public PageFile(BStackAllocator heap) {
        this.heap = heap;
        this.pending = PendingPages.of(heap.stack());
        this.forget = pending::end;
    }

    /** {@return the heap} */
    public BStackAllocator heap() {
        return heap;
    }

    private BStack stack() {
        return heap.stack();
    }

    /**
     * {@return the page at a start, which is not to be changed; who keeps it makes it {@link Page#shared}}
     *
     * @param tree the tree to which it belongs
     * @param start where it is
     * @param level its level, or −1 if that is not known
     * @throws BStackCorruptException if there is no such page
     */
    public Page read(int tree, long start, int level) throws IOException {
        Page page = inMemory(start, level);
        if (page == null) {
            page = readFile(start);
            if (page.level() > 0) {
                cache.put(page);
            }
        }
        check(page, tree, level);
        return page;
    }

    /**
     * {@return the leaf at a start, as {@link #read(int, long, int)} does}
     *
     * @param tree the tree to which it belongs
     * @param start where it is
     * @param buffer where it is read to if it has to be read from the file, of the size of a page; the leaf ends when the
     *     buffer is used again
     * @throws BStackCorruptException if there is no such page
     */
    public Page readLeaf(int tree, long start, byte[] buffer) throws IOException {
        Page page = inMemory(start, 0);
        if (page == null) {
            try {
                stack().getInto(start, ByteBuffer.wrap(buffer));
            } catch (IndexOutOfBoundsException e) {
                throw beyondEnd(start);
            }
            page = page(start, buffer);
        }
        check(page, tree, 0);
        return page;
    }

    /** {@return the page at a start if it is in memory, or null} */
    private @Nullable Page inMemory(long start, int level) throws IOException {
        Page page = changed(start);
        if (page != null) {
            return page;
        }
        page = level == 0 ? cache.leaf(start) : cache.inner(start);
        if (page == null && level < 0) {
            page = cache.leaf(start);
        }
        return page != null && isStamped(page) ? page : null;
    }

    /** {@return the page at a start that the calling thread's transaction has changed and not written, or null} */
    private @Nullable Page changed(long start) {
        return pending.isMine() ? pending.get(start) : null;
    }

    /**
     * {@return the page at a start, read from the file and checked, whatever is in memory, unless the running transaction
     * has changed it}
     *
     * @param tree the tree to which it belongs
     * @param start where it is
     * @param level its level, or −1 if that is not known
     * @throws BStackCorruptException if there is no such page
     */
    public Page readAnew(int tree, long start, int level) throws IOException {
        Page page = changed(start);
        if (page == null) {
            page = readFile(start);
        }
        check(page, tree, level);
        return page;
    }

    private Page readFile(long start) throws IOException {
        byte[] bytes;
        try {
            bytes = stack().get(start, start + PageLayout.SIZE);
        } catch (IndexOutOfBoundsException e) {
            throw beyondEnd(start);
        }
        return page(start, bytes);
    }

    private IOException beyondEnd(long start) throws IOException {
        return Damage.at(heap, start, "a page", "the end of the payload, which has " + heap.length() + " bytes");
    }

    private Page page(long start, byte[] bytes) throws IOException {
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
        Page changed = changed(page.start());
        return changed == null ? isStamped(page) : changed == page;
    }

    private boolean isStamped(Page page) throws IOException {
        try {
            return stack().getLong(page.start() + PageLayout.STAMP) == page.stamp();
        } catch (IndexOutOfBoundsException e) {
            return false;
        }
    }

    // ---------------------------------------------------------------- changes

    /**
     * An operation that changes pages begins, within a transaction. It has read none yet. So what earlier operations have
     * changed can be written, if that is much.
     */
    public void beginChange() throws IOException {
        if (pending.isMine() && pending.count() >= cache.size()) {
            writePending();
        }
    }

    /** {@return a new page without cells, to be changed} */
    public Page create(int tree, int level) throws IOException {
        return add(Page.empty(heap.alloc(PageLayout.SIZE).start(), level, tree));
    }

    /** {@return a page of which nothing is in the file yet, to be changed} */
    public Page add(Page page) {
        willChange();
        pending.put(page.becomesChangeable());
        return page;
    }

    /** {@return the page to be changed that has the place of this one in the running transaction} */
    public Page toChange(Page page) {
        willChange();
        if (page.isChangeable() && pending.get(page.start()) == page) {
            return page;
        }
        Page copy = page.copy().becomesChangeable();
        pending.put(copy);
        return copy;
    }

    /** A change that is not written yet counts as one of the transaction. */
    private void willChange() {
        BStack stack = stack();
        if (!pending.isMine()) {
            stack.onRollback(forget);
        }
        stack.beforeCommit(write);
        pending.begin();
    }

    /** Before the commit of a transaction that has changed pages. */
    private void writeAll() throws IOException {
        writePending();
        pending.end();
    }

    private void writePending() throws IOException {
        for (Page page : pending.sorted()) {
            write(page);
        }
        pending.written();
    }

    /** Writes what has changed of a page, which never changes again. */
    private void write(Page page) throws IOException {
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
        if (pending.isMine()) {
            pending.remove(start);
        }
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
