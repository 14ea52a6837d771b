package bstack.collections.internal.root;

import bstack.collections.Codec;
import bstack.collections.CodecException;
import bstack.collections.StructureMismatchException;
import bstack.collections.internal.format.Bytes;
import bstack.collections.internal.format.DirectoryLayout;
import bstack.collections.internal.format.TreeKind;
import bstack.collections.internal.page.Damage;
import bstack.collections.internal.page.PageFile;
import bstack.collections.internal.tree.ByteRange;
import bstack.collections.internal.tree.DamageSink;
import bstack.collections.internal.tree.LeafRun;
import bstack.collections.internal.tree.Remains;
import bstack.collections.internal.tree.SliceVisitor;
import bstack.collections.internal.tree.Tree;
import bstack.collections.internal.tree.TreeEntry;
import bstack.collections.internal.tree.TreeHeader;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The structures of a heap, by their names. It is made with the first structure, and has no state in memory. Thread-safe.
 */
public final class Directory {
    /** About how many slices one transaction frees. */
    private static final int FREED_AT_ONCE = 256;

    private final BStackAllocator heap;
    private final PageFile file;
    private final Anchor anchor;
    private final Tree tree;

    private Directory(BStackAllocator heap) {
        this.heap = heap;
        this.file = new PageFile(heap);
        this.anchor = new Anchor(heap);
        this.tree = new Tree(file, anchor, TreeKind.DIRECTORY, 0);
    }

    /**
     * Opens the directory of a heap, and goes on to free what dropped structures have left. It changes nothing where the
     * stack is open for reading only, and inside a view or a transaction.
     *
     * @throws bstack.collections.NotAHeapRootException if the reserved bytes are something else, or too few
     */
    public static Directory open(BStackAllocator heap) throws IOException {
        Directory directory = new Directory(heap);
        boolean exists = heap.stack().view(directory.anchor::exists);
        if (exists && !heap.stack().isReadOnly() && !heap.stack().inTransaction()) {
            try {
                directory.sweep();
            } catch (BStackCorruptException | IllegalStateException e) {
                // What is damaged is reported to who uses it, and by a verification. Inside a view nothing is changed.
            }
        }
        return directory;
    }

    /** {@return the heap} */
    public BStackAllocator heap() {
        return heap;
    }

    /** {@return the pages of the heap} */
    public PageFile file() {
        return file;
    }

    private BStack stack() {
        return heap.stack();
    }

    // ---------------------------------------------------------------- structures

    /** A structure as the directory has it. */
    public record Named(String name, Descriptor descriptor) {}

    /** {@return what the directory says of a name, or null} */
    public @Nullable Descriptor find(String name) throws IOException {
        byte[] key = key(name);
        return stack().view(() -> {
            byte[] value = anchor.exists() ? tree.get(key) : null;
            return value == null ? null : descriptor(name, value);
        });
    }

    private static ByteRange remains() {
        return prefix(DirectoryLayout.REMAINS);
    }

    private static ByteRange prefix(byte first) {
        return ByteRange.prefix(new byte[] {first});
    }

    private static byte[] key(String name) {
        byte[] bytes = Codec.utf8().encode(name);
        if (bytes.length == 0 || bytes.length > DirectoryLayout.MAX_NAME) {
            throw new IllegalArgumentException("a name has 1 to %d bytes in UTF-8, this one has %d"
                    .formatted(DirectoryLayout.MAX_NAME, bytes.length));
        }
        return DirectoryLayout.structureKey(bytes);
    }

    private Descriptor descriptor(String name, byte[] value) throws IOException {
        try {
            return Descriptor.decode(value);
        } catch (IllegalArgumentException e) {
            throw Damage.at(
                    heap,
                    anchor.start(),
                    "a directory that describes the structure " + name,
                    String.valueOf(e.getMessage()));
        }
    }

