package bstack.collections.internal.upkeep;

import bstack.collections.CompactionReport;
import bstack.collections.Progress;
import bstack.collections.internal.root.Directory;
import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moves the slices of structures towards the front of a heap, in bounded transactions, so other work goes on in between,
 * and a crash leaves a heap that is compacted in part.
 *
 * <p>The first round goes through the trees, and moves only what is beyond the length that the payload would have without
 * gaps: each transaction moves the pages on the way to one leaf and the values of that leaf. Where that leaves gaps, since
 * they are smaller than what is to move, the slices are {@linkplain Sliding slid} down in the order of their addresses.
 * Used by one thread, once.
 */
public final class Compaction {
    /** A payload that is longer by no more than one part in so many is not worth another round. */
    private static final int GOOD_ENOUGH = 32;

    /** A round that makes the payload shorter by less than one part in so many is the last one. */
    private static final int WORTHWHILE = 256;

    private static final int MOST_PASSES = 4;
    private static final byte[] LOWEST_KEY = {};

    private final Directory directory;
    private final BStackAllocator heap;
    private final BStack stack;
    private final Moves moves;

    /** What ends at or before this offset stays in the first round. */
    private long kept;

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
        this.moves = new Moves(progress);
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
        return new CompactionReport(
                moves.slices(), moves.bytes(), pinned, pinnedBytes, before, heap.length(), complete);
    }

    private boolean rounds() throws IOException {
        Survey.Sizes sizes = new Survey(directory).sizes();
        long enough = sizes.bytes() + sizes.bytes() / GOOD_ENOUGH;
        kept = enough;
        moves.round(sizes.bytes());
        if (!firstRound() || !trim()) {
            return false;
        }
        boolean worthwhile = true;
        for (int pass = 0; pass < MOST_PASSES && worthwhile && heap.length() > enough; pass++) {
            long length = heap.length();
            moves.round(sizes.bytes());
            if (!new Sliding(directory, sizes, moves).run() || !trim()) {
                return false;
            }
            worthwhile = length - heap.length() >= length / WORTHWHILE;
        }
        return true;
    }

    /** {@return whether it has come to its end} */
    private boolean firstRound() throws IOException {
        for (Movable owner : Movable.all(directory)) {
            byte[] key = LOWEST_KEY;
            while (key != null) {
                key = owner.relocate(key, this::move);
                if (!moves.goOn()) {
                    return false;
                }
            }
            owner.relocateHeader(this::move);
            if (!moves.goOn()) {
                return false;
            }
        }
        return true;
    }

    /** {@return whether to go on} */
    private boolean trim() throws IOException {
        return heap.trim() == 0 || moves.goOn();
    }

    private @Nullable BStackSlice move(BStackSlice slice) throws IOException {
        moves.dealtWith(slice.length());
        if (slice.end() <= kept) {
            return null;
        }
        BStackSlice to = heap.allocBelow(slice.length(), slice.start()).orElse(null);
        if (to != null) {
            moves.moved(heap.footprint(to));
        }
        return to;
    }
}
