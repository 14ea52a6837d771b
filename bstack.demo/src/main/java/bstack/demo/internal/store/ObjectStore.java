package bstack.demo.internal.store;

import bstack.collections.Cursor;
import bstack.collections.DurableMap;
import bstack.collections.KeyRange;
import bstack.core.BStackCorruptException;
import bstack.core.TransactionBody;
import bstack.demo.internal.store.StoreMaps.Totals;
import bstack.demo.internal.store.StoredObject.Inline;
import bstack.demo.internal.store.StoredObject.Parts;
import bstack.demo.internal.store.StoredObject.Slice;
import bstack.demo.internal.store.old.OldEntry;
import bstack.demo.internal.store.old.OldStore;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Objects under keys in one heap: every change is one transaction of value, record and totals together.
 *
 * <p>What returned is durable; a change that throws has changed nothing; a value that is replaced or removed gives its
 * space back in the same transaction. A store without objects takes no space at all. The heap may have structures of
 * others beside the store's.
 *
 * <p>A store of the layout before is read as it is. The first change converts it, in transactions of its own, unless it is
 * part of a transaction of the caller. A conversion that is interrupted is continued by the next change.
 *
 * <p>Thread-safe, as the stack is: changes follow each other and share their flushes. Another thread
 * may replace the value of a {@link StoredObject} before it is read; it is then found to be damaged.
 */
public final class ObjectStore implements Closeable {
    /** How many objects a visit reads at a time. */
    private static final int BATCH = 256;

    private static final int PIECE = 1 << 16;

    private final BStackAllocator heap;
    private final Contents.Root root;
    private final LongConsumer whenConverting;
    /** Whether it is known that nothing is left of a store of the old layout; there will never be one again. */
    private volatile boolean isConverted;

    private final AtomicBoolean isAnnounced = new AtomicBoolean();

    private ObjectStore(BStackAllocator heap, LongConsumer whenConverting) {
        this.heap = heap;
        this.root = new Contents.Root(heap);
        this.whenConverting = whenConverting;
    }

    /**
     * {@return the store in this heap; an empty one if the heap's root is empty}
     *
     * @throws NotAnObjectStoreException if the heap holds something else
     * @throws BStackCorruptException if the store's root is damaged
     */
    public static ObjectStore in(BStackAllocator heap) throws IOException {
        return in(heap, objects -> {});
    }

    /**
     * {@return the store in this heap; an empty one if the heap's root is empty}
     *
     * @param whenConverting called once, with the number of objects, before a store of the old layout is converted
     * @throws NotAnObjectStoreException if the heap holds something else
     * @throws BStackCorruptException if the store's root is damaged
     */
    public static ObjectStore in(BStackAllocator heap, LongConsumer whenConverting) throws IOException {
        ObjectStore store = new ObjectStore(heap, whenConverting);
        store.contents();
        return store;
    }

    /** {@return the store in this heap, whatever its root names; what is wrong shows when it is used} */
    static ObjectStore unchecked(BStackAllocator heap) {
        return new ObjectStore(heap, objects -> {});
    }

    /** {@return the heap that the store lives in} */
    public BStackAllocator heap() {
        return heap;
    }