    /**
     * {@return the structure with a name, which is made if there is none}
     *
     * @param name its name
     * @param kind what it is
     * @param codecs the ids of its codecs
     * @throws StructureMismatchException if it is something else, or has other codecs
     */
    public Structure open(String name, TreeKind kind, List<String> codecs) throws IOException {
        return open(name, kind, codecs, structure -> structure);
    }

    /**
     * {@return what is made of the structure with a name, which is made if there is none}
     *
     * <p>If the structure is made, all objects are made before that commits: what fails later, for want of memory, would
     * leave a structure that the caller knows nothing of.
     *
     * @param name its name
     * @param kind what it is
     * @param codecs the ids of its codecs
     * @param maker makes the caller's object of the structure
     * @throws StructureMismatchException if it is something else, or has other codecs
     */
    public <T> T open(String name, TreeKind kind, List<String> codecs, Function<Structure, T> maker)
            throws IOException {
        Descriptor found = find(name);
        return found != null
                ? maker.apply(checked(name, kind, codecs, found))
                : stack().operate(() -> {
                    Descriptor present = find(name);
                    Descriptor there = present != null ? present : create(name, kind, codecs);
                    return maker.apply(checked(name, kind, codecs, there));
                });
    }

    /**
     * {@return the structure with a name, or null if there is none}
     *
     * @param name its name
     * @param kind what it is
     * @param codecs the ids of its codecs
     * @throws StructureMismatchException if it is something else, or has other codecs
     */
    public @Nullable Structure find(String name, TreeKind kind, List<String> codecs) throws IOException {
        Descriptor found = find(name);
        return found == null ? null : checked(name, kind, codecs, found);
    }

    private Structure checked(String name, TreeKind kind, List<String> codecs, Descriptor found)
            throws StructureMismatchException {
        check(name, "kind", kind.word(), found.kind().word());
        for (int i = 0; i < codecs.size(); i++) {
            String part = codecs.size() == 1 ? "codec of elements" : i == 0 ? "codec of keys" : "codec of values";
            check(
                    name,
                    part,
                    codecs.get(i),
                    i < found.codecs().size() ? found.codecs().get(i) : "none");
        }
        return new Structure(this, name, found);
    }

    private void check(String name, String part, String expected, String found) throws StructureMismatchException {
        if (!expected.equals(found)) {
            throw new StructureMismatchException(stack().name(), name, part, expected, found);
        }
    }

    private Descriptor create(String name, TreeKind kind, List<String> codecs) throws IOException {
        if (!anchor.exists()) {
            anchor.create();
        }
        TreeHeader header = TreeHeader.create(heap, kind);
        Descriptor made = new Descriptor(kind, header.start(), header.id(), codecs);
        tree.put(key(name), made.encode());
        return made;
    }

    /** {@return all structures in the order of their names, of one state} */
    public List<Named> structures() throws IOException {
        return stack().view(() -> {
            List<Named> all = new ArrayList<>();
            for (TreeEntry entry : entries(DirectoryLayout.STRUCTURE)) {
                String name = name(entry.key());
                all.add(new Named(name, descriptor(name, entry.value())));
            }
            return all;
        });
    }

    /** {@return the entries of a sort, within a view or transaction} */
    private List<TreeEntry> entries(byte sort) throws IOException {
        List<TreeEntry> entries = new ArrayList<>();
        ByteRange range = anchor.exists() ? prefix(sort) : null;
        while (range != null) {
            LeafRun run = tree.ascending(range);
            range = run == null ? null : run.rest();
            for (int i = run == null ? 0 : run.from(); run != null && i < run.to(); i++) {
                byte[] value = tree.value(run.leaf(), i);
                if (value != null) {
                    entries.add(new TreeEntry(run.leaf().key(i), value));
                }
            }
        }
        return entries;
    }

    private String name(byte[] key) throws IOException {
        byte[] bytes = DirectoryLayout.name(key);
        try {
            if (bytes.length > 0) {
                return Codec.utf8().decode(bytes);
            }
        } catch (CodecException e) {
            // Reported as what it is here.
        }
        throw Damage.at(heap, anchor.start(), "a directory of names in UTF-8", "the name " + Damage.key(bytes));
    }

