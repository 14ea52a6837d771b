package bstack.demo.internal.store;

import bstack.core.BStackCorruptException;
import bstack.demo.internal.store.StoreMaps.Totals;
import bstack.demo.internal.store.StoredObject.Parts;
import bstack.demo.internal.store.old.OldCatalog;
import bstack.demo.internal.store.old.OldEntry;
import bstack.demo.internal.store.old.OldStore;
import bstack.demo.internal.store.old.OldWalk;
import bstack.spi.BStackAllocator;
import bstack.spi.Finding;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A reading of everything a store consists of: the heap's structures, every object and its value's checksum, the totals, and
 * whether the used blocks of the heap are exactly what the store reaches.
 *
 * <p>Changes nothing, goes on after a finding, and is used once, while nobody writes.
 */
public final class StoreCheck {
    /** How many findings are kept. */
    static final int MAX_FINDINGS = 1000;

    private final BStackAllocator heap;
    private final LongConsumer progress;
    private final Contents.Root root;
    private final ObjectStore store;
    private final List<Finding> findings = new ArrayList<>();
    /** Where damage has been found: what reads the same bytes again does not report it again. */
    private final Set<Long> places = new HashSet<>();

    private long more;
    private long objects;
    private long bytes;
    private long parts;

    private StoreCheck(ObjectStore store, LongConsumer progress) {
        this.heap = store.heap();
        this.progress = progress;
        this.root = new Contents.Root(heap);
        this.store = store;
    }

    /**
     * {@return what is to be said of the store in this heap}
     *
     * @param progress called after each object with the number of objects read
     */
    public static StoreReport run(BStackAllocator heap, LongConsumer progress) throws IOException {
        return new StoreCheck(ObjectStore.unchecked(heap), progress).run();
    }

    private StoreReport run() throws IOException {
        boolean present = true;
        try {
            Contents contents = heap.stack().view(() -> Contents.of(root));
            if (contents.maps() != null || contents.old() != null) {
                check(contents);
            } else if (isRootEmpty()) {
                present = hasLostItsRoot("zeros");
            } else {
                // The structures are somebody else's.
                verifyStructures();
                present = !findings.isEmpty();
            }
        } catch (NotAnObjectStoreException e) {
            present = hasLostItsRoot("something else");
        } catch (BStackCorruptException e) {
            add(e);
        }
        return new StoreReport(present, objects, bytes, List.copyOf(findings), more);
    }

