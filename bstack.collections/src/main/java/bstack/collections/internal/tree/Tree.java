package bstack.collections.internal.tree;

import bstack.collections.internal.format.Bytes;
import bstack.collections.internal.format.PageLayout;
import bstack.collections.internal.format.TreeKind;
import bstack.collections.internal.page.Cells;
import bstack.collections.internal.page.Damage;
import bstack.collections.internal.page.Page;
import bstack.collections.internal.page.PageFile;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.TransactionBody;
import bstack.spi.BStackSlice;
import bstack.spi.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A B+ tree in a heap, from byte arrays to byte arrays, in the order of unsigned bytes.
 *
 * <p>Each read is a view of the stack, or a part of the caller's view or transaction. Each change is one operation of
 * the stack, or a part of the caller's transaction. In memory are only the place of the header, which its id proves,
 * and pages, which their stamps prove. So a rollback leaves nothing to be undone. Thread-safe.
 */
public final class Tree {
    /** A list of findings has no more. */
    public static final int MOST_FINDINGS = 1000;

    private final PageFile file;
    private final Values values;
    private final TreePlace place;
    private final TreeKind kind;
    private final long id;

    /**
     * Creates the object for a tree that exists.
     *
     * @param file the pages of its heap
     * @param place where its header is
     * @param kind what it is for
     * @param id its id
     */
    public Tree(PageFile file, TreePlace place, TreeKind kind, long id) {
        this.file = file;
        this.values = new Values(file);
        this.place = place;
        this.kind = kind;
        this.id = id;
    }

    private BStack stack() {
        return file.heap().stack();
    }

    /** {@return the id of the tree} */
    public long id() {
        return id;
    }

    /** {@return the header, within a view or transaction of the caller} */
    TreeHeader header() throws IOException {
        TreeHeader header = TreeHeader.read(file.heap(), place.start(), kind, id);
        if (header == null) {
            long found = place.find();
            header = TreeHeader.read(file.heap(), found, kind, id);
            if (header == null) {
                throw Damage.at(file.heap(), found, "the header of a " + kind.word(), "other bytes");
            }
        }
        return header;
    }

    // ---------------------------------------------------------------- reading

    /** {@return the value of a key, or null} */
    public byte @Nullable [] get(byte[] key) throws IOException {
        return stack().view(() -> {
            Page leaf = leaf(header(), key);
            if (leaf == null) {
                return null;
            }
            int index = leaf.find(key);
            return index < 0 ? null : values.read(leaf, index);
        });
    }

    /** {@return whether there is a key} */
    public boolean contains(byte[] key) throws IOException {
        return stack().view(() -> {
            Page leaf = leaf(header(), key);
            return leaf != null && leaf.find(key) >= 0;
        });
    }

    private @Nullable Page leaf(TreeHeader header, byte[] key) throws IOException {
        if (header.root() == 0) {
            return null;
        }
        try {
            Page page = file.read(header.tree(), header.root(), -1);
            while (page.level() > 0) {
                page = Descent.child(page, page.childIndex(key), file, header.tree());
            }
            return page;
        } catch (BStackCorruptException e) {
            // The same once more, by a way that knows which keys are concerned.
            return Descent.to(key, file, header).leaf();
        }
    }

    /** {@return the number of entries} */
    public long size() throws IOException {
        return stack().view(() -> header().entries());
    }

    /** {@return a number of the header} */
    public long read(Function<TreeHeader, Long> number) throws IOException {
        return stack().view(() -> number.apply(header()));
    }

    /** {@return the entry with the lowest of these keys, or null} */
    public @Nullable TreeEntry first(ByteRange range) throws IOException {
        return stack().view(() -> {
            LeafRun run = lowest(range, null);
            return run == null ? null : entry(run.leaf(), run.from());
        });
    }

    /** {@return the entry with the highest of these keys, or null} */
    public @Nullable TreeEntry last(ByteRange range) throws IOException {
        return stack().view(() -> {
            LeafRun run = highest(range, null);
            return run == null ? null : entry(run.leaf(), run.to() - 1);
        });
    }

