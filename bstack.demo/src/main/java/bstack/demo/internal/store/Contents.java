package bstack.demo.internal.store;

import bstack.collections.DurableMap;
import bstack.collections.HeapRoot;
import bstack.collections.NotAHeapRootException;
import bstack.collections.StructureMismatchException;
import bstack.demo.internal.store.StoredObject.Slice;
import bstack.demo.internal.store.old.OldEntry;
import bstack.demo.internal.store.old.OldStore;
import bstack.spi.BStackAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What a store consists of at one moment: maps, a store of the old layout, or both while that is being converted; neither
 * if the store is empty.
 *
 * <p>What a conversion has to know is in a map of its own, {@value #CONVERSION}: under {@code c} where the old catalog
 * is, u64, little-endian; under {@code f} the key from which on objects are in the old store still.
 *
 * @param maps the maps, or null
 * @param old what is left of a store of the old layout, or null
 */
record Contents(@Nullable StoreMaps maps, @Nullable OldStore old) {
    /** The name of the map of a conversion. */
    static final String CONVERSION = "objects.old";

    private static final RawBytes CONVERSION_KEYS = new RawBytes("bstack.conversion-key");
    private static final RawBytes CONVERSION_STATE = new RawBytes("bstack.conversion");
    private static final byte[] CATALOG = {'c'};
    private static final byte[] FROM = {'f'};

    /** The directory of a heap, which is opened when it is needed: a store of the old layout has none. */
    static final class Root {
        private final BStackAllocator heap;
        private volatile @Nullable HeapRoot opened;

        Root(BStackAllocator heap) {
            this.heap = heap;
        }

        /** {@return the heap} */
        BStackAllocator heap() {
            return heap;
        }

        /** {@return the directory} */
        HeapRoot get() throws IOException {
            HeapRoot root = opened;
            if (root == null) {
                root = HeapRoot.open(heap);
                opened = root;
            }
            return root;
        }
    }

    /**
     * {@return what a store consists of, within a view or a transaction}
     *
     * @throws NotAnObjectStoreException if the heap holds something else
     * @throws bstack.core.BStackCorruptException if the roots of the store are damaged
     */
    static Contents of(Root root) throws IOException {
        BStackAllocator heap = root.heap();
        if (OldStore.isNamedBy(heap)) {
            OldStore old = OldStore.namedBy(heap);
            if (old == null) {
                throw new NotAnObjectStoreException(heap.stack().name(), "its root is not a catalog of objects");
            }
            return new Contents(null, old);
        }
        try {
            StoreMaps maps = StoreMaps.find(root.get());
            return new Contents(maps, maps == null ? null : converting(root.get()));
        } catch (NotAHeapRootException e) {
            throw new NotAnObjectStoreException(heap.stack().name(), e.found());
        } catch (StructureMismatchException e) {
            throw new NotAnObjectStoreException(
                    heap.stack().name(),
                    "its structure %s has %s where %s is expected".formatted(e.structure(), e.found(), e.expected()));
        }
    }

    private static @Nullable OldStore converting(HeapRoot root) throws IOException {
        DurableMap<byte[], byte[]> state = root.findMap(CONVERSION, CONVERSION_KEYS, CONVERSION_STATE);
        if (state == null) {
            return null;
        }
        byte[] catalog = state.get(CATALOG);
        byte[] from = state.get(FROM);
        OldStore old = null;
        if (catalog != null && catalog.length == Long.BYTES && from != null) {
            long start = ByteBuffer.wrap(catalog).order(ByteOrder.LITTLE_ENDIAN).getLong();
            old = OldStore.at(root.heap(), start, from);
        }
        if (old == null) {
            throw Damage.ofStore(root.heap(), "the place of an old catalog in the map " + CONVERSION, "none");
        }
        return old;
    }

    /** Notes where the catalog of the old store is, and that all objects are there still. */
    static void beginConversion(HeapRoot root, long catalog) throws IOException {
        byte[] start = new byte[Long.BYTES];
        ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).putLong(catalog);
        DurableMap<byte[], byte[]> state = root.map(CONVERSION, CONVERSION_KEYS, CONVERSION_STATE);
        state.put(CATALOG, start);
        state.put(FROM, new byte[0]);
    }

    /** Notes from which key on objects are in the old store still. */
    static void converted(HeapRoot root, byte[] from) throws IOException {
        root.map(CONVERSION, CONVERSION_KEYS, CONVERSION_STATE).put(FROM, from);
    }

    /** Forgets the old store, of which nothing is left. */
    static void endConversion(HeapRoot root) throws IOException {
        root.drop(CONVERSION);
    }

    /** {@return the object that an entry of a store of the old layout describes} */
    static StoredObject object(OldEntry entry) {
        ObjectType type = ObjectType.ofCode(entry.type());
        if (type == null) {
            throw new IllegalArgumentException("type " + entry.type());
        }
        ObjectAttributes attributes = new ObjectAttributes(type, entry.permissions(), entry.modified());
        return new StoredObject(
                Key.ofBytes(entry.key()), attributes, entry.checksum(), entry.length(), new Slice(entry.start()));
    }
}
