package bstack.collections;

import bstack.collections.internal.format.TreeKind;
import bstack.collections.internal.map.StoredMap;
import bstack.collections.internal.page.Damage;
import bstack.collections.internal.queue.StoredQueue;
import bstack.collections.internal.root.Directory;
import bstack.core.BStackCorruptException;
import bstack.core.TransactionBody;
import bstack.spi.BStackAllocator;
import bstack.spi.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a heap's structures, by name. The first 16 of the heap's {@link BStackAllocator#reserved() reserved
 * bytes} name it.
 *
 * <pre>{@code
 * try (BStackAllocator heap = BStackAllocators.create(path, "first-fit")) {
 *     HeapRoot root = HeapRoot.open(heap);
 *     DurableMap<String, Long> counters = root.map("counters", Codec.utf8(), Codec.int64());
 *     counters.put("visits", 1L);
 * }
 * }</pre>
 *
 * <p>The directory is made with the first structure, and has no state in memory that a rollback would have to undo. All
 * objects for the same heap are the same directory. All methods are thread-safe. The package's description lists what
 * they throw.
 */
@SuppressWarnings("exports") // a user needs no JSpecify
public final class HeapRoot {
    private final Directory directory;

    private HeapRoot(Directory directory) {
        this.directory = directory;
    }

    /**
     * Opens the directory of a heap. Nothing is written as long as there is no structure. What a drop or a clear has
     * left that was interrupted is freed now, unless the stack is open for reading only or this is called inside a
     * transaction.
     *
     * @param heap the heap, whose reserved bytes are zero or name a directory
     * @return its directory
     * @throws NotAHeapRootException if its reserved bytes are something else, or fewer than 16
     * @throws IOException if the stack fails
     */
    public static HeapRoot open(BStackAllocator heap) throws IOException {
        return new HeapRoot(Directory.open(Objects.requireNonNull(heap, "heap")));
    }

    /** {@return the heap} */
    public BStackAllocator heap() {
        return directory.heap();
    }

    /**
     * {@return the map with a name, which is made if there is none}
     *
     * <p>To make one is one transaction, or part of the caller's. If that is rolled back, the object is that of a map
     * that has been dropped.
     *
     * @param name its name, 1 to 1023 bytes in UTF-8
     * @param keys the codec of its keys
     * @param values the codec of its values
     * @param <K> its keys
     * @param <V> its values
     * @throws StructureMismatchException if it is no map, or has been made with other codecs
     * @throws IllegalArgumentException if the name is too long or empty, or the id of a codec is
     * @throws IllegalStateException if there is none, and the stack is open for reading only
     * @throws IOException if the stack fails, or what is read is damaged
     */
    public <K, V> DurableMap<K, V> map(String name, Codec<K> keys, Codec<V> values) throws IOException {
        List<String> codecs = List.of(id(keys), id(values));
        return new StoredMap<>(named("the directory", () -> directory.open(name, TreeKind.MAP, codecs)), keys, values);
    }

    /**
     * {@return the queue with a name, which is made if there is none}
     *
     * <p>To make one is one transaction, or part of the caller's. If that is rolled back, the object is that of a queue
     * that has been dropped.
     *
     * @param name its name, 1 to 1023 bytes in UTF-8
     * @param elements the codec of its elements
     * @param <E> its elements
     * @throws StructureMismatchException if it is no queue, or has been made with another codec
     * @throws IllegalArgumentException if the name is too long or empty, or the id of the codec is
     * @throws IllegalStateException if there is none, and the stack is open for reading only
     * @throws IOException if the stack fails, or what is read is damaged
     */
    public <E> DurableQueue<E> queue(String name, Codec<E> elements) throws IOException {
        List<String> codecs = List.of(id(elements));
        return new StoredQueue<>(named("the directory", () -> directory.open(name, TreeKind.QUEUE, codecs)), elements);
    }

    private static String id(Codec<?> codec) {
        String id = codec.id();
        int length = Codec.utf8().encode(id).length;
        if (length == 0 || length > Codec.MAX_ID_BYTES) {
            throw new IllegalArgumentException("the id of a codec has 1 to %d bytes in UTF-8, this one has %d"
                    .formatted(Codec.MAX_ID_BYTES, length));
        }
        return id;
    }

    /**
     * {@return all structures in the order of their names, as they are at one moment}
     *
     * @throws IOException if the stack fails, or what is read is damaged
     */
    public List<Entry> entries() throws IOException {
        return named(
                "the directory",
                () -> heap().stack().view(() -> {
                    List<Entry> entries = new ArrayList<>();
                    for (Directory.Named named : directory.structures()) {
                        Entry.Kind kind = named.descriptor().kind() == TreeKind.MAP ? Entry.Kind.MAP : Entry.Kind.QUEUE;
                        long size = directory.structure(named).tree().size();
                        entries.add(
                                new Entry(named.name(), kind, named.descriptor().codecs(), size));
                    }
                    return entries;
                }));
    }

    /**
     * Drops a structure; does nothing if there is none with that name. Objects for it throw IllegalStateException from
     * then on, also if a structure with the same name is made later.
     *
     * <p>It is gone in one transaction. If it is large, its pages and values are freed in further ones of bounded size.
     * If they are interrupted, the next {@link #open} or drop goes on. Inside a transaction of the caller all is part of
     * that, however large the structure is.
     *
     * @param name its name
     * @throws IOException if the stack fails, or the directory is damaged; what is below a damaged page of the structure
     *     stays allocated
     */
    public void drop(String name) throws IOException {
        named("the directory", () -> {
            directory.drop(name);
            return null;
        });
    }

    /**
     * {@return what is unsound in the directory, and in the headers of its structures; empty if nothing is}
     *
     * <p>Each structure verifies its pages and values itself.
     *
     * @throws IOException if the stack fails
     */
    public List<Finding> verify() throws IOException {
        return directory.verify();
    }

    /** Runs an operation; damage is reported with a name. */
    private static <T extends @Nullable Object> T named(String name, TransactionBody<T> operation) throws IOException {
        try {
            return operation.run();
        } catch (DamagedStructureException e) {
            throw e;
        } catch (BStackCorruptException e) {
            throw new DamagedStructureException(e.path(), name, Damage.keys(e), e.offset(), e.expected(), e.found());
        }
    }
}