    /** Receives objects in the order of their keys. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Takes one object.
         *
         * @throws IOException to end the visit
         */
        void visit(StoredObject object) throws IOException;
    }

    private Contents contents() throws IOException {
        return heap.stack().view(() -> Contents.of(root));
    }

    /** {@return how many objects there are} */
    public long count() throws IOException {
        return heap.stack().view(() -> {
            Contents contents = Contents.of(root);
            OldStore old = contents.old();
            StoreMaps maps = contents.maps();
            return old != null ? old.catalog().objects() : maps != null ? maps.size() : 0L;
        });
    }

    /** {@return the length of all values together, in bytes} */
    public long valueBytes() throws IOException {
        return heap.stack().view(() -> {
            Contents contents = Contents.of(root);
            OldStore old = contents.old();
            StoreMaps maps = contents.maps();
            return old != null
                    ? old.catalog().bytes()
                    : maps != null ? maps.totals().bytes() : 0L;
        });
    }

    /** {@return how many pages the store's structures have; they are counted one by one} */
    public long pageCount() throws IOException {
        return heap.stack().view(() -> StoreSlices.pages(Contents.of(root)));
    }

    // ---------------------------------------------------------------- changes

    /**
     * Converts a store of the old layout; does nothing if it is none.
     *
     * @throws IOException if the heap fails or is full, or the old store is damaged
     */
    public void convert() throws IOException {
        if (isConverted) {
            return;
        }
        OldStore old = contents().old();
        if (old != null) {
            if (isAnnounced.compareAndSet(false, true)) {
                whenConverting.accept(old.catalog().objects());
            }
            Conversion conversion = new Conversion(root);
            conversion.begin();
            while (conversion.step()) {
                // Each is a transaction.
            }
        }
        // A transaction of the caller could still roll it back.
        isConverted = !heap.stack().inTransaction();
    }

    private <T extends @Nullable Object> T change(TransactionBody<T> body) throws IOException {
        convert();
        return heap.stack().transact(body);
    }

    /**
     * Stores a value under a key, instead of the key's old value if it has one.
     *
     * @throws SourceException if the source fails; nothing has changed, and the store can be used further
     * @throws IOException if the heap fails or is full; nothing has changed
     */
    public void put(Key key, ObjectAttributes attributes, ValueSource source) throws IOException {
        change(() -> {
            putInTransaction(key, attributes, source);
            return null;
        });
    }

    /**
     * Stores a value under a key that has none; the source is not opened otherwise.
     *
     * @return whether the key had none
     * @throws SourceException if the source fails; nothing has changed, and the store can be used further
     * @throws IOException if the heap fails or is full; nothing has changed
     */
    public boolean putIfAbsent(Key key, ObjectAttributes attributes, ValueSource source) throws IOException {
        return change(() -> {
            boolean isAbsent = find(key).isEmpty();
            if (isAbsent) {
                putInTransaction(key, attributes, source);
            }
            return isAbsent;
        });
    }

    private void putInTransaction(Key key, ObjectAttributes attributes, ValueSource source) throws IOException {
        StoreMaps maps = StoreMaps.make(root.get());
        Totals totals = maps.totals();
        Optional<StoredObject> before = maps.find(key);
        // The old value goes first, so that the new one can take its place; a rollback brings it back.
        long freed = before.isPresent() ? maps.removeValue(before.get()) : 0;
        StoredObject object = store(key, attributes, source, maps, totals.next());
        maps.replace(object, new Totals(totals.next(), totals.bytes() - freed));
    }

    /**
     * Adds to the end of a value; stores the source as a new value if there is none. The value so far is not read, but for
     * its last part.
     *
     * @param attributes those of a new value; an old one keeps its permission bits, and gets this time
     * @throws IllegalArgumentException if the object is a link or a folder
     * @throws SourceException if the source fails; nothing has changed, and the store can be used further
     * @throws IOException if the heap fails or is full, or the value's last part is damaged; nothing has changed
     */
    public void append(Key key, ObjectAttributes attributes, ValueSource source) throws IOException {
        change(() -> {
            Optional<StoredObject> before = find(key);
            if (before.isEmpty()) {
                putInTransaction(key, attributes, source);
            } else if (before.get().attributes().type() != ObjectType.FILE) {
                throw new IllegalArgumentException("'" + key.name() + "' is a "
                        + before.get().attributes().type().label() + ", which has no value to add to");
            } else {
                append(StoreMaps.make(root.get()), before.get(), attributes, source);
            }
            return null;
        });
    }

    private void append(StoreMaps maps, StoredObject before, ObjectAttributes attributes, ValueSource source)
            throws IOException {
        Totals totals = maps.totals();
        long added = source.length();
        long size = before.size() + added;
        try (SourceReader reader = new SourceReader(source)) {
            StoredObject.Place place;
            int checksum;
            if (before.place() instanceof Inline inline && size <= ObjectRecord.MAX_INLINE) {
                byte[] more = new byte[(int) added];
                reader.fill(more);
                place = new Inline(ValueParts.joined(inline.value(), more));
                checksum = checksum(more);
            } else {
                byte[] head = before.place() instanceof Inline inline
                        ? inline.value()
                        : ValueParts.lastIncomplete(heap, maps.data(), before);
                Parts parts = before.place() instanceof Parts there ? there : new Parts(totals.next());
                checksum = ValueParts.append(maps.data(), parts.id(), before.size(), head, added, reader::fill);
                place = parts;
            }
            reader.end();
            ObjectAttributes kept =
                    new ObjectAttributes(ObjectType.FILE, before.attributes().permissions(), attributes.modified());
            // The value so far is not read: so its checksum, right or wrong, is continued.
            int joined = JoinedChecksum.of(before.checksum(), checksum, added);
            maps.replace(
                    new StoredObject(before.key(), kept, joined, size, place),
                    new Totals(totals.next(), totals.bytes() - before.size()));
        }
    }

    private static StoredObject store(Key key, ObjectAttributes attributes, ValueSource source, StoreMaps maps, long id)
            throws IOException {
        long size = source.length();
        try (SourceReader reader = new SourceReader(source)) {
            StoredObject object;
            if (size <= ObjectRecord.MAX_INLINE) {
                byte[] value = new byte[(int) size];
                reader.fill(value);
                object = new StoredObject(key, attributes, checksum(value), size, new Inline(value));
            } else {
                int checksum = ValueParts.store(maps.data(), id, size, reader::fill);
                object = new StoredObject(key, attributes, checksum, size, new Parts(id));
            }
            reader.end();
            return object;
        }
    }

    private static int checksum(byte[] value) {
        CRC32C crc = new CRC32C();
        crc.update(value);
        return (int) crc.getValue();
    }

    /**
     * Removes the objects of these keys, all in one transaction.
     *
     * @return the first key that has no object; then nothing has been removed
     */
    public Optional<Key> removeAll(Collection<Key> keys) throws IOException {
        return change(() -> {
            for (Key key : keys) {
                if (find(key).isEmpty()) {
                    return Optional.of(key);
                }
            }
            for (Key key : keys) {
                remove(key);
            }
            return Optional.empty();
        });
    }

    /**
     * Removes the objects whose keys begin with a prefix, all in one transaction.
     *
     * @return how many there were
     */
    public long removePrefix(byte[] prefix) throws IOException {
        return change(() -> {
            List<Key> keys = new ArrayList<>();
            visit(prefix, object -> keys.add(object.key()));
            for (Key key : keys) {
                remove(key);
            }
            return (long) keys.size();
        });
    }

    /** What has become of a move. */
    public enum Moved {
        /** The object has its new key. */
        DONE,
        /** There is no object; nothing has changed. */
        NO_SOURCE,
        /** The new key has an object; nothing has changed. */
        TARGET_EXISTS
    }

    /**
     * Gives an object another key, in one transaction. Its value stays where it is.
     *
     * @param replace whether an object that has the new key is removed
     */
    public Moved move(Key source, Key target, boolean replace) throws IOException {
        return change(() -> {
            Optional<StoredObject> object = find(source);
            if (object.isEmpty()) {
                return Moved.NO_SOURCE;
            }
            if (source.equals(target)) {
                return Moved.DONE;
            }
            if (find(target).isPresent()) {
                if (!replace) {
                    return Moved.TARGET_EXISTS;
                }
                remove(target);
            }
            StoreMaps maps = StoreMaps.make(root.get());
            StoredObject found = object.get();
            Totals totals = maps.totals();
            maps.objects().remove(source.bytes());
            maps.replace(
                    new StoredObject(target, found.attributes(), found.checksum(), found.size(), found.place()),
                    new Totals(totals.next(), totals.bytes() - found.size()));
            return Moved.DONE;
        });
    }

    /**
     * Makes several changes of this store in one transaction.
     *
     * @param body makes them; if it throws, none is made
     */
    public <T extends @Nullable Object> T inTransaction(TransactionBody<T> body) throws IOException {
        return change(body);
    }

    private void remove(Key key) throws IOException {
        StoreMaps maps = StoreMaps.find(root.get());
        Optional<StoredObject> object = maps == null ? Optional.empty() : maps.find(key);
        if (maps == null || object.isEmpty()) {
            return;
        }
        if (maps.size() == 1) {
            maps.drop();
            return;
        }
        Totals totals = maps.totals();
        long freed = maps.removeValue(object.get());
        maps.objects().remove(key.bytes());
        maps.count(new Totals(totals.next(), totals.bytes() - freed));
    }

    // ---------------------------------------------------------------- reading

    /** {@return what the store says of the object, if there is one} */
    public Optional<StoredObject> find(Key key) throws IOException {
        return heap.stack().view(() -> {
            Contents contents = Contents.of(root);
            StoreMaps maps = contents.maps();
            OldStore old = contents.old();
            if (old != null && old.has(key.raw())) {
                OldEntry entry = old.find(key.raw());
                return entry == null ? Optional.empty() : Optional.of(Contents.object(entry));
            }
            return maps == null ? Optional.empty() : maps.find(key);
        });
    }

    /**
     * Writes an object's value to a stream, in parts.
     *
     * @throws BStackCorruptException if the value is not what its checksum says; bytes have been written by then
     * @throws IOException if the stream or the heap fails
     */
    public void read(StoredObject object, OutputStream out) throws IOException {
        StoredObject.Place place = object.place();
        int found;
        if (place instanceof Parts parts) {
            found = ValueParts.load(heap, data(object), object, parts, out);
        } else if (place instanceof Inline inline) {
            found = checksum(inline.value());
            out.write(inline.value());
        } else {
            found = readSlice(object, out);
        }
        if (found != object.checksum()) {
            long offset = place instanceof Slice slice ? slice.start() : Damage.root(heap);
            throw Damage.at(heap, offset, ValueParts.what(object), "%08x".formatted(found));
        }
    }

    /**
     * Writes a part of an object's value to a stream. Only what is read is checked: where the value is in parts, each of
     * those has a checksum of its own.
     *
     * @param from where the part begins
     * @param to where it ends, at most the value's length
     * @throws BStackCorruptException if what is read is damaged; bytes may have been written by then
     * @throws IOException if the stream or the heap fails
     */
    public void read(StoredObject object, long from, long to, OutputStream out) throws IOException {
        if (!(object.place() instanceof Parts parts)) {
            read(object, new RangeOutput(out, from, to));
            return;
        }
        DurableMap<byte[], byte[]> data = data(object);
        for (long part = from / ValueParts.SIZE; part * ValueParts.SIZE < to; part++) {
            byte[] content = ValueParts.read(heap, data, object, parts, part);
            long begin = part * ValueParts.SIZE;
            int first = (int) Math.max(0, from - begin);
            out.write(content, first, (int) Math.min(content.length, to - begin) - first);
        }
    }

    /** {@return the map in which the parts of an object's value are} */
    private DurableMap<byte[], byte[]> data(StoredObject object) throws IOException {
        DurableMap<byte[], byte[]> data = StoreMaps.findData(root.get());
        if (data == null) {
            throw Damage.ofStore(heap, ValueParts.what(object), "an empty store");
        }
        return data;
    }

    private int readSlice(StoredObject object, OutputStream out) throws IOException {
        CRC32C crc = new CRC32C();
        if (object.size() > 0) {
            BStackSlice slice = Conversion.slice(heap, object);
            byte[] piece = new byte[(int) Math.min(PIECE, object.size())];
            for (long at = 0; at < object.size(); ) {
                int length = (int) Math.min(piece.length, object.size() - at);
                slice.readInto(at, ByteBuffer.wrap(piece, 0, length));
                crc.update(piece, 0, length);
                out.write(piece, 0, length);
                at += length;
            }
        }
        return (int) crc.getValue();
    }

    /**
     * Visits the objects whose keys begin with a prefix, in the order of the keys.
     *
     * <p>Some objects are read at a time, of one state; what other threads change meanwhile after those is seen.
     *
     * @param prefix the bytes that the keys begin with; none for all objects
     */
    public void visit(byte[] prefix, Visitor visitor) throws IOException {
        walk(prefix, object -> {
            visitor.visit(object);
            return true;
        });
    }

    /** Receives objects in the order of their keys, as long as it likes. */
    @FunctionalInterface
    public interface Walker {
        /**
         * Takes one object.
         *
         * @return whether to go on
         * @throws IOException to end the visit
         */
        boolean visit(StoredObject object) throws IOException;
    }

    /** Visits objects as {@link #visit} does, until the walker has enough. */
    public void walk(byte[] prefix, Walker walker) throws IOException {
        byte @Nullable [] from = prefix;
        while (from != null) {
            byte[] first = from;
            Batch batch = heap.stack().view(() -> batch(first, BATCH));
            for (StoredObject object : batch.objects()) {
                if (!object.key().startsWith(prefix) || !walker.visit(object)) {
                    return;
                }
            }
            from = batch.next();
        }
    }

    /** {@return the object with the lowest key that is not below these bytes, if there is one} */
    public Optional<StoredObject> first(byte[] from) throws IOException {
        byte @Nullable [] at = from;
        while (at != null) {
            byte[] first = at;
            Batch batch = heap.stack().view(() -> batch(first, 1));
            if (!batch.objects().isEmpty()) {
                return Optional.of(batch.objects().get(0));
            }
            at = batch.next();
        }
        return Optional.empty();
    }

    /** Some objects, and the key from which on there may be more; null if there are none. */
    private record Batch(List<StoredObject> objects, byte @Nullable [] next) {}

    private Batch batch(byte[] first, int most) throws IOException {
        Contents contents = Contents.of(root);
        OldStore old = contents.old();
        StoreMaps maps = contents.maps();
        if (maps != null && (old == null || !old.has(first))) {
            Batch batch = batch(maps, first, most);
            if (old == null || batch.next() != null && !old.has(batch.next())) {
                return batch;
            }
            return new Batch(batch.objects(), old.from());
        }
        if (old == null) {
            return new Batch(List.of(), null);
        }
        OldStore.Leaf leaf = old.leaf(first);
        return new Batch(leaf.entries().stream().map(Contents::object).toList(), leaf.next());
    }

    private static Batch batch(StoreMaps maps, byte[] first, int most) throws IOException {
        List<StoredObject> objects = new ArrayList<>();
        byte @Nullable [] next = null;
        // What follows the longest key is too long to be one.
        KeyRange<byte[]> range = first.length > Key.MAX_LENGTH
                ? KeyRange.greaterThan(Arrays.copyOf(first, Key.MAX_LENGTH))
                : KeyRange.atLeast(first);
        Cursor<byte[], byte[]> cursor = maps.objects().cursor(range);
        while (next == null && cursor.next()) {
            byte[] key = cursor.key();
            if (StoreMaps.isObject(key)) {
                objects.add(maps.object(Key.ofBytes(key), cursor.value()));
                next = objects.size() == most ? Arrays.copyOf(key, key.length + 1) : null;
            }
        }
        return new Batch(objects, next);
    }

    /** Closes the heap. */
    @Override
    public void close() throws IOException {
        heap.close();
    }
}