    /** {@return the structure that the directory describes} */
    public Structure structure(Named named) {
        return new Structure(this, named.name(), named.descriptor());
    }

    /** Drops the structure with a name, if there is one: in one transaction, but for the pages of a large one. */
    public void drop(String name) throws IOException {
        beginDrop(name);
        sweepUnlessJoined();
    }

    /** Drops a structure; pages of a large one are left, unless a transaction is running. */
    void beginDrop(String name) throws IOException {
        byte[] key = key(name);
        boolean joined = stack().inTransaction();
        stack().operate(() -> {
            Descriptor found = find(name);
            if (found != null) {
                Structure structure = new Structure(this, name, found);
                retire(structure.tree(), joined);
                structure.tree().erase();
                tree.remove(key);
                eraseIfEmpty();
            }
            return null;
        });
    }

    /** Frees the directory itself if it names nothing any more. */
    private void eraseIfEmpty() throws IOException {
        if (tree.size() == 0) {
            tree.erase();
            anchor.clear();
        }
    }

    /** Removes all entries of a structure: in one transaction, but for the pages of a large one. */
    public void clear(Tree structure) throws IOException {
        boolean joined = stack().inTransaction();
        stack().operate(() -> {
            retire(structure, joined);
            return null;
        });
        sweepUnlessJoined();
    }

    private void sweepUnlessJoined() {
        try {
            if (!stack().inTransaction()) {
                sweep();
            }
        } catch (Throwable e) {
            // What the caller asked for has happened, so this throws nothing. The next drop, clear or open goes on.
        }
    }

    /** Takes its pages away from a tree, and frees them, or some of them and notes the rest. */
    private void retire(Tree structure, boolean wholly) throws IOException {
        long root = structure.detach();
        if (root != 0 && !Remains.free(file, (int) structure.id(), root, wholly ? Integer.MAX_VALUE : FREED_AT_ONCE)) {
            byte[] number = new byte[Integer.BYTES];
            Bytes.putInt(number, 0, (int) structure.id());
            tree.put(DirectoryLayout.remainsKey(root), number);
        }
    }

    /** Frees what cleared and dropped structures have left, in bounded transactions. */
    public void sweep() throws IOException {
        boolean more = true;
        while (more) {
            TreeEntry first = stack().view(() -> anchor.exists() ? tree.first(remains()) : null);
            more = first != null && sweepStep();
        }
    }

    /** Frees some of the slices that are left, in one transaction. {@return whether there were any} */
    boolean sweepStep() throws IOException {
        return stack().operate(this::freeSome);
    }

    private boolean freeSome() throws IOException {
        TreeEntry first = anchor.exists() ? tree.first(remains()) : null;
        if (first == null) {
            return false;
        }
        if (Remains.free(file, number(first), start(first), FREED_AT_ONCE)) {
            tree.remove(first.key());
            eraseIfEmpty();
        }
        return true;
    }

    private int number(TreeEntry remains) throws IOException {
        if (remains.value().length != Integer.BYTES) {
            throw damagedRemains(remains);
        }
        return Bytes.getInt(remains.value(), 0);
    }

    private long start(TreeEntry remains) throws IOException {
        if (remains.key().length != 1 + Long.BYTES) {
            throw damagedRemains(remains);
        }
        return DirectoryLayout.remainsStart(remains.key());
    }

    private IOException damagedRemains(TreeEntry remains) {
        return Damage.at(
                heap,
                anchor.start(),
                "a directory that names pages to be freed",
                "a key of %d bytes with %d more".formatted(remains.key().length, remains.value().length));
    }

    // ---------------------------------------------------------------- upkeep

