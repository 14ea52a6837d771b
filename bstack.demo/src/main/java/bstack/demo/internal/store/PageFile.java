package bstack.demo.internal.store;

import bstack.core.BStackCorruptException;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The pages of one index in the heap, each a slice of {@value Page#SIZE} bytes.
 *
 * <p>It lives for one operation and counts the pages that the operation takes and gives back. Used inside the
 * operation's transaction; not thread-safe.
 */
final class PageFile {
    private final BStackAllocator heap;
    private long taken;

    PageFile(BStackAllocator heap) {
        this.heap = heap;
    }

    /** {@return how many pages this operation has taken, less those it has given back} */
    long taken() {
        return taken;
    }

    /**
     * {@return the page that begins at {@code start}}
     *
     * @param level the level that the page above gives it, or −1 if any will do
     * @throws BStackCorruptException if there is no such page
     */
    Page read(long start, int level) throws IOException {
        byte[] bytes = new byte[Page.SIZE];
        try {
            heap.slice(start, Page.SIZE).readInto(0, ByteBuffer.wrap(bytes));
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw Damage.at(
                    heap, start, "a page of the index", "a place outside the payload of " + heap.length() + " bytes");
        }
        Page page;
        try {
            page = Page.of(start, bytes);
        } catch (IllegalArgumentException e) {
            throw Damage.at(heap, start, "a page of the index", String.valueOf(e.getMessage()));
        }
        if (level >= 0 && page.level() != level) {
            throw Damage.at(heap, start, "a page of level " + level, "one of level " + page.level());
        }
        if (page.level() > 0 && page.count() == 0) {
            throw Damage.at(heap, start, "a page with children", "none");
        }
        return page;
    }

    /** {@return the exception for damage in the index} */
    BStackCorruptException damage(long offset, String expected, String found) {
        return Damage.at(heap, offset, expected, found);
    }

    /** {@return a new page without cells} */
    Page allocate(int level) throws IOException {
        BStackSlice slice = heap.alloc(Page.SIZE);
        taken++;
        return Page.empty(slice.start(), level);
    }

    /** Writes what has changed in the page. */
    void write(Page page) throws IOException {
        BStackSlice slice = heap.slice(page.start(), Page.SIZE);
        for (Page.Range range : page.takeDirty()) {
            slice.write(range.from(), page.copy(range));
        }
    }

    /** Gives the page's slice back to the heap. */
    void free(Page page) throws IOException {
        heap.dealloc(heap.slice(page.start(), Page.SIZE));
        taken--;
    }
}