    private TreeEntry entry(Page leaf, int index) throws IOException {
        return new TreeEntry(leaf.key(index), values.read(leaf, index));
    }

    /** {@return the lowest of these keys and those after it in the same leaf, or null} */
    public @Nullable LeafRun ascending(ByteRange range) throws IOException {
        return ascending(range, null);
    }

    /**
     * {@return the same; a leaf that has to be read from the file is read to a buffer}
     *
     * @param buffer of the size of a page, or null
     */
    public @Nullable LeafRun ascending(ByteRange range, byte @Nullable [] buffer) throws IOException {
        return stack().view(() -> kept(lowest(range, buffer)));
    }

    /** {@return the same entries, which stay as they are whatever the running transaction does} */
    private static @Nullable LeafRun kept(@Nullable LeafRun run) {
        if (run != null) {
            run.leaf().shared();
        }
        return run;
    }

    private @Nullable LeafRun lowest(ByteRange range, byte @Nullable [] buffer) throws IOException {
        TreeHeader header = header();
        ByteRange left = range;
        while (header.root() != 0 && !left.isEmpty()) {
            Descent path = Descent.to(left.low(), file, header, buffer);
            Page leaf = path.leaf();
            int at = path.index(path.leafDepth());
            int from = at < 0 ? -at - 1 : at;
            byte[] next = path.high(path.leafDepth());
            int to = end(leaf, range.high());
            if (next != null && Arrays.compareUnsigned(next, left.low()) <= 0) {
                throw disorder(path);
            }
            ByteRange rest = next == null ? null : left.from(next);
            rest = rest == null || rest.isEmpty() ? null : rest;
            if (from < to) {
                return new LeafRun(leaf, from, to, rest);
            }
            if (rest == null) {
                return null;
            }
            left = rest;
        }
        return null;
    }

    /** {@return the index after the last key below one} */
    static int end(Page leaf, byte @Nullable [] high) {
        if (high == null || leaf.count() == 0 || leaf.compareKey(leaf.count() - 1, high) < 0) {
            return leaf.count();
        }
        int at = leaf.find(high);
        return at < 0 ? -at - 1 : at;
    }

    /** {@return the highest of these keys and those before it in the same leaf, or null} */
    public @Nullable LeafRun descending(ByteRange range) throws IOException {
        return descending(range, null);
    }

    /**
     * {@return the same; a leaf that has to be read from the file is read to a buffer}
     *
     * @param buffer of the size of a page, or null
     */
    public @Nullable LeafRun descending(ByteRange range, byte @Nullable [] buffer) throws IOException {
        return stack().view(() -> kept(highest(range, buffer)));
    }

    private @Nullable LeafRun highest(ByteRange range, byte @Nullable [] buffer) throws IOException {
        TreeHeader header = header();
        ByteRange left = range;
        while (header.root() != 0 && !left.isEmpty()) {
            byte[] high = left.high();
            Descent path =
                    high == null ? Descent.toLast(file, header, buffer) : Descent.below(high, file, header, buffer);
            Page leaf = path.leaf();
            int at = path.index(path.leafDepth());
            int to = at < 0 ? -at - 1 : at;
            int low = leaf.find(range.low());
            int from = low < 0 ? -low - 1 : low;
            boolean isFirst = path.isFirst(path.leafDepth());
            byte[] next = path.low(path.leafDepth());
            if (!isFirst && high != null && Arrays.compareUnsigned(next, high) >= 0) {
                throw disorder(path);
            }
            ByteRange rest = isFirst ? null : left.below(next);
            rest = rest == null || rest.isEmpty() ? null : rest;
            if (from < to) {
                return new LeafRun(leaf, from, to, rest);
            }
            if (rest == null) {
                return null;
            }
            left = rest;
        }
        return null;
    }

