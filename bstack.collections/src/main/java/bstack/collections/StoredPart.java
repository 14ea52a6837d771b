package bstack.collections;

import bstack.collections.internal.format.Bytes;
import bstack.collections.internal.format.DirectoryLayout;
import bstack.collections.internal.format.PageLayout;
import bstack.collections.internal.format.TreeKind;
import bstack.collections.internal.format.TreeLayout;
import bstack.collections.internal.page.Page;
import bstack.collections.internal.root.Descriptor;
import bstack.core.BStack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a structure as it is in the payload, decoded: the header of one, or a page. Tools show these, and find with
 * them what is left in a heap whose allocator or directory is damaged. Nothing here asks an allocator.
 *
 * <p>A part is recognised by its mark and its checksum. So it may be an old one, in space that is free by now, or a part of
 * a value that is a copy of a heap. All parts are immutable, except that the arrays of cells must not be changed.
 */
@SuppressWarnings("exports") // a user needs no JSpecify
public sealed interface StoredPart {

    /** {@return where it begins in the payload} */
    long start();

    /** {@return how many bytes it has} */
    long length();

    /** {@return the lower half of the id of the structure that it belongs to} */
    int tree();

    /** What a structure is for. */
    enum Kind {
        /** The directory of a heap. */
        DIRECTORY,
        /** A map. */
        MAP,
        /** A queue. */
        QUEUE
    }

    /**
     * The header of a structure.
     *
     * @param start where it begins
     * @param kind what it is for
     * @param id its id, whose lower half its pages have
     * @param root where its root page begins; 0 if it has no entries
     * @param entries how many entries it has
     * @param pages how many pages it has
     * @param valueBytes the bytes of values in slices of their own
     * @param sequence the number that a queue gives to its next element
     */
    record Root(long start, Kind kind, long id, long root, long entries, long pages, long valueBytes, long sequence)
            implements StoredPart {
        @Override
        public long length() {
            return TreeLayout.SIZE;
        }

        @Override
        public int tree() {
            return (int) id;
        }
    }

    /**
     * A page.
     *
     * @param start where it begins
     * @param tree the lower half of the id of its structure
     * @param level 0 for a leaf, else one more than the level of its children
     * @param stamp the number that no other write of a page has
     * @param cells its cells, in the order of their keys
     */
    record Node(long start, int tree, int level, long stamp, List<Cell> cells) implements StoredPart {
        @Override
        public long length() {
            return PageLayout.SIZE;
        }
    }

    /**
     * A cell of a page.
     *
     * @param key its key; that of the first cell above the leaves is empty
     * @param child above the leaves, where the child begins; 0 in a leaf
     * @param value the value, if it is in the leaf; else null
     * @param valueStart where the value begins if it has a slice of its own, else 0
     * @param valueLength the length of the value
     * @param checksum the CRC-32C of a value in a slice of its own, else 0
     */
    record Cell(byte[] key, long child, byte @Nullable [] value, long valueStart, long valueLength, int checksum) {
        /** {@return whether the value has a slice of its own} */
        public boolean isApart() {
            return child == 0 && value == null;
        }
    }

