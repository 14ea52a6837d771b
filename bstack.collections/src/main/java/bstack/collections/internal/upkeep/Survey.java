package bstack.collections.internal.upkeep;

import bstack.collections.internal.page.Damage;
import bstack.collections.internal.root.Directory;
import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Goes through all slices of all structures, each leaf in a transaction of its own that changes nothing: to ask for
 * footprints is an operation of the heap, which is not possible in a view. Beside other work some slices may be missing
 * and others be there twice.
 */
final class Survey {
    private static final byte[] LOWEST_KEY = {};

    /** Takes slices. */
    @FunctionalInterface
    private interface Visitor {
        void visit(Located slice) throws IOException;
    }

    private final Directory directory;
    private final BStackAllocator heap;
    private final BStack stack;

    Survey(Directory directory) {
        this.directory = directory;
        this.heap = directory.heap();
        this.stack = heap.stack();
    }

    /**
     * The sizes of all slices.
     *
     * @param bytes their footprints
     * @param greatest the greatest of them
     */
    record Sizes(long bytes, long greatest) {}

    /** {@return the sizes of all slices} */
    Sizes sizes() throws IOException {
        long[] sizes = new long[2];
        run(slice -> {
            sizes[0] += slice.footprint();
            sizes[1] = Math.max(sizes[1], slice.footprint());
        });
        return new Sizes(sizes[0], sizes[1]);
    }

    /**
     * The lowest slices from some place on.
     *
     * @param slices the slices
     * @param end where the next ones begin, {@link Long#MAX_VALUE} if these are all
     */
    record Window(List<Located> slices, long end) {}

    /** {@return the lowest slices from some place on, a bounded number} */
    Window window(long from, int most) throws IOException {
        PriorityQueue<Located> lowest =
                new PriorityQueue<>(Comparator.comparingLong(Located::start).reversed());
        long[] end = {Long.MAX_VALUE};
        run(slice -> {
            if (slice.start() >= from && slice.start() < end[0]) {
                lowest.add(slice);
                Located highest = lowest.size() > most ? lowest.poll() : null;
                if (highest != null) {
                    end[0] = highest.start();
                }
            }
        });
        return new Window(new ArrayList<>(lowest), end[0]);
    }

    private void run(Visitor visitor) throws IOException {
        for (Movable owner : Movable.all(directory)) {
            for (Located slice : listOf(owner.unlessDropped(() -> header(owner)))) {
                visitor.visit(slice);
            }
            byte[] key = LOWEST_KEY;
            while (key != null) {
                byte[] from = key;
                Step step = owner.unlessDropped(() -> step(owner, from));
                for (Located slice : listOf(step == null ? null : step.slices())) {
                    visitor.visit(slice);
                }
                key = step == null ? null : step.next();
            }
        }
    }

    private static List<Located> listOf(@Nullable List<Located> slices) {
        return slices == null ? List.of() : slices;
    }

    private List<Located> header(Movable owner) throws IOException {
        return stack.transact(() -> List.of(located(owner, null, owner.tree().headerSlice())));
    }

    /** What was found on the way to one leaf. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Step(List<Located> slices, byte @Nullable [] next) {}

    private Step step(Movable owner, byte[] key) throws IOException {
        return stack.transact(() -> {
            List<Located> slices = new ArrayList<>();
            byte[] next = owner.tree().survey(key, slice -> slices.add(located(owner, key, slice)));
            return new Step(slices, next);
        });
    }

    private Located located(Movable owner, byte @Nullable [] key, BStackSlice slice) throws IOException {
        try {
            return new Located(owner, key, slice.start(), heap.footprint(slice));
        } catch (IllegalArgumentException e) {
            throw Damage.at(heap, slice.start(), "a slice that is in use", String.valueOf(e.getMessage()));
        }
    }
}
