package bstack.demo.internal.store;

import bstack.core.BStackCorruptException;
import bstack.demo.internal.store.IndexReader.Run;
import bstack.demo.internal.store.IndexReader.Step;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Objects under keys in one heap: every change is one transaction of value, index entry and root together.
 *
 * <p>What returned is durable; a change that throws has changed nothing; a value that is replaced or removed gives its
 * space back in the same transaction. A store without objects takes no space at all.
 *
 * <p>Thread-safe, as the stack is: changes follow each other and share their flushes. Another thread
 * may replace the value of a {@link StoredObject} before it is read; the checksum then does not fit.
 */
public final class ObjectStore implements Closeable {
    private final BStackAllocator heap;
    private final ValueTransfer values;

    private ObjectStore(BStackAllocator heap) {
        this.heap = heap;
        this.values = new ValueTransfer(heap);
    }

    /**
     * {@return the store in this heap; an empty one if the heap's root is empty}
     *
     * @throws NotAnObjectStoreException if the heap holds something else
     * @throws BStackCorruptException if the store's root is damaged
     */
    public static ObjectStore in(BStackAllocator heap) throws IOException {
        ObjectStore store = new ObjectStore(heap);
        store.catalog();
        return store;
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

    private Optional<Catalog> catalog() throws IOException {
        return heap.stack().view(() -> Catalog.read(heap));
    }

    /** {@return how many objects there are} */
    public long count() throws IOException {
        return catalog().map(Catalog::objects).orElse(0L);
    }

    /** {@return the length of all values together, in bytes} */
    public long valueBytes() throws IOException {
        return catalog().map(Catalog::bytes).orElse(0L);
    }

    /** {@return how many pages the index has} */
    public long pageCount() throws IOException {
        return catalog().map(Catalog::pages).orElse(0L);
    }

    /**
     * Stores a value under a key, instead of the key's old value if it has one.
     *
     * @throws SourceException if the source fails; nothing has changed, and the store can be used further
     * @throws IOException if the heap fails or is full; nothing has changed
     */
    public void put(Key key, ObjectAttributes attributes, ValueSource source) throws IOException {
        heap.stack().transact(() -> putInTransaction(key, attributes, source));
    }

    private void putInTransaction(Key key, ObjectAttributes attributes, ValueSource source) throws IOException {
        Optional<Catalog> existing = Catalog.read(heap);
        PageFile pages = new PageFile(heap);
        Catalog catalog = existing.isPresent() ? existing.get() : Catalog.create(heap);
        long root = existing.isPresent() ? catalog.root() : newRoot(pages);
        List<Step> path = new IndexReader(pages, root).descend(key.raw());
        Optional<StoredObject> old = IndexReader.found(pages, path);
        // The old value goes first, so that the new one can take its place; a rollback brings it back.
        if (old.isPresent()) {
            freeValue(old.get());
        }
        StoredObject object = storeValue(key, attributes, source);
        IndexWriter writer = new IndexWriter(pages, root);
        writer.put(path, key.raw(), EntryLayout.encode(object));
        long oldSize = old.map(StoredObject::size).orElse(0L);
        catalog.with(writer.root(), old.isPresent() ? 0 : 1, object.size() - oldSize, pages.taken())
                .write();
    }

    private static long newRoot(PageFile pages) throws IOException {
        Page root = pages.allocate(0);
        pages.write(root);
        return root.start();
    }

    private StoredObject storeValue(Key key, ObjectAttributes attributes, ValueSource source) throws IOException {
        long length = source.length();
        BStackSlice slice = heap.alloc(length);
        int checksum = values.store(source, slice);
        return new StoredObject(key, attributes, checksum, length == 0 ? 0 : slice.start(), length);
    }

    private void freeValue(StoredObject object) throws IOException {
        if (object.size() == 0) {
            return;
        }
        try {
            heap.dealloc(values.slice(object));
        } catch (IllegalArgumentException e) {
            String expected =
                    "the value of '%s', %d bytes".formatted(object.key().name(), object.size());
            throw Damage.at(
                    heap, object.start(), expected, "bytes that the allocator does not free: " + e.getMessage());
        }
    }

    /** {@return what the index says of the object, if there is one} */
    public Optional<StoredObject> find(Key key) throws IOException {
        return heap.stack().view(() -> {
            Optional<Catalog> catalog = Catalog.read(heap);
            return catalog.isEmpty()
                    ? Optional.empty()
                    : new IndexReader(new PageFile(heap), catalog.get().root()).find(key.raw());
        });
    }

    /**
     * Writes an object's value to a stream, in parts.
     *
     * @throws BStackCorruptException if the value is not what its checksum says; bytes have been written by then
     * @throws IOException if the stream or the heap fails
     */
    public void read(StoredObject object, OutputStream out) throws IOException {
        values.load(object, out);
    }

    /**
     * Removes the objects of these keys, all in one transaction.
     *
     * @return the first key that has no object; then nothing has been removed
     */
    public Optional<Key> removeAll(Collection<Key> keys) throws IOException {
        return heap.stack().transact(() -> {
            for (Key key : keys) {
                if (find(key).isEmpty()) {
                    return Optional.of(key);
                }
            }
            for (Key key : keys) {
                removeInTransaction(key);
            }
            return Optional.empty();
        });
    }

    private void removeInTransaction(Key key) throws IOException {
        Optional<Catalog> existing = Catalog.read(heap);
        if (existing.isEmpty()) {
            return;
        }
        Catalog catalog = existing.get();
        PageFile pages = new PageFile(heap);
        List<Step> path = new IndexReader(pages, catalog.root()).descend(key.raw());
        Optional<StoredObject> object = IndexReader.found(pages, path);
        if (object.isEmpty()) {
            return;
        }
        freeValue(object.get());
        IndexWriter writer = new IndexWriter(pages, catalog.root());
        writer.remove(path);
        if (catalog.objects() == 1) {
            pages.free(pages.read(writer.root(), 0));
            catalog.delete(heap);
        } else {
            catalog.with(writer.root(), -1, -object.get().size(), pages.taken()).write();
        }
    }

    /**
     * Visits the objects whose keys begin with a prefix, in the order of the keys.
     *
     * <p>Each leaf of the index is read as a whole; what other threads change meanwhile after that leaf is seen.
     *
     * @param prefix the bytes that the keys begin with; none for all objects
     */
    public void visit(byte[] prefix, Visitor visitor) throws IOException {
        byte @Nullable [] from = prefix;
        while (from != null) {
            Run run = run(from);
            for (StoredObject object : run.objects()) {
                if (!object.key().startsWith(prefix)) {
                    return;
                }
                visitor.visit(object);
            }
            from = run.next();
        }
    }

    private Run run(byte[] from) throws IOException {
        return heap.stack().view(() -> {
            Optional<Catalog> catalog = Catalog.read(heap);
            return catalog.isEmpty()
                    ? new Run(List.of(), null)
                    : new IndexReader(new PageFile(heap), catalog.get().root()).run(from);
        });
    }

    /** Closes the heap. */
    @Override
    public void close() throws IOException {
        heap.close();
    }
}