    /** {@return the exception for a page that would lead a scan in a circle} */
    private BStackCorruptException disorder(Descent path) {
        Page parent = path.page(path.leafDepth() - 1);
        return Damage.at(file.heap(), parent.start(), "a page whose keys rise", "one whose keys do not");
    }

    /** {@return the value of an entry of a run, or null if the leaf has changed since and its value has to be looked up} */
    public byte @Nullable [] value(Page leaf, int index) throws IOException {
        byte[] inLeaf = leaf.valueInLeaf(index);
        if (inLeaf != null) {
            return inLeaf;
        }
        return stack().view(() -> file.isCurrent(leaf) ? values.read(leaf, index) : null);
    }

    // ---------------------------------------------------------------- changing

    /**
     * Puts a value.
     *
     * @return the value before, or null
     */
    public byte @Nullable [] put(byte[] key, byte[] value) throws IOException {
        return change(() -> {
            TreeHeader header = header();
            Descent path = header.root() == 0 ? null : Descent.to(key, file, header);
            byte[] before = path == null ? null : found(path);
            put(header, path, key, value);
            return before;
        });
    }

    /**
     * Puts a value where there is none.
     *
     * @return the value that is there, or null if the new one has been put
     */
    public byte @Nullable [] putIfAbsent(byte[] key, byte[] value) throws IOException {
        return change(() -> {
            TreeHeader header = header();
            Descent path = header.root() == 0 ? null : Descent.to(key, file, header);
            byte[] before = path == null ? null : found(path);
            if (before == null) {
                put(header, path, key, value);
            }
            return before;
        });
    }

    /**
     * Puts a value in the place of an expected one.
     *
     * @return whether the expected one was there
     */
    public boolean replace(byte[] key, byte[] expected, byte[] value) throws IOException {
        return decide(() -> {
            TreeHeader header = header();
            Descent path = header.root() == 0 ? null : Descent.to(key, file, header);
            byte[] before = path == null ? null : found(path);
            if (before == null || !Arrays.equals(before, expected)) {
                return false;
            }
            put(header, path, key, value);
            return true;
        });
    }

    /** Puts a value after all others, under the next number of the tree as eight bytes, the highest first. */
    public void append(byte[] value) throws IOException {
        change(() -> {
            TreeHeader header = header();
            long sequence = header.sequence();
            header.setSequence(sequence + 1);
            byte[] key = new byte[Long.BYTES];
            Bytes.putLong(key, 0, Long.reverseBytes(sequence));
            put(header, header.root() == 0 ? null : Descent.to(key, file, header), key, value);
            return null;
        });
    }

    /** Runs a change as one operation. */
    private <T extends @Nullable Object> T change(TransactionBody<T> change) throws IOException {
        return stack().operate(() -> {
            file.beginChange();
            return change.run();
        });
    }

    /** Runs a change that answers yes or no. */
    @SuppressWarnings("BoxedPrimitiveEquality") // to unbox is a call, and after the commit none may fail
    private boolean decide(TransactionBody<Boolean> change) throws IOException {
        return change(change) == Boolean.TRUE;
    }

    private byte @Nullable [] found(Descent path) throws IOException {
        int index = path.index(path.leafDepth());
        return index < 0 ? null : values.read(path.leaf(), index);
    }

    private void put(TreeHeader header, @Nullable Descent path, byte[] key, byte[] value) throws IOException {
        if (path == null) {
            byte[] cell = values.cell(key, value);
            Page root = file.create(header.tree(), 0);
            root.insert(0, cell);
            header.addValueBytes(Values.ownBytes(root, 0));
            header.addPages(1);
            header.addEntries(1);
            header.setRoot(root.start());
        } else {
            putAt(header, path, key, value);
        }
        header.write();
    }

