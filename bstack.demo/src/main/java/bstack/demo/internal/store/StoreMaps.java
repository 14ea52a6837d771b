package bstack.demo.internal.store;

import bstack.collections.DurableMap;
import bstack.collections.HeapRoot;
import bstack.demo.internal.store.StoredObject.Parts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The two maps of a store. A store without objects has none.
 *
 * <p>The map of objects has one more entry, under the empty key, which no object has:
 *
 * <pre>
 *   0                8               16
 *   ┌────────────────┬───────────────┐
 *   │ next number of │ bytes of all  │
 *   │ a value, u64   │ values, u64   │       little-endian
 *   └────────────────┴───────────────┘
 * </pre>
 *
 * @param root the directory that names them
 * @param objects what is known of each object, see {@link ObjectRecord}
 * @param data the values that are not there, see {@link ValueParts}
 */
record StoreMaps(HeapRoot root, DurableMap<byte[], byte[]> objects, DurableMap<byte[], byte[]> data) {
    /** The name of the map of objects. */
    static final String OBJECTS = "objects";
    /** The name of the map of values. */
    static final String DATA = "objects.data";

    private static final RawBytes KEYS = new RawBytes("bstack.object-key");
    private static final RawBytes RECORDS = new RawBytes("bstack.object");
    private static final RawBytes PART_KEYS = new RawBytes("bstack.value-part");
    private static final RawBytes PARTS = new RawBytes("bstack.bytes");

    private static final byte[] TOTALS_KEY = {};
    private static final int TOTALS_SIZE = 2 * Long.BYTES;

    /**
     * What the store counts.
     *
     * @param next the number that the next value gets
     * @param bytes the length of all values together
     */
    record Totals(long next, long bytes) {}

    /** {@return the maps, or null if there are none} */
    static @Nullable StoreMaps find(HeapRoot root) throws IOException {
        DurableMap<byte[], byte[]> objects = root.findMap(OBJECTS, KEYS, RECORDS);
        if (objects == null) {
            return null;
        }
        DurableMap<byte[], byte[]> data = findData(root);
        if (data == null) {
            throw Damage.ofStore(root.heap(), "a map " + DATA + " beside the map " + OBJECTS, "none");
        }
        return new StoreMaps(root, objects, data);
    }

    /** {@return the map of values, or null if there is none} */
    static @Nullable DurableMap<byte[], byte[]> findData(HeapRoot root) throws IOException {
        return root.findMap(DATA, PART_KEYS, PARTS);
    }

    /** {@return the maps, which are made if there are none, within a transaction} */
    static StoreMaps make(HeapRoot root) throws IOException {
        StoreMaps found = find(root);
        if (found != null) {
            return found;
        }
        StoreMaps made = new StoreMaps(root, root.map(OBJECTS, KEYS, RECORDS), root.map(DATA, PART_KEYS, PARTS));
        made.count(new Totals(1, 0));
        return made;
    }

    /** Drops both, within a transaction. */
    void drop() throws IOException {
        root.drop(OBJECTS);
        root.drop(DATA);
    }

    /** {@return what is counted} */
    Totals totals() throws IOException {
        byte[] bytes = objects.get(TOTALS_KEY);
        if (bytes == null || bytes.length != TOTALS_SIZE) {
            throw Damage.ofStore(
                    root.heap(), "totals in the map " + OBJECTS, bytes == null ? "none" : bytes.length + " bytes");
        }
        ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Totals totals = new Totals(numbers.getLong(), numbers.getLong());
        if (totals.next <= 0 || totals.bytes < 0) {
            throw Damage.ofStore(root.heap(), "totals in the map " + OBJECTS, totals.toString());
        }
        return totals;
    }

    /** Notes what is counted. */
    void count(Totals totals) throws IOException {
        byte[] bytes = new byte[TOTALS_SIZE];
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(totals.next)
                .putLong(totals.bytes);
        objects.put(TOTALS_KEY, bytes);
    }

    /** {@return how many objects there are} */
    long size() throws IOException {
        return objects.size() - 1;
    }

    /** {@return whether a key of the map of objects is an object's} */
    static boolean isObject(byte[] key) {
        return key.length > 0;
    }

    /** {@return the object with a key, if there is one} */
    Optional<StoredObject> find(Key key) throws IOException {
        byte[] bytes = objects.get(key.raw());
        return bytes == null ? Optional.empty() : Optional.of(object(key, bytes));
    }

    /** {@return the object that an entry of the map of objects describes} */
    StoredObject object(Key key, byte[] bytes) throws IOException {
        try {
            return ObjectRecord.decode(key, bytes);
        } catch (IllegalArgumentException e) {
            throw Damage.ofStore(root.heap(), "an object under '" + key.name() + "'", String.valueOf(e.getMessage()));
        }
    }

    /**
     * Stores what is known of an object, whose value is stored already.
     *
     * @param without the totals without it
     */
    void replace(StoredObject object, Totals without) throws IOException {
        objects.put(object.key().bytes(), ObjectRecord.encode(object));
        long next = object.place() instanceof Parts parts ? Math.max(without.next, parts.id() + 1) : without.next;
        count(new Totals(next, without.bytes + object.size()));
    }

    /** Removes an object's value. {@return its length} */
    long removeValue(StoredObject object) throws IOException {
        if (object.place() instanceof Parts parts) {
            data.removeAll(ValueParts.of(parts.id()));
        }
        return object.size();
    }
}
