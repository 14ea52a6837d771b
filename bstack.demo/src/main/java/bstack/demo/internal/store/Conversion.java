package bstack.demo.internal.store;

import bstack.core.BStackCorruptException;
import bstack.demo.internal.store.StoreMaps.Totals;
import bstack.demo.internal.store.StoredObject.Inline;
import bstack.demo.internal.store.StoredObject.Parts;
import bstack.demo.internal.store.StoredObject.Slice;
import bstack.demo.internal.store.old.OldEntry;
import bstack.demo.internal.store.old.OldStore;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;

/**
 * The conversion of a store of the old layout, in transactions of bounded size.
 *
 * <ol>
 *   <li>The first one makes the maps, and notes where the old catalog is.
 *   <li>Each further one moves some objects, in the order of their keys: it copies their values, frees the old ones and
 *       the leaves that have become empty, and notes from which key on objects are in the old store still.
 *   <li>The last one frees the rest of the old index and its catalog.
 * </ol>
 *
 * <p>So after each of them every object is in exactly one of the two. A value that is damaged keeps its checksum, and so
 * stays one that is seen to be damaged.
 */
final class Conversion {
    /** A transaction moves about so many objects, or so many bytes, whichever is less; an object is moved as a whole. */
    private static final int MOST_OBJECTS = 500;

    private static final long MOST_BYTES = 8L << 20;

    private final Contents.Root root;
    private final BStackAllocator heap;

    Conversion(Contents.Root root) {
        this.root = root;
        this.heap = root.heap();
    }

    /** Makes the first transaction, if that has not been made. */
    void begin() throws IOException {
        heap.stack().transact(() -> {
            Contents contents = Contents.of(root);
            OldStore old = contents.old();
            if (old != null && contents.maps() == null) {
                heap.reserved().zero(0, 2 * Long.BYTES);
                StoreMaps.make(root.get());
                Contents.beginConversion(root.get(), old.catalog().slice().start());
            }
        });
    }

    /** Makes one more transaction. {@return whether there may be more to do} */
    boolean step() throws IOException {
        return heap.stack().transact(() -> {
            Contents contents = Contents.of(root);
            OldStore old = contents.old();
            StoreMaps maps = contents.maps();
            if (old == null || maps == null) {
                return false;
            }
            return move(old, maps);
        });
    }

    private boolean move(OldStore old, StoreMaps maps) throws IOException {
        Totals totals = maps.totals();
        byte[] from = old.from();
        int moved = 0;
        long bytes = 0;
        while (moved < MOST_OBJECTS && bytes < MOST_BYTES) {
            OldStore.Leaf leaf = old.leaf(from);
            Iterator<OldEntry> entries = leaf.entries().iterator();
            while (entries.hasNext() && moved < MOST_OBJECTS && bytes < MOST_BYTES) {
                OldEntry entry = entries.next();
                totals = move(entry, old, maps, totals);
                moved++;
                bytes += entry.length();
                from = Arrays.copyOf(entry.key(), entry.key().length + 1);
            }
            if (!entries.hasNext()) {
                byte[] next = leaf.next();
                if (next == null) {
                    maps.count(totals);
                    old.startingFrom(from).freeRest();
                    Contents.endConversion(root.get());
                    return false;
                }
                old.freeLeaf(leaf);
                from = next;
            }
        }
        maps.count(totals);
        Contents.converted(root.get(), from);
        return true;
    }

    private Totals move(OldEntry entry, OldStore old, StoreMaps maps, Totals totals) throws IOException {
        StoredObject object = Contents.object(entry);
        StoredObject.Place place;
        if (object.size() <= ObjectRecord.MAX_INLINE) {
            place = new Inline(object.size() == 0 ? new byte[0] : slice(object).read());
        } else {
            Parts parts = new Parts(totals.next());
            BStackSlice slice = slice(object);
            long[] at = new long[1];
            ValueParts.store(maps.data(), parts.id(), object.size(), part -> {
                slice.readInto(at[0], ByteBuffer.wrap(part));
                at[0] += part.length;
            });
            place = parts;
        }
        if (object.size() > 0) {
            old.free(
                    entry.start(),
                    entry.length(),
                    "the value of '" + object.key().name() + "'");
        }
        StoredObject moved =
                new StoredObject(object.key(), object.attributes(), object.checksum(), object.size(), place);
        maps.objects().put(object.key().bytes(), ObjectRecord.encode(moved));
        return new Totals(totals.next() + (place instanceof Parts ? 1 : 0), totals.bytes() + object.size());
    }

    private BStackSlice slice(StoredObject object) throws IOException {
        return slice(heap, object);
    }

    /**
     * {@return the slice of an object's value in a store of the old layout, which is not empty}
     *
     * @throws BStackCorruptException if the payload does not have these bytes
     */
    static BStackSlice slice(BStackAllocator heap, StoredObject object) throws IOException {
        long start = object.place() instanceof Slice place ? place.start() : -1;
        return OldStore.value(
                heap, start, object.size(), "the value of '" + object.key().name() + "'");
    }
}