    private void putAt(TreeHeader header, Descent path, byte[] key, byte[] value) throws IOException {
        Page leaf = path.leaf();
        int index = path.index(path.leafDepth());
        if (index >= 0) {
            if (values.overwrite(leaf, index, key, value)) {
                return;
            }
        }
        byte[] cell = values.cell(key, value);
        if (Cells.isReference(cell)) {
            header.addValueBytes(value.length);
        }
        Change change = new Change(file, header, path);
        if (index >= 0) {
            header.addValueBytes(-Values.ownBytes(leaf, index));
            values.free(leaf, index);
            change.replace(index, cell);
        } else {
            header.addEntries(1);
            change.insert(-index - 1, cell);
        }
    }

    /**
     * Removes an entry.
     *
     * @return its value, or null if there is none
     */
    public byte @Nullable [] remove(byte[] key) throws IOException {
        return change(() -> {
            TreeHeader header = header();
            if (header.root() == 0) {
                return null;
            }
            Descent path = Descent.to(key, file, header);
            byte[] before = found(path);
            if (before != null) {
                removeAt(header, path);
            }
            return before;
        });
    }

    /** Removes an entry, whose value is not read. {@return whether it was there} */
    public boolean delete(byte[] key) throws IOException {
        return decide(() -> {
            TreeHeader header = header();
            Descent path = header.root() == 0 ? null : Descent.to(key, file, header);
            if (path == null || path.index(path.leafDepth()) < 0) {
                return false;
            }
            removeAt(header, path);
            return true;
        });
    }

    /** Removes all entries with these keys, whose values are not read. {@return how many there were} */
    public long deleteAll(ByteRange range) throws IOException {
        long[] removed = new long[1]; // to unbox is a call, and after the commit none may fail
        stack().operate(() -> {
            removed[0] = 0;
            ByteRange left = range;
            while (left != null) {
                file.beginChange();
                LeafRun run = ascending(left);
                left = run == null ? null : run.rest();
                for (int i = run == null ? 0 : run.from(); run != null && i < run.to(); i++) {
                    TreeHeader header = header();
                    removeAt(header, Descent.to(run.leaf().key(i), file, header));
                    removed[0]++;
                }
            }
            return null;
        });
        return removed[0];
    }

    /**
     * Removes an entry if its value is the expected one.
     *
     * @return whether it was
     */
    public boolean remove(byte[] key, byte[] expected) throws IOException {
        return decide(() -> {
            TreeHeader header = header();
            if (header.root() == 0) {
                return false;
            }
            Descent path = Descent.to(key, file, header);
            byte[] before = found(path);
            if (before == null || !Arrays.equals(before, expected)) {
                return false;
            }
            removeAt(header, path);
            return true;
        });
    }

    /** Removes the entry with the lowest of these keys. {@return what has been removed, or null} */
    public @Nullable TreeEntry removeFirst(ByteRange range) throws IOException {
        return change(() -> {
            TreeEntry first = first(range);
            if (first != null) {
                TreeHeader header = header();
                removeAt(header, Descent.to(first.key(), file, header));
            }
            return first;
        });
    }

    /** Removes the entry with the highest of these keys. {@return what has been removed, or null} */
    public @Nullable TreeEntry removeLast(ByteRange range) throws IOException {
        return change(() -> {
            TreeEntry last = last(range);
            if (last != null) {
                TreeHeader header = header();
                removeAt(header, Descent.to(last.key(), file, header));
            }
            return last;
        });
    }

    private void removeAt(TreeHeader header, Descent path) throws IOException {
        Page leaf = path.leaf();
        int index = path.index(path.leafDepth());
        header.addEntries(-1);
        header.addValueBytes(-Values.ownBytes(leaf, index));
        values.free(leaf, index);
        new Change(file, header, path).remove(index);
        header.write();
    }

    /**
     * Takes all pages away from the tree, which then has no entries. Within a transaction of the caller, who has to
     * free them by a {@link Remains}.
     *
     * @return the root page that the tree had, or 0
     */
    public long detach() throws IOException {
        return change(() -> {
            TreeHeader header = header();
            long root = header.root();
            if (root != 0) {
                header.setEmpty();
                header.write();
            }
            return root;
        });
    }

    /** Frees the header, of a tree that has been {@link #detach detached}. */
    public void erase() throws IOException {
        stack().operate(() -> {
            header().erase();
            return null;
        });
    }

