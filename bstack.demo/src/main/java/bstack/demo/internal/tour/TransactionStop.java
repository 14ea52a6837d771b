package bstack.demo.internal.tour;

import bstack.demo.internal.text.Figures;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.nio.file.Path;

/** Transactions: many operations that all happen, at the price of one, or none of them. */
final class TransactionStop {
    private static final int ROUNDS = 50;
    private static final int OPERATIONS = 10;

    private final Guide guide;

    TransactionStop(Guide guide) {
        this.guide = guide;
    }

    /** The failure that the tour lets happen in the middle of a transaction. */
    private static final class PlannedFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    void visit(Path folder, BStackAllocatorProvider provider) throws IOException {
        guide.heading(3, "Transactions: all of it or nothing, for one flush");
        guide.explain(
                "Any number of changes become one: together they cost one flush, and a failure in the middle undoes all of them.");
        try (BStackAllocator heap = BStackAllocators.create(folder.resolve("transactions.bstack"), provider.name())) {
            long single = time(heap, 1);
            long together = time(heap, OPERATIONS);
            guide.fact("alloc and write, one by one", Figures.micros(single / (double) ROUNDS) + " a transaction");
            guide.fact("ten pairs in one transaction", Figures.micros(together / (double) ROUNDS) + " a transaction");
            rollBack(heap);
        }
    }

    private static long time(BStackAllocator heap, int pairs) throws IOException {
        long begun = System.nanoTime();
        for (int round = 0; round < ROUNDS; round++) {
            heap.stack().transact(() -> {
                for (int i = 0; i < pairs; i++) {
                    heap.alloc(32).write(new byte[] {1, 2, 3});
                }
            });
        }
        return System.nanoTime() - begun;
    }

    private void rollBack(BStackAllocator heap) throws IOException {
        BStackSlice slice = heap.alloc(8);
        slice.write(new byte[] {7});
        long before = heap.length();
        try {
            heap.stack().transact(() -> {
                slice.write(new byte[] {9});
                heap.alloc(1000);
                heap.dealloc(slice);
                throw new PlannedFailure();
            });
        } catch (PlannedFailure e) {
            Guide.expect(heap.length() == before && slice.read()[0] == 7, "a rollback to bring everything back");
            guide.fact("write, alloc, free, then a failure", "rolled back: same length, same slice, same content");
        }
    }
}