    private boolean isRootEmpty() throws IOException {
        for (byte b : heap.reserved().read(0, 2 * Long.BYTES)) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** {@return the heap's blocks; null, with a finding, if the allocator cannot list them} */
    private @Nullable List<HeapBlock> blocks(InspectableAllocator inspectable) throws IOException {
        try {
            return inspectable.blocks();
        } catch (BStackCorruptException e) {
            add(e);
            return null;
        }
    }

    /** {@return whether the root of a store is in the heap, though nothing names it} */
    private boolean hasLostItsRoot(String found) throws IOException {
        if (!(heap instanceof InspectableAllocator inspectable)) {
            return false;
        }
        List<HeapBlock> blocks = blocks(inspectable);
        OptionalLong lost = blocks == null ? OptionalLong.empty() : LostRoot.find(inspectable, blocks);
        lost.ifPresent(at -> add(new Finding(0, "the heap's root to name the one at " + at, found)));
        return lost.isPresent();
    }

    private void check(Contents contents) throws IOException {
        StoreMaps maps = contents.maps();
        OldStore old = contents.old();
        boolean complete = true;
        if (maps != null) {
            checkObjects(maps);
            complete = verifyStructures();
        }
        if (old != null) {
            complete &= checkOld(old, maps == null);
        }
        if (complete) {
            checkTotals(maps, old == null ? null : old.catalog());
            compareWithBlocks(contents);
        }
    }

    /** {@return whether nothing is wrong with any structure of the heap} */
    private boolean verifyStructures() throws IOException {
        boolean[] complete = {true};
        root.get().verifyAll(damage -> {
            if (!places.contains(damage.offset())) {
                complete[0] = false;
                add(damage.finding());
            }
        });
        return complete[0];
    }

    // ---------------------------------------------------------------- objects

    private void checkObjects(StoreMaps maps) throws IOException {
        maps.objects().salvage((key, record) -> check(maps, key, record), damage -> {
            // The verification of all structures reports it.
        });
    }

    private void check(StoreMaps maps, byte[] key, byte[] record) throws IOException {
        if (!StoreMaps.isObject(key)) {
            return;
        }
        try {
            StoredObject object = maps.object(Key.ofBytes(key), record);
            parts += object.place() instanceof Parts ? ValueParts.count(object.size()) : 0;
            count(object);
        } catch (BStackCorruptException e) {
            add(e);
        }
    }

    private void count(StoredObject object) throws IOException {
        objects++;
        bytes += object.size();
        try {
            store.read(object, OutputStream.nullOutputStream());
        } catch (BStackCorruptException e) {
            add(e);
        }
        progress.accept(objects);
    }

    private boolean checkOld(OldStore old, boolean isWhole) throws IOException {
        OldWalk walk = new OldWalk(old, new OldWalk.Visitor() {
            @Override
            public void entry(OldEntry entry) throws IOException {
                count(Contents.object(entry));
            }

            @Override
            public void damage(BStackCorruptException damage) {
                add(damage);
            }
        });
        boolean complete = walk.run();
        if (complete && isWhole) {
            long at = old.catalog().slice().start();
            expect(at, "pages in the catalog", walk.pages(), old.catalog().pages());
        }
        return complete;
    }

    private void checkTotals(@Nullable StoreMaps maps, @Nullable OldCatalog catalog) throws IOException {
        if (catalog != null) {
            long at = catalog.slice().start();
            expect(at, "objects in the catalog", objects, catalog.objects());
            expect(at, "bytes of values in the catalog", bytes, catalog.bytes());
        }
        if (maps == null || !findings.isEmpty()) {
            return;
        }
        long at = Damage.root(heap);
        Totals totals = maps.totals();
        if (catalog == null) {
            expect(at, "bytes of values in the totals", bytes, totals.bytes());
        }
        expect(at, "parts of values that objects have", parts, maps.data().size());
        long shared = SharedValues.find(maps);
        if (shared != 0) {
            add(new Finding(at, "values of one object each", "two objects with the value " + shared));
        }
        Map.Entry<byte[], byte[]> last = maps.data().last();
        if (last != null && ValueParts.id(last.getKey()) >= totals.next()) {
            add(new Finding(at, "a number for the next value that is new", Long.toString(totals.next())));
        }
    }

    private void expect(long at, String what, long counted, long stated) {
        if (counted != stated) {
            add(new Finding(at, counted + " " + what, Long.toString(stated)));
        }
    }

    private void compareWithBlocks(Contents contents) throws IOException {
        if (heap instanceof InspectableAllocator inspectable) {
            Extents reached = new Extents();
            StoreSlices.visit(contents, reached::add);
            List<HeapBlock> blocks = blocks(inspectable);
            if (blocks != null) {
                Reachability compared = Reachability.of(blocks, reached, MAX_FINDINGS);
                compared.findings(starts -> StoreSlices.describe(contents, starts))
                        .forEach(this::add);
                more += compared.more();
            }
        }
    }

    private void add(BStackCorruptException damage) {
        Finding finding = Damage.finding(damage);
        if (places.size() < MAX_FINDINGS) {
            places.add(finding.offset());
        }
        add(finding);
    }

    private void add(Finding finding) {
        if (findings.size() < MAX_FINDINGS) {
            findings.add(finding);
        } else {
            more++;
        }
    }
}
