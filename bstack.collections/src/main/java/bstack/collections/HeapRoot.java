package bstack.collections;

import bstack.collections.internal.format.TreeKind;
import bstack.collections.internal.map.StoredMap;
import bstack.collections.internal.page.Damage;
import bstack.collections.internal.queue.StoredQueue;
import bstack.collections.internal.root.Directory;
import bstack.collections.internal.root.Structure;
import bstack.collections.internal.tree.SliceVisitor;
import bstack.collections.internal.upkeep.Compaction;
import bstack.collections.internal.upkeep.FoundLeaks;
import bstack.collections.internal.upkeep.Verification;
import bstack.core.BStackCorruptException;
import bstack.core.TransactionBody;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
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
 * <p>The directory is made with the first structure, is freed with the last one, and has no state in memory that a rollback would have to undo. All
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
        try {
            return directory.open(name, TreeKind.MAP, codecs, structure -> new StoredMap<>(structure, keys, values));
        } catch (BStackCorruptException e) {
            throw ofDirectory(e);
        }
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
        try {
            return directory.open(name, TreeKind.QUEUE, codecs, structure -> new StoredQueue<>(structure, elements));
        } catch (BStackCorruptException e) {
            throw ofDirectory(e);
        }
    }

    /**
     * {@return the map with a name, or null if there is none: unlike {@link #map}, this makes nothing}
     *
     * @param name its name, 1 to 1023 bytes in UTF-8
     * @param keys the codec of its keys
     * @param values the codec of its values
     * @param <K> its keys
     * @param <V> its values
     * @throws StructureMismatchException if it is no map, or has been made with other codecs
     * @throws IllegalArgumentException if the name is too long or empty, or the id of a codec is
     * @throws IOException if the stack fails, or what is read is damaged
     */
    public <K, V> @Nullable DurableMap<K, V> findMap(String name, Codec<K> keys, Codec<V> values) throws IOException {
        List<String> codecs = List.of(id(keys), id(values));
        Structure found = named(() -> directory.find(name, TreeKind.MAP, codecs));
        return found == null ? null : new StoredMap<>(found, keys, values);
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
        return named(() -> heap().stack().view(() -> {
            List<Entry> entries = new ArrayList<>();
            for (Directory.Named named : directory.structures()) {
                entries.add(directory.structure(named).entry(named.descriptor()));
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
        try {
            directory.drop(name);
        } catch (BStackCorruptException e) {
            throw ofDirectory(e);
        }
    }

    /**
     * {@return what is unsound in the directory, and in the headers of its structures; empty if nothing is}
     *
     * <p>Each structure verifies its pages and values itself; {@link #verifyAll} does all of it.
     *
     * @throws IOException if the stack fails
     */
    public List<Finding> verify() throws IOException {
        return directory.verify();
    }

    /**
     * Tells a listener what is unsound in the directory and in all structures, every page and every value of them, as it is
     * found, in bounded memory. Nothing is changed, and no commit is disturbed.
     *
     * @param listener is told of each part that is unsound
     * @throws IOException if the stack fails, or the listener throws one
     */
    public void verifyAll(DamageListener listener) throws IOException {
        Verification.run(directory, Objects.requireNonNull(listener, "listener"));
    }

    /**
     * {@return the structures that can be found although the directory may be damaged, in the order of their names}
     *
     * <p>Each can be opened under its name, and gives what is sound of it to its {@code salvage}. {@link Codec#of} makes
     * codecs that pass bytes on as they are, of the ids that an entry names. A structure whose own header is damaged is
     * reported and not returned.
     *
     * @param listener is told of what is unsound in the directory, and in the headers of structures
     * @throws IOException if the stack fails, or the listener throws one
     */
    public List<Entry> salvage(DamageListener listener) throws IOException {
        return Verification.entries(directory, Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Names all slices that the directory and its structures occupy, and what each is for. They are of one state, in no
     * order of their addresses. None is named twice in a sound heap.
     *
     * @param visitor takes the slices; it changes nothing
     * @throws IOException if the stack fails, or a structure is damaged, so that not all of its slices are known
     */
    public void trace(Consumer<? super SliceUse> visitor) throws IOException {
        Objects.requireNonNull(visitor, "visitor");
        named(() -> {
            directory.traceEach(structure -> new NamingVisitor(structure, visitor));
            return null;
        });
    }

    /** Names the slices of one structure. */
    private record NamingVisitor(String structure, Consumer<? super SliceUse> visitor) implements SliceVisitor {
        @Override
        public void visit(BStackSlice slice) {
            throw new AssertionError("a slice of which nobody says what it is");
        }

        @Override
        public void visit(BStackSlice slice, Part part, @Nullable Key key) {
            SliceUse.Part use = switch (part) {
                case HEADER -> SliceUse.Part.HEADER;
                case PAGE -> SliceUse.Part.PAGE;
                case VALUE -> SliceUse.Part.VALUE;
            };
            visitor.accept(new SliceUse(slice, structure, use, key == null ? null : key.bytes()));
        }
    }

    /**
     * {@return what is allocated in the heap and reached by no structure and by no tracer}
     *
     * <p>A heap that has slices beside its structures needs a tracer for them: else they are in the report, and
     * {@link LeakReport#free} frees them. A slice that was allocated in one transaction and is going to be named in a
     * later one is reached by nothing in between. So this is for a heap at which nobody works, or whose users allocate and
     * name in one transaction. Writers wait meanwhile.
     *
     * @param others name the slices that are no part of a structure; they run inside a transaction and change nothing
     * @throws UnsupportedOperationException if the allocator cannot list its blocks
     * @throws IllegalArgumentException if a tracer names a slice that is not live
     * @throws IOException if the stack fails, or a structure is damaged, so that not all of its slices are known
     */
    public LeakReport leaks(Collection<? extends SliceTracer> others) throws IOException {
        return named(() -> FoundLeaks.in(directory, others));
    }

    /**
     * Moves the slices of all structures towards the front of the heap, and gives the free space at the end back. It makes
     * many transactions of bounded size, other work goes on in between, and a crash at any time loses nothing. It may be
     * stopped, and begun again.
     *
     * <p>Slices that are no part of a structure stay where they are; the report counts them.
     *
     * @param progress is told how far it has come, after each transaction, and may stop it; null if nobody wants to know
     * @return what it has done
     * @throws IllegalStateException inside a transaction, or if the stack is open for reading only
     * @throws IOException if the stack fails, a structure is damaged, or {@code progress} throws it
     */
    public CompactionReport compact(@Nullable Progress progress) throws IOException {
        return named(() -> new Compaction(directory, progress).run());
    }

    /** Runs what changes nothing at its end; damage is reported as that of the directory, unless it has a name. */
    private static <T extends @Nullable Object> T named(TransactionBody<T> operation) throws IOException {
        try {
            return operation.run();
        } catch (BStackCorruptException e) {
            throw ofDirectory(e);
        }
    }

    private static DamagedStructureException ofDirectory(BStackCorruptException damage) {
        return damage instanceof DamagedStructureException named
                ? named
                : new DamagedStructureException(
                        damage.path(),
                        "the directory",
                        Damage.keys(damage),
                        damage.offset(),
                        damage.expected(),
                        damage.found());
    }
}
