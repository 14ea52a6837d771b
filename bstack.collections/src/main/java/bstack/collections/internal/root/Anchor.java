package bstack.collections.internal.root;

import bstack.collections.NotAHeapRootException;
import bstack.collections.internal.format.AnchorLayout;
import bstack.collections.internal.format.Bytes;
import bstack.collections.internal.format.TreeKind;
import bstack.collections.internal.format.TreeLayout;
import bstack.collections.internal.page.Damage;
import bstack.collections.internal.tree.TreeHeader;
import bstack.collections.internal.tree.TreePlace;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import java.io.IOException;

/** The first of the heap's reserved bytes, which name its directory. See {@link AnchorLayout}. */
final class Anchor implements TreePlace {
    private final BStackAllocator heap;
    private volatile long known;

    Anchor(BStackAllocator heap) {
        this.heap = heap;
    }

    /**
     * {@return whether the heap has a directory; within a view or transaction}
     *
     * @throws NotAHeapRootException if the reserved bytes are something else, or too few
     * @throws bstack.core.BStackCorruptException if the directory's header is damaged
     */
    boolean exists() throws IOException {
        long start = read();
        if (start == 0) {
            return false;
        }
        if (TreeHeader.read(heap, start, TreeKind.DIRECTORY, 0) == null) {
            if (TreeHeader.isOnceMended(heap, start, TreeKind.DIRECTORY)) {
                throw Damage.at(heap, start, "the magic of a directory", "other bytes, and the rest of one");
            }
            throw new NotAHeapRootException(
                    name(), "what its reserved bytes name, at offset %d, is none".formatted(start));
        }
        known = start;
        return true;
    }

    private long read() throws IOException {
        byte[] anchor = reserved().read(0, AnchorLayout.SIZE);
        long start = Bytes.getLong(anchor, AnchorLayout.START);
        long length = Bytes.getLong(anchor, AnchorLayout.LENGTH);
        if (start == 0 && length == 0) {
            return 0;
        }
        if (length != TreeLayout.SIZE || start <= 0 || start > heap.length() - length) {
            throw new NotAHeapRootException(
                    name(), "its reserved bytes hold something else, the numbers %d and %d".formatted(start, length));
        }
        return start;
    }

    private BStackSlice reserved() throws IOException {
        BStackSlice reserved = heap.reserved();
        if (reserved.length() < AnchorLayout.SIZE) {
            throw new NotAHeapRootException(
                    name(),
                    "its allocator, %s, leaves %d bytes to the user where %d are needed"
                            .formatted(heap.name(), reserved.length(), AnchorLayout.SIZE));
        }
        return reserved;
    }

    private String name() {
        return heap.stack().name();
    }

    /** Makes a directory, within a transaction. */
    void create() throws IOException {
        name(TreeHeader.create(heap, TreeKind.DIRECTORY).slice());
    }

    /** Names the directory's header, within a transaction. */
    void name(BStackSlice header) throws IOException {
        reserved().write(0, header.toBytes());
        known = header.start();
    }

    /** Names no directory any more, within a transaction. */
    void clear() throws IOException {
        reserved().zero(0, AnchorLayout.SIZE);
    }

    @Override
    public long start() {
        return known;
    }

    @Override
    public long find() throws IOException {
        long start = read();
        if (start == 0) {
            throw new IllegalStateException("%s has no directory of structures any more".formatted(name()));
        }
        known = start;
        return start;
    }
}
