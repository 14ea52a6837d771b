package bstack.demo.internal.store.old;

import bstack.core.BStackCorruptException;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A store of the old layout, or what is left of one from a key on: a B+ tree of pages, read from its root.
 *
 * <p>Depth is bounded by the level that each page states: a child's is one less than its parent's. Used inside a view or
 * a transaction of the caller. Immutable.
 */
public final class OldStore {
    private final BStackAllocator heap;
    private final OldCatalog catalog;
    private final byte[] from;

    private OldStore(BStackAllocator heap, OldCatalog catalog, byte[] from) {
        this.heap = heap;
        this.catalog = catalog;
        this.from = from;
    }

    /** Entries of one leaf that are not below a key, and where the next leaf's keys begin; null after the last leaf. */
    public record Leaf(long page, List<OldEntry> entries, byte @Nullable [] next) {}

    /** {@return whether the heap's user-reserved bytes name what may be a store of the old layout, and nothing else} */
    public static boolean isNamedBy(BStackAllocator heap) throws IOException {
        return OldCatalog.isNamedBy(heap);
    }

    /**
     * {@return the store that the heap's user-reserved bytes name, or null if they name something else}
     *
     * @throws BStackCorruptException if its catalog is damaged
     */
    public static @Nullable OldStore namedBy(BStackAllocator heap) throws IOException {
        return at(heap, OldCatalog.namedBy(heap), new byte[0]);
    }

    /**
     * {@return what is left of a store, or null if there is none}
     *
     * @param catalog where its catalog is
     * @param from objects with lower keys are gone, and leaves that held only such
     * @throws BStackCorruptException if its catalog is damaged
     */
    public static @Nullable OldStore at(BStackAllocator heap, long catalog, byte[] from) throws IOException {
        OldCatalog found = OldCatalog.read(heap, catalog);
        return found == null ? null : new OldStore(heap, found, from);
    }

    /** {@return its catalog, which counts what was there before anything was gone} */
    public OldCatalog catalog() {
        return catalog;
    }

    /** {@return the key from which on objects are there; empty if all are} */
    public byte[] from() {
        return from.clone();
    }

    /** {@return what is left when objects with lower keys are gone, and leaves that held only such} */
    public OldStore startingFrom(byte[] key) {
        return new OldStore(heap, catalog, key);
    }

    /** {@return whether a key is one of those that are still here, if they are anywhere} */
    public boolean has(byte[] key) {
        return Arrays.compareUnsigned(key, from) >= 0;
    }

    BStackAllocator heap() {
        return heap;
    }

    /** {@return the entry of a key, or null} */
    public @Nullable OldEntry find(byte[] key) throws IOException {
        OldPage page = read(catalog.root(), -1);
        while (page.level() > 0) {
            page = read(page.child(page.childIndex(key)), page.level() - 1);
        }
        int index = page.find(key);
        return index < 0 || !has(key) ? null : entry(page, index);
    }

    /** {@return the entries of the leaf that has a key or would have it, beginning with the first that is not below it} */
    public Leaf leaf(byte[] key) throws IOException {
        byte[] first = has(key) ? key : from;
        byte @Nullable [] next = null;
        OldPage page = read(catalog.root(), -1);
        while (page.level() > 0) {
            int index = page.childIndex(first);
            if (index + 1 < page.count()) {
                next = page.key(index + 1);
            }
            page = read(page.child(index), page.level() - 1);
        }
        List<OldEntry> entries = new ArrayList<>();
        int found = page.find(first);
        for (int i = found < 0 ? -found - 1 : found; i < page.count(); i++) {
            entries.add(entry(page, i));
        }
        if (next != null && Arrays.compareUnsigned(next, first) <= 0) {
            // Otherwise the way from leaf to leaf could be a circle.
            throw OldDamage.at(
                    heap,
                    catalog.root(),
                    "keys that rise from leaf to leaf",
                    "a leaf that begins below the one before");
        }
        return new Leaf(page.start(), entries, next);
    }

    /**
     * {@return the page that begins at {@code start}}
     *
     * @param level the level that the page above gives it, or −1 if any will do
     * @throws BStackCorruptException if there is no such page
     */
    OldPage read(long start, int level) throws IOException {
        byte[] bytes = new byte[OldPage.SIZE];
        try {
            heap.slice(start, OldPage.SIZE).readInto(0, ByteBuffer.wrap(bytes));
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw OldDamage.at(
                    heap, start, "a page of the index", "a place outside the payload of " + heap.length() + " bytes");
        }
        OldPage page;
        try {
            page = OldPage.of(start, bytes);
        } catch (IllegalArgumentException e) {
            throw OldDamage.at(heap, start, "a page of the index", String.valueOf(e.getMessage()));
        }
        if (level >= 0 && page.level() != level) {
            throw OldDamage.at(heap, start, "a page of level " + level, "one of level " + page.level());
        }
        if (page.level() > 0 && page.count() == 0) {
            throw OldDamage.at(heap, start, "a page with children", "none");
        }
        return page;
    }

    OldEntry entry(OldPage leaf, int index) throws IOException {
        try {
            return OldEntry.decode(leaf.cellBytes(index));
        } catch (IllegalArgumentException e) {
            throw OldDamage.at(heap, leaf.start(), "an index entry in cell " + index, String.valueOf(e.getMessage()));
        }
    }

    /**
     * {@return the slice of an object's value, which is not empty}
     *
     * @param start where it begins
     * @param length its length
     * @param what what it is, for the message
     * @throws BStackCorruptException if the payload does not have these bytes
     */
    public static BStackSlice value(BStackAllocator heap, long start, long length, String what) throws IOException {
        try {
            return heap.slice(start, length);
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw OldDamage.at(
                    heap, start, "%s, %d bytes".formatted(what, length), "a payload that ends at " + heap.length());
        }
    }

    /**
     * Frees a slice of the store, within a transaction.
     *
     * @param what what it is, for the message
     * @throws BStackCorruptException if the allocator does not free it
     */
    public void free(long start, long length, String what) throws IOException {
        BStackSlice slice = value(heap, start, length, what);
        try {
            heap.dealloc(slice);
        } catch (IllegalArgumentException e) {
            throw OldDamage.at(
                    heap,
                    start,
                    "%s, %d bytes".formatted(what, length),
                    "bytes that the allocator does not free: " + e.getMessage());
        }
    }

    /** Frees a leaf whose objects are all gone, within a transaction. */
    public void freeLeaf(Leaf leaf) throws IOException {
        free(leaf.page(), OldPage.SIZE, "a page of the index");
    }

    /** Frees the pages that are left, and the catalog, within a transaction; all objects are gone. */
    public void freeRest() throws IOException {
        List<Long> pages = new ArrayList<>();
        new OldWalk(this, new OldWalk.Visitor() {
                    @Override
                    public void page(long start) {
                        pages.add(start);
                    }
                })
                .run();
        for (long start : pages) {
            free(start, OldPage.SIZE, "a page of the index");
        }
        heap.dealloc(catalog.slice());
    }
}
