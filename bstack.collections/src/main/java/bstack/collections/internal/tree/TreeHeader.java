package bstack.collections.internal.tree;

import bstack.collections.internal.format.Bytes;
import bstack.collections.internal.format.TreeKind;
import bstack.collections.internal.format.TreeLayout;
import bstack.collections.internal.page.Damage;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A tree's header as one operation has read it, and changes it. See {@link TreeLayout}. */
public final class TreeHeader {
    private final BStackAllocator heap;
    private final long start;
    private final byte[] bytes;
    private boolean changed;

    private TreeHeader(BStackAllocator heap, long start, byte[] bytes) {
        this.heap = heap;
        this.start = start;
        this.bytes = bytes;
    }

    /**
     * {@return the header of a new tree without entries, which has been written}
     *
     * @param heap where it goes
     * @param kind what it is for
     */
    public static TreeHeader create(BStackAllocator heap, TreeKind kind) throws IOException {
        byte[] bytes = new byte[TreeLayout.SIZE];
        Bytes.putInt(bytes, TreeLayout.MAGIC, TreeLayout.MAGIC_VALUE);
        bytes[TreeLayout.VERSION] = TreeLayout.VERSION_VALUE;
        bytes[TreeLayout.KIND] = (byte) kind.code();
        long id;
        do {
            id = ThreadLocalRandom.current().nextLong();
        } while (id == 0);
        Bytes.putLong(bytes, TreeLayout.ID, id);
        TreeHeader header = new TreeHeader(heap, heap.alloc(TreeLayout.SIZE).start(), bytes);
        header.changed = true;
        header.write();
        return header;
    }

    /**
     * {@return the header at a place, or null if there is none of this kind and id}
     *
     * @param heap where it is
     * @param start its start
     * @param kind what the tree is for
     * @param id the tree's id, or 0 if it is not known
     * @throws bstack.core.BStackCorruptException if it is damaged
     */
    public static @Nullable TreeHeader read(BStackAllocator heap, long start, TreeKind kind, long id)
            throws IOException {
        byte[] bytes;
        try {
            bytes = heap.stack().get(start, start + TreeLayout.SIZE);
        } catch (IndexOutOfBoundsException e) {
            return null;
        }
        if (Bytes.getInt(bytes, TreeLayout.MAGIC) != TreeLayout.MAGIC_VALUE
                || bytes[TreeLayout.KIND] != kind.code()
                || (id != 0 && Bytes.getLong(bytes, TreeLayout.ID) != id)) {
            return null;
        }
        if (Bytes.getInt(bytes, TreeLayout.CHECKSUM) != checksum(bytes)) {
            throw Damage.at(heap, start, "the header of a " + kind.word(), "one whose checksum does not fit");
        }
        if (bytes[TreeLayout.VERSION] != TreeLayout.VERSION_VALUE) {
            throw Damage.at(
                    heap,
                    start,
                    "the header of a %s of version %d".formatted(kind.word(), TreeLayout.VERSION_VALUE),
                    "one of version " + bytes[TreeLayout.VERSION]);
        }
        return new TreeHeader(heap, start, bytes);
    }

    /**
     * {@return whether there would be a header at a place if its magic, version and kind were right: its checksum is that of
     * the right ones}
     *
     * @param heap where it is
     * @param start its start, in the payload as its end
     * @param kind what the tree is for
     */
    public static boolean isOnceMended(BStackAllocator heap, long start, TreeKind kind) throws IOException {
        byte[] bytes = heap.stack().get(start, start + TreeLayout.SIZE);
        Bytes.putInt(bytes, TreeLayout.MAGIC, TreeLayout.MAGIC_VALUE);
        bytes[TreeLayout.VERSION] = TreeLayout.VERSION_VALUE;
        bytes[TreeLayout.KIND] = (byte) kind.code();
        return Bytes.getInt(bytes, TreeLayout.CHECKSUM) == checksum(bytes);
    }

    private static int checksum(byte[] bytes) {
        return Bytes.checksum(bytes, 0, TreeLayout.CHECKSUM);
    }

    /** Writes what has changed, if anything has. */
    public void write() throws IOException {
        if (changed) {
            Bytes.putInt(bytes, TreeLayout.CHECKSUM, checksum(bytes));
            heap.stack().set(start, ByteBuffer.wrap(bytes));
            changed = false;
        }
    }

    /** {@return a slice with the same header, to which it has moved; the old one is free} */
    public BStackSlice moveTo(BStackSlice place) throws IOException {
        heap.stack().set(place.start(), ByteBuffer.wrap(bytes));
        erase();
        return place;
    }

    /** Zeroes the header, so that no one takes it for one any more, and frees its slice. */
    public void erase() throws IOException {
        BStackSlice slice = slice();
        slice.zero();
        heap.dealloc(slice);
    }

    /** {@return where it is} */
    public BStackSlice slice() throws IOException {
        return heap.slice(start, TreeLayout.SIZE);
    }

    /** {@return where it begins} */
    public long start() {
        return start;
    }

    /** {@return the tree's id} */
    public long id() {
        return Bytes.getLong(bytes, TreeLayout.ID);
    }

    /** {@return the lower half of the tree's id, which its pages have} */
    public int tree() {
        return (int) id();
    }

    /** {@return the start of the root page, or 0} */
    public long root() {
        return Bytes.getLong(bytes, TreeLayout.ROOT);
    }

    /** {@return the number of entries} */
    public long entries() {
        return Bytes.getLong(bytes, TreeLayout.ENTRIES);
    }

    /** {@return the number of pages} */
    public long pages() {
        return Bytes.getLong(bytes, TreeLayout.PAGES);
    }

    /** {@return the bytes of values in slices of their own} */
    public long valueBytes() {
        return Bytes.getLong(bytes, TreeLayout.VALUE_BYTES);
    }

    /** {@return the next number of a queue} */
    public long sequence() {
        return Bytes.getLong(bytes, TreeLayout.SEQUENCE);
    }

    void setRoot(long root) {
        set(TreeLayout.ROOT, root);
    }

    void addEntries(long more) {
        set(TreeLayout.ENTRIES, entries() + more);
    }

    void addPages(long more) {
        set(TreeLayout.PAGES, pages() + more);
    }

    void addValueBytes(long more) {
        set(TreeLayout.VALUE_BYTES, valueBytes() + more);
    }

    void setSequence(long next) {
        set(TreeLayout.SEQUENCE, next);
    }

    /** The tree has no entries and no pages any more. */
    void setEmpty() {
        setRoot(0);
        set(TreeLayout.ENTRIES, 0);
        set(TreeLayout.PAGES, 0);
        set(TreeLayout.VALUE_BYTES, 0);
    }

    private void set(int at, long value) {
        Bytes.putLong(bytes, at, value);
        changed = true;
    }
}
