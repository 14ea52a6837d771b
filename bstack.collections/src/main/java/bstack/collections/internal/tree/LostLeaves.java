package bstack.collections.internal.tree;

import bstack.collections.internal.format.Bytes;
import bstack.collections.internal.format.PageLayout;
import bstack.collections.internal.page.Damage;
import bstack.collections.internal.page.Page;
import bstack.collections.internal.page.PageFile;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.spi.BStackAllocator;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The leaves of a tree, found without the pages above them: by a search through the whole payload for pages of this tree
 * whose checksums fit.
 *
 * <p>What is free may contain leaves as they once were. So only blocks in use count, and nothing is found in a heap whose
 * blocks are not known. Of leaves whose keys overlap none is taken: one of them is left over from a clear that was
 * interrupted.
 */
final class LostLeaves {
    /** How much of the payload is read at once. */
    private static final int PIECE = 1 << 16;
    /** A slice begins at a multiple of so many bytes. */
    private static final int ALIGNMENT = 8;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Leaf(long start, byte[] low, byte[] high) {}

    /** The starts of leaves whose keys overlap. */
    private final Set<Long> overlapping = new HashSet<>();

    private final PageFile file;
    private final BStackAllocator heap;
    private final int tree;
    /** In the order of their keys. */
    private final List<Leaf> leaves = new ArrayList<>();

    private LostLeaves(PageFile file, int tree) {
        this.file = file;
        this.heap = file.heap();
        this.tree = tree;
    }

    /** {@return all leaves of a tree} */
    static LostLeaves of(PageFile file, int tree) throws IOException {
        LostLeaves found = new LostLeaves(file, tree);
        NavigableMap<Long, Long> used = found.used();
        if (used != null) {
            found.search(used);
        }
        return found;
    }

    /** {@return the ends of the blocks in use by their starts, or null if they are not known} */
    private @Nullable NavigableMap<Long, Long> used() throws IOException {
        if (!(heap instanceof InspectableAllocator inspected)) {
            return null;
        }
        try {
            NavigableMap<Long, Long> used = new TreeMap<>();
            for (HeapBlock block : inspected.blocks()) {
                if (!block.isFree()) {
                    used.put(block.start(), block.end());
                }
            }
            return used;
        } catch (BStackCorruptException e) {
            // The heap is damaged too.
            return null;
        }
    }

    private void search(NavigableMap<Long, Long> used) throws IOException {
        BStack stack = heap.stack();
        long length = heap.length();
        for (long from = 0; from + PageLayout.SIZE <= length; from += PIECE) {
            long first = from;
            byte[] piece = stack.view(() -> {
                long end = Math.min(first + PIECE + PageLayout.SLOTS, stack.length());
                return first < end ? stack.get(first, end) : new byte[0];
            });
            for (int at = 0; at < PIECE && at + PageLayout.SLOTS <= piece.length; at += ALIGNMENT) {
                if (piece[at + PageLayout.MARK] == PageLayout.MARK_VALUE
                        && piece[at + PageLayout.LEVEL] == 0
                        && Bytes.getInt(piece, at + PageLayout.TREE) == tree
                        && isUsed(used, from + at)) {
                    add(from + at);
                }
            }
        }
        leaves.sort(Comparator.comparing(Leaf::low, Arrays::compareUnsigned));
        Leaf highest = null;
        for (Leaf leaf : leaves) {
            if (highest != null && Arrays.compareUnsigned(leaf.low, highest.high) <= 0) {
                overlapping.add(leaf.start);
                overlapping.add(highest.start);
            }
            if (highest == null || Arrays.compareUnsigned(leaf.high, highest.high) > 0) {
                highest = leaf;
            }
        }
    }

    private static boolean isUsed(NavigableMap<Long, Long> used, long start) {
        Map.Entry<Long, Long> block = used.floorEntry(start);
        return block != null && start + PageLayout.SIZE <= block.getValue();
    }

    private void add(long start) throws IOException {
        Page leaf = read(start);
        if (leaf != null) {
            leaves.add(new Leaf(start, leaf.key(0), leaf.key(leaf.count() - 1)));
        }
    }

    /** {@return the leaf at a place, or null if there is none whose keys rise} */
    private @Nullable Page read(long start) throws IOException {
        try {
            return heap.stack().view(() -> {
                Page leaf = file.readAnew(tree, start, 0);
                Salvage.check(file, leaf, true, new byte[0], null);
                return leaf;
            });
        } catch (BStackCorruptException e) {
            return null;
        }
    }

    /** Shows the leaves all of whose keys are in a range, and tells which of them are refused since their keys overlap. */
    void visit(ByteRange range, RunVisitor visitor, DamageSink sink) throws IOException {
        for (Leaf leaf : leaves) {
            if (!range.contains(leaf.low) || !range.contains(leaf.high)) {
                continue;
            }
            if (overlapping.contains(leaf.start)) {
                sink.found(Damage.inRange(
                        Damage.at(heap, leaf.start, "the only page with its keys", "another one with some of them"),
                        leaf.low,
                        ByteRange.after(leaf.high)));
                continue;
            }
            Page page = read(leaf.start);
            if (page != null && range.contains(page.key(0)) && range.contains(page.key(page.count() - 1))) {
                visitor.visit(new LeafRun(page, 0, page.count(), null));
            }
        }
    }
}