    /** {@return the slice of the header} */
    public BStackSlice headerSlice() throws IOException {
        return stack().view(() -> header().slice());
    }

    /** Moves the header to another slice. {@return that slice, which the caller has to name} */
    public BStackSlice moveHeader(BStackSlice to) throws IOException {
        return stack().operate(() -> header().moveTo(to));
    }

    // ---------------------------------------------------------------- upkeep

    /** {@return what is unsound, of one state, the first of it if it is much; empty if nothing is} */
    public List<Finding> verify() throws IOException {
        return stack().view(() -> {
            List<Finding> findings = new ArrayList<>();
            verify(damage -> {
                if (findings.size() < MOST_FINDINGS) {
                    findings.add(Damage.finding(damage));
                }
            });
            return findings;
        });
    }

    /** Tells what is unsound as it is found, a leaf at a time: of one state each, or of what the caller runs in. */
    public void verify(DamageSink sink) throws IOException {
        new TreeCheck(this, file, sink).run();
    }

    /**
     * Shows the entries of all sound leaves, a leaf at a time, and tells what pages and numbers are unsound. Values are
     * not checked.
     */
    public void salvage(RunVisitor visitor, DamageSink sink) throws IOException {
        new TreeCheck(this, file, sink).salvage(visitor);
    }

    /** Shows all slices of the tree, of one state, the header first; each page is shown before what it names. */
    public void trace(SliceVisitor visitor) throws IOException {
        stack().view(() -> {
            TreeHeader header = header();
            visitor.visit(header.slice(), SliceVisitor.Part.HEADER, null);
            if (header.root() != 0) {
                new TreeWalk(file, header.tree(), header.pages()).trace(header.root(), visitor);
            }
            return null;
        });
    }

    /**
     * Shows the slices of the pages whose keys begin with some key, and of the values in the leaf there, of one state;
     * the header is not shown.
     *
     * @param key the lowest key of a leaf; empty for the first leaf
     * @param visitor takes the slices, within the view
     * @return the lowest key of the next leaf, or null if this was the last
     */
    public byte @Nullable [] survey(byte[] key, SliceVisitor visitor) throws IOException {
        return stack().view(() -> {
            TreeHeader header = header();
            if (header.root() == 0) {
                return null;
            }
            Descent path = Descent.to(key, file, header);
            for (int depth = 0; depth <= path.leafDepth(); depth++) {
                if (Arrays.equals(path.low(depth), key)) {
                    visitor.visit(file.named(path.page(depth).start(), PageLayout.SIZE, "a page"));
                }
            }
            Page leaf = path.leaf();
            for (int i = 0; i < leaf.count(); i++) {
                if (leaf.isReference(i)) {
                    visitor.visit(values.slice(leaf, i));
                }
            }
            return path.high(path.leafDepth());
        });
    }

    /** Shows the slices below a page that no tree names any more. */
    public static void traceRemains(PageFile file, int tree, long root, SliceVisitor visitor) throws IOException {
        new TreeWalk(file, tree, Long.MAX_VALUE).trace(root, visitor);
    }

    /**
     * {@return the sound entries of a leaf from a key on, whatever is damaged elsewhere}
     *
     * @param range the keys that are still to come
     */
    public Salvage salvage(ByteRange range) throws IOException {
        return stack().view(() -> Salvage.step(file, header(), range));
    }

    /**
     * Moves slices of the pages on the way to a key, and of the values in the leaf there, except the header. One
     * operation, or a part of the caller's transaction.
     *
     * @param key the key
     * @param mover says what moves where
     * @return the lowest key of the next leaf, or null if this was the last
     */
    public byte @Nullable [] relocate(byte[] key, SliceMover mover) throws IOException {
        return change(() -> {
            TreeHeader header = header();
            byte[] next = header.root() == 0 ? null : new Relocation(file, header, mover).along(key);
            header.write();
            return next;
        });
    }
}