    /**
     * What a leaf of a directory says of a structure.
     *
     * @param name its name
     * @param kind what it is for
     * @param header where its header begins
     * @param id its id
     * @param codecs the ids of its codecs
     */
    record Name(String name, Kind kind, long header, long id, List<String> codecs) {
        /** {@return what a cell says if it is one of a directory's leaf, or null if it says nothing of the kind} */
        public static @Nullable Name of(Cell cell) {
            if (cell.value() == null || cell.key().length < 2 || cell.key()[0] != DirectoryLayout.STRUCTURE) {
                return null;
            }
            try {
                Descriptor found = Descriptor.decode(cell.value());
                String name = Codec.utf8().decode(DirectoryLayout.name(cell.key()));
                return new Name(name, kindOf(found.kind()), found.header(), found.id(), found.codecs());
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
    }

    /** Takes the parts of a payload. */
    @FunctionalInterface
    interface Visitor {
        /** Takes a part. */
        void visit(StoredPart part) throws IOException;
    }

    private static Kind kindOf(TreeKind kind) {
        return switch (kind) {
            case DIRECTORY -> Kind.DIRECTORY;
            case MAP -> Kind.MAP;
            case QUEUE -> Kind.QUEUE;
        };
    }

    /**
     * {@return the part that begins at an offset, or null if none does}
     *
     * @param stack the stack
     * @param offset where in the payload
     * @throws IOException if the stack fails
     */
    static @Nullable StoredPart at(BStack stack, long offset) throws IOException {
        long left = stack.length() - offset;
        if (offset < 0 || left < TreeLayout.SIZE) {
            return null;
        }
        byte[] bytes = stack.get(offset, offset + Math.min(left, PageLayout.SIZE));
        return decode(offset, bytes, 0);
    }

    /**
     * Shows all parts of a payload, in the order of their offsets. They are searched for at every byte.
     *
     * @param stack the stack
     * @param visitor takes them
     * @param progress is told how many bytes of the payload have been searched, and may stop it; null if nobody wants to know
     * @throws IOException if the stack fails, or the visitor or the progress throws one
     */
    static void scan(BStack stack, Visitor visitor, @Nullable Progress progress) throws IOException {
        int piece = 1 << 20;
        long length = stack.length();
        byte[] bytes = new byte[piece + PageLayout.SIZE];
        for (long at = 0; at < length; at += piece) {
            int count = (int) Math.min(bytes.length, length - at);
            stack.getInto(at, ByteBuffer.wrap(bytes, 0, count));
            int candidates = Math.min(piece, count);
            for (int i = 0; i < candidates; i++) {
                StoredPart part = isCandidate(bytes, i, count) ? decode(at + i, cut(bytes, i, count), 0) : null;
                if (part != null) {
                    visitor.visit(part);
                }
            }
            if (progress != null && !progress.update(Math.min(length, at + piece), length)) {
                return;
            }
        }
    }

    private static byte[] cut(byte[] bytes, int from, int end) {
        byte[] part = new byte[Math.min(PageLayout.SIZE, end - from)];
        System.arraycopy(bytes, from, part, 0, part.length);
        return part;
    }

    /** {@return whether a part may begin here: a look at a few bytes, which spares nearly all checksums} */
    private static boolean isCandidate(byte[] bytes, int at, int end) {
        if (at + TreeLayout.SIZE <= end && Bytes.getInt(bytes, at + TreeLayout.MAGIC) == TreeLayout.MAGIC_VALUE) {
            return true;
        }
        if (at + PageLayout.SIZE > end || bytes[at + PageLayout.MARK] != PageLayout.MARK_VALUE) {
            return false;
        }
        int cells = Bytes.getShort(bytes, at + PageLayout.CELLS);
        return bytes[at + PageLayout.LEVEL] >= 0
                && bytes[at + PageLayout.LEVEL] <= PageLayout.MAX_LEVEL
                && cells <= PageLayout.SIZE
                && PageLayout.SLOTS + PageLayout.SLOT * Bytes.getShort(bytes, at + PageLayout.COUNT) <= cells;
    }

    private static @Nullable StoredPart decode(long start, byte[] bytes, int at) {
        if (bytes.length >= TreeLayout.SIZE && Bytes.getInt(bytes, at + TreeLayout.MAGIC) == TreeLayout.MAGIC_VALUE) {
            StoredPart root = root(start, bytes);
            if (root != null) {
                return root;
            }
        }
        return bytes.length < PageLayout.SIZE ? null : node(start, bytes);
    }

    private static @Nullable Root root(long start, byte[] bytes) {
        TreeKind kind = TreeKind.ofCode(bytes[TreeLayout.KIND]);
        if (kind == null
                || bytes[TreeLayout.VERSION] != TreeLayout.VERSION_VALUE
                || Bytes.getInt(bytes, TreeLayout.CHECKSUM) != Bytes.checksum(bytes, 0, TreeLayout.CHECKSUM)) {
            return null;
        }
        return new Root(
                start,
                kindOf(kind),
                Bytes.getLong(bytes, TreeLayout.ID),
                Bytes.getLong(bytes, TreeLayout.ROOT),
                Bytes.getLong(bytes, TreeLayout.ENTRIES),
                Bytes.getLong(bytes, TreeLayout.PAGES),
                Bytes.getLong(bytes, TreeLayout.VALUE_BYTES),
                Bytes.getLong(bytes, TreeLayout.SEQUENCE));
    }

    private static @Nullable Node node(long start, byte[] bytes) {
        Page page;
        try {
            page = Page.of(start, bytes);
        } catch (IllegalArgumentException e) {
            return null;
        }
        List<Cell> cells = new ArrayList<>(page.count());
        for (int i = 0; i < page.count(); i++) {
            cells.add(cell(page, i));
        }
        return new Node(start, page.tree(), page.level(), page.stamp(), List.copyOf(cells));
    }

    private static Cell cell(Page page, int index) {
        byte[] key = page.key(index);
        if (page.level() > 0) {
            return new Cell(key, page.child(index), null, 0, 0, 0);
        }
        if (page.isReference(index)) {
            return new Cell(
                    key, 0, null, page.referenceStart(index), page.valueLength(index), page.referenceChecksum(index));
        }
        return new Cell(key, 0, page.value(index), 0, page.valueLength(index), 0);
    }
}
