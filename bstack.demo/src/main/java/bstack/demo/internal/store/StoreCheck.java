package bstack.demo.internal.store;

import bstack.core.BStackCorruptException;
import bstack.spi.BStackAllocator;
import bstack.spi.Finding;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A reading of everything a store consists of: catalog, pages, the order of keys, every value's checksum, and whether
 * the used blocks of the heap are exactly what the store reaches.
 *
 * <p>Changes nothing, goes on after a finding, and is used once, while nobody writes.
 */
public final class StoreCheck {
    /** How many findings are kept. */
    static final int MAX_FINDINGS = 1000;

    private final BStackAllocator heap;
    private final LongConsumer progress;
    private final PageFile pages;
    private final ValueTransfer values;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Extent> reached = new ArrayList<>();
    private final Set<Long> pagesSeen = new HashSet<>();
    private long more;
    private long objects;
    private long bytes;

    private StoreCheck(BStackAllocator heap, LongConsumer progress) {
        this.heap = heap;
        this.progress = progress;
        this.pages = new PageFile(heap);
        this.values = new ValueTransfer(heap);
    }

    /**
     * {@return what is to be said of the store in this heap}
     *
     * @param progress called after each object with the number of objects read
     */
    public static StoreReport run(BStackAllocator heap, LongConsumer progress) throws IOException {
        return new StoreCheck(heap, progress).run();
    }

    private StoreReport run() throws IOException {
        boolean present = true;
        boolean complete = false;
        try {
            Optional<Catalog> catalog = Catalog.read(heap);
            if (catalog.isPresent()) {
                complete = check(catalog.get());
            } else {
                present = hasLostItsRoot("zeros");
            }
        } catch (NotAnObjectStoreException e) {
            present = hasLostItsRoot("something else");
        } catch (BStackCorruptException e) {
            add(Damage.finding(e));
        }
        if (complete && heap instanceof InspectableAllocator inspectable) {
            // After a page that cannot be read everything would look lost; so only a whole index is compared.
            Reachability.compare(usable(inspectable), reached, this::add);
        }
        return new StoreReport(present, objects, bytes, List.copyOf(findings), more);
    }

    /** {@return the heap's blocks; none, with a finding, if the allocator cannot list them} */
    private List<HeapBlock> usable(InspectableAllocator inspectable) throws IOException {
        try {
            return inspectable.blocks();
        } catch (BStackCorruptException e) {
            add(Damage.finding(e));
            return List.of();
        }
    }

    /** {@return whether a catalog is in the heap that its root does not name} */
    private boolean hasLostItsRoot(String found) throws IOException {
        if (!(heap instanceof InspectableAllocator inspectable)) {
            return false;
        }
        OptionalLong lost = LostRoot.find(inspectable, usable(inspectable));
        lost.ifPresent(at -> add(new Finding(0, "the heap's root to name the catalog at " + at, found)));
        return lost.isPresent();
    }

    private boolean check(Catalog catalog) throws IOException {
        reached.add(new Extent(catalog.slice().start(), Catalog.SIZE, null));
        boolean complete = walk(catalog.root(), -1, new byte[0], null);
        if (complete) {
            long at = catalog.slice().start();
            expect(at, "objects in the catalog", objects, catalog.objects());
            expect(at, "bytes of values in the catalog", bytes, catalog.bytes());
            expect(at, "pages in the catalog", pagesSeen.size(), catalog.pages());
        }
        return complete;
    }

    private void expect(long at, String what, long counted, long stated) {
        if (counted != stated) {
            add(new Finding(at, counted + " " + what, Long.toString(stated)));
        }
    }

    /** Reads a page and what hangs on it; {@return whether all of it could be read} */
    private boolean walk(long start, int level, byte[] lowest, byte @Nullable [] bound) throws IOException {
        if (!pagesSeen.add(start)) {
            add(new Finding(start, "a page with one parent", "a second one"));
            return false;
        }
        Page page;
        try {
            page = pages.read(start, level);
        } catch (BStackCorruptException e) {
            add(Damage.finding(e));
            return false;
        }
        reached.add(new Extent(start, Page.SIZE, null));
        checkOrder(page, lowest, bound);
        boolean complete = true;
        for (int i = 0; i < page.count(); i++) {
            if (page.level() == 0) {
                complete &= checkEntry(page, i);
            } else {
                byte[] from = i == 0 ? lowest : page.key(i);
                byte[] to = i + 1 < page.count() ? page.key(i + 1) : bound;
                complete &= walk(page.child(i), page.level() - 1, from, to);
            }
        }
        return complete;
    }

    private void checkOrder(Page page, byte[] lowest, byte @Nullable [] bound) {
        byte[] previous = null;
        for (int i = page.level() == 0 ? 0 : 1; i < page.count(); i++) {
            byte[] key = page.key(i);
            boolean rises = previous == null || Arrays.compareUnsigned(previous, key) < 0;
            boolean within = Arrays.compareUnsigned(lowest, key) <= 0
                    && (bound == null || Arrays.compareUnsigned(key, bound) < 0);
            if (!rises || !within) {
                add(new Finding(
                        page.start(), "keys that rise within the page's bounds", "a key out of order in cell " + i));
            }
            previous = key;
        }
    }

    private boolean checkEntry(Page page, int index) throws IOException {
        StoredObject object;
        try {
            object = EntryLayout.decode(page.cellBytes(index));
        } catch (IllegalArgumentException e) {
            add(new Finding(page.start(), "an index entry in cell " + index, String.valueOf(e.getMessage())));
            return false;
        }
        objects++;
        bytes += object.size();
        if (object.size() > 0) {
            reached.add(new Extent(object.start(), object.size(), object.key()));
        }
        try {
            values.load(object, OutputStream.nullOutputStream());
        } catch (BStackCorruptException e) {
            add(Damage.finding(e));
        }
        progress.accept(objects);
        return true;
    }

    private void add(Finding finding) {
        if (findings.size() < MAX_FINDINGS) {
            findings.add(finding);
        } else {
            more++;
        }
    }
}