    /** {@return what is unsound in the directory and the headers of its structures, of one state} */
    public List<Finding> verify() throws IOException {
        return stack().view(() -> {
            try {
                if (!anchor.exists()) {
                    return List.of();
                }
                List<Finding> findings = tree.verify();
                if (findings.isEmpty()) {
                    for (Named named : structures()) {
                        structure(named).tree().size();
                    }
                    for (TreeEntry left : entries(DirectoryLayout.REMAINS)) {
                        file.read(number(left), start(left), -1);
                    }
                }
                return findings;
            } catch (BStackCorruptException e) {
                return List.of(Damage.finding(e));
            }
        });
    }

    /**
     * {@return the structures that the directory describes in what is sound of it, in the order of their names}
     *
     * @param sink is told what is unsound in the directory
     */
    public List<Named> salvage(DamageSink sink) throws IOException {
        List<Named> found = new ArrayList<>();
        if (existsOr(sink)) {
            tree.salvage(
                    run -> {
                        for (int i = run.from(); i < run.to(); i++) {
                            salvage(run, i, found, sink);
                        }
                    },
                    sink);
        }
        return found;
    }

    private boolean existsOr(DamageSink sink) throws IOException {
        BStackCorruptException damage;
        try {
            return stack().view(anchor::exists);
        } catch (BStackCorruptException e) {
            damage = e;
        }
        sink.found(damage);
        return false;
    }

    private void salvage(LeafRun run, int index, List<Named> found, DamageSink sink) throws IOException {
        BStackCorruptException damage;
        byte[] key = run.leaf().key(index);
        try {
            byte[] value = tree.value(run.leaf(), index);
            value = value != null ? value : tree.get(key);
            if (value != null && key[0] == DirectoryLayout.STRUCTURE) {
                String name = name(key);
                found.add(new Named(name, descriptor(name, value)));
            } else if (value != null && key[0] == DirectoryLayout.REMAINS) {
                checkRemains(new TreeEntry(key, value));
            }
            return;
        } catch (BStackCorruptException e) {
            damage = Damage.of(e, "the key " + Damage.key(key));
        }
        sink.found(damage);
    }

    /** Checks the page that an entry says is to be freed, if the entry is still there. */
    private void checkRemains(TreeEntry left) throws IOException {
        stack().view(() -> {
            if (tree.contains(left.key())) {
                file.read(number(left), start(left), -1);
            }
            return null;
        });
    }

    /** {@return the tree of the directory itself, or null as long as there is none} */
    public @Nullable Tree tree() throws IOException {
        return stack().view(() -> anchor.exists()) ? tree : null;
    }

    /** Names the place to which the directory's header moves; within a transaction. */
    public void moveHeader(BStackSlice to) throws IOException {
        anchor.name(tree.moveHeader(to));
    }

    /** Names the place to which a structure's header moves; within a transaction. */
    public void moveHeader(Structure structure, BStackSlice to) throws IOException {
        Descriptor found = find(structure.name());
        if (found == null || found.id() != structure.tree().id()) {
            throw structure.dropped();
        }
        BStackSlice moved = structure.tree().moveHeader(to);
        tree.put(key(structure.name()), found.movedTo(moved.start()).encode());
    }

    /** Shows all slices of the heap that the directory and its structures use, of one state. */
    public void trace(SliceVisitor visitor) throws IOException {
        traceEach(name -> visitor);
    }

    /**
     * Shows all slices of the heap that the directory and its structures use, of one state.
     *
     * @param visitors makes the visitor of a structure from its name, which is empty for the directory, and for what
     *     dropped structures have left
     */
    public void traceEach(Function<String, ? extends SliceVisitor> visitors) throws IOException {
        stack().view(() -> {
            if (anchor.exists()) {
                SliceVisitor own = visitors.apply("");
                tree.trace(own);
                for (Named named : structures()) {
                    structure(named).tree().trace(visitors.apply(named.name()));
                }
                for (TreeEntry left : entries(DirectoryLayout.REMAINS)) {
                    Tree.traceRemains(file, number(left), start(left), own);
                }
            }
            return null;
        });
    }
}
