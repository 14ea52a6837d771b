package bstack.collections.internal.upkeep;

import bstack.collections.CompactionReport;
import bstack.collections.Progress;
import bstack.collections.internal.root.Directory;
import bstack.collections.internal.root.Structure;
import bstack.collections.internal.tree.Tree;
import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moves the slices of structures towards the front of a heap. Each transaction moves the pages on the way to one leaf and
 * the values of that leaf, so other work goes on in between, and a crash leaves a heap that is compacted in part.
 *
 * <p>The first round moves only what is beyond the length that the payload would have without gaps. Where that leaves
 * gaps, since they are smaller than what is to move, further rounds move everything that has room below it, as long as
 * the payload gets shorter. Used by one thread, once.
 */
public final class Compaction {
    /** A payload that is longer by no more than one part in so many is not worth another round. */
    private static final int GOOD_ENOUGH = 32;

    /** A round that makes the payload shorter by less than one part in so many is the last one. */
    private static final int WORTHWHILE = 256;

    private static final int MOST_ROUNDS = 32;
    private static final byte[] LOWEST_KEY = {};

    private final Directory directory;
    private final BStackAllocator heap;
    private final BStack stack;
    private final @Nullable Progress progress;

    /** What ends at or before this offset stays. */
    private long kept;

    private long moved;
    private long movedBytes;
    /** How many bytes this round has dealt with, and about how many there are. */
    private long done;

    private long total;

    /**
     * Creates a compaction.
     *
     * @param directory the structures
     * @param progress is told how far it has come, and may stop it; or null
     */
    public Compaction(Directory directory, @Nullable Progress progress) {
        this.directory = directory;
        this.heap = directory.heap();
        this.stack = heap.stack();
        this.progress = progress;
    }

    /** Runs it. {@return what it has done} */
    public CompactionReport run() throws IOException {
        if (stack.inTransaction()) {
            throw new IllegalStateException(
                    "%s: a compaction makes transactions of its own: call it outside of one".formatted(stack.name()));
        }
        long before = heap.length();
        directory.sweep();
        boolean complete = rounds();
        heap.trim();
        long pinned = 0;
        long pinnedBytes = 0;
        if (heap instanceof InspectableAllocator) {
            Census census = Census.of(directory, List.of());
            pinned = census.unreached().size();
            pinnedBytes = census.unreachedBytes();
        }
        return new CompactionReport(moved, movedBytes, pinned, pinnedBytes, before, heap.length(), complete);
    }

    private boolean rounds() throws IOException {
        long live = liveBytes();
        kept = live + live / GOOD_ENOUGH;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            long length = heap.length();
            long movedBefore = moved;
            done = 0;
            total = live;
            if (!round()) {
                return false;
            }
            heap.trim();
            boolean nothing = moved == movedBefore || length - heap.length() < length / WORTHWHILE;
            if (heap.length() <= live + live / GOOD_ENOUGH || nothing && kept == 0) {
                break;
            }
            kept = 0;
        }
        return true;
    }

    private long liveBytes() throws IOException {
        long[] sum = new long[1];
        stack.transact(() -> {
            sum[0] = 0;
            directory.trace(slice -> sum[0] += heap.footprint(slice));
        });
        return sum[0];
    }

    /** {@return whether it has come to its end} */
    private boolean round() throws IOException {
        Tree own = directory.tree();
        if (own == null) {
            return true;
        }
        if (!moveTree(own)) {
            return false;
        }
        move(own, to -> directory.moveHeader(to));
        for (Directory.Named named : directory.structures()) {
            Structure structure = directory.structure(named);
            try {
                if (!moveTree(structure.tree())) {
                    return false;
                }
                move(structure.tree(), to -> directory.moveHeader(structure, to));
            } catch (IllegalStateException e) {
                if (directory.find(named.name()) != null) {
                    throw e;
                }
                // It has been dropped meanwhile.
            }
        }
        return true;
    }

    private boolean moveTree(Tree tree) throws IOException {
        byte[] key = LOWEST_KEY;
        while (key != null) {
            key = tree.relocate(key, this::move);
            if (progress != null && !progress.update(Math.min(done, total), total)) {
                return false;
            }
        }
        return true;
    }

    /** Takes the new place of a header. */
    @FunctionalInterface
    private interface Header {
        void moveTo(BStackSlice to) throws IOException;
    }

    private void move(Tree tree, Header header) throws IOException {
        stack.operate(() -> {
            BStackSlice to = move(tree.headerSlice());
            if (to != null) {
                header.moveTo(to);
            }
            return null;
        });
    }

    private @Nullable BStackSlice move(BStackSlice slice) throws IOException {
        done += slice.length();
        if (slice.end() <= kept) {
            return null;
        }
        BStackSlice to = heap.allocBelow(slice.length(), slice.start()).orElse(null);
        if (to != null) {
            moved++;
            movedBytes += heap.footprint(to);
        }
        return to;
    }
}
