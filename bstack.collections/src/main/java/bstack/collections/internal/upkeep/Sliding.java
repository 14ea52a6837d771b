package bstack.collections.internal.upkeep;

import bstack.collections.internal.root.Directory;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the slices in the order of their addresses, each of which goes down to the lowest place that has room. A
 * slice that fits nowhere below, and has a gap just before it, moves up: so its bytes join the gap, which travels up from
 * then on, takes in all gaps that it meets, and ends at the end of the payload. Used by one thread, once.
 *
 * <p>It ends for certain. Of two slices the one that is dealt with later is higher up; a slice that has moved down is not
 * met again; and slices move up for a number of bytes that is fixed at the start, by which the payload grows at most.
 */
final class Sliding {
    /** How many slices are known at a time. */
    private static final int KNOWN = 1 << 15;
    /** Of gaps that a pass comes to first, one part of the live bytes in so many is left. */
    private static final int LEFT = 64;
    /** One transaction deals with so many slices at most. */
    private static final int MOST_SLICES = 64;
    /** After so many bytes that have moved, a transaction ends. */
    private static final long MOST_BYTES = 1 << 18;
    /** So many times the footprint of the greatest slice may move up. */
    private static final int GREATEST = 4;
    /** Or one part of the live bytes in so many, if that is more. */
    private static final int MOVING_UP = 16;

    private final Directory directory;
    private final BStackAllocator heap;
    private final Moves moves;
    private final PriorityQueue<Located> pending = new PriorityQueue<>(Comparator.comparingLong(Located::start));

    /** What begins here or above has moved up in this pass. */
    private final long end;
    /** How many bytes may still move up. */
    private long leftToMoveUp;
    /** Of gaps, how many bytes may still be left. */
    private long leftInGaps;
    /** Where the next slice begins if there is no gap before it. */
    private long packed;

    /**
     * Creates a pass.
     *
     * @param directory the structures
     * @param sizes the sizes of their slices
     * @param moves counts what it does, and says when to stop
     */
    Sliding(Directory directory, Survey.Sizes sizes, Moves moves) throws IOException {
        this.directory = directory;
        this.heap = directory.heap();
        this.moves = moves;
        this.end = heap.length();
        this.leftToMoveUp = Math.max(GREATEST * sizes.greatest(), sizes.bytes() / MOVING_UP);
        this.leftInGaps = sizes.bytes() / LEFT;
        this.packed = heap.reserved().end();
    }

    /** Runs it. {@return whether it has come to its end} */
    boolean run() throws IOException {
        Survey survey = new Survey(directory);
        long from = 0;
        while (from < Long.MAX_VALUE) {
            Survey.Window window = survey.window(from, KNOWN);
            pending.clear();
            pending.addAll(window.slices());
            if (!slide(window.end())) {
                return false;
            }
            from = window.end();
        }
        return true;
    }

    /** Deals with all pending slices that begin before some place. */
    private boolean slide(long before) throws IOException {
        passSmallGaps();
        while (isPending(before)) {
            heap.stack().transact(() -> {
                long bytes = moves.bytes() + MOST_BYTES;
                for (int i = 0; i < MOST_SLICES && isPending(before) && moves.bytes() < bytes; i++) {
                    settle(pending.remove());
                }
            });
            if (!moves.goOn()) {
                return false;
            }
        }
        return true;
    }

    private boolean isPending(long before) {
        Located next = pending.peek();
        return next != null && next.start() < before;
    }

    /** Leaves slices where they are as long as the gaps between them do not count. */
    private void passSmallGaps() {
        Located next = pending.peek();
        while (next != null && leftInGaps >= 0) {
            leftInGaps -= Math.max(0, next.start() - packed);
            if (leftInGaps >= 0) {
                stays(pending.remove());
                next = pending.peek();
            }
        }
    }

    private void stays(Located slice) {
        packed = Math.max(packed, slice.next());
        moves.dealtWith(slice.footprint());
    }

    private void settle(Located slice) throws IOException {
        Destination destination = new Destination(slice);
        byte[] key = slice.key();
        if (key == null) {
            slice.owner().relocateHeader(destination::of);
        } else {
            slice.owner().relocate(key, destination::of);
        }
        BStackSlice to = destination.to;
        if (to == null) {
            if (destination.found) {
                stays(slice);
            }
        } else {
            long footprint = heap.footprint(to);
            moves.moved(footprint);
            Located there = new Located(slice.owner(), key, to.start(), footprint);
            if (to.start() < slice.start()) {
                stays(there);
            } else {
                leftToMoveUp -= footprint;
                pending.add(there);
            }
        }
    }

    /** Where one slice goes. */
    private final class Destination {
        private final Located slice;
        /** Whether the slice is still where it was. */
        boolean found;

        @Nullable
        BStackSlice to;

        Destination(Located slice) {
            this.slice = slice;
        }

        @Nullable
        BStackSlice of(BStackSlice candidate) throws IOException {
            if (candidate.start() != slice.start() || found) {
                return null;
            }
            found = true;
            to = heap.allocBelow(candidate.length(), candidate.start()).orElse(null);
            if (to == null && isWorthMovingUp()) {
                to = heap.alloc(candidate.length());
            }
            return to;
        }

        private boolean isWorthMovingUp() {
            return slice.start() > packed && slice.start() < end && slice.footprint() <= leftToMoveUp;
        }
    }
}
