package bstack.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.spi.BStackSlice;
import bstack.spi.InspectableAllocator;
import bstack.testkit.storage.StorageCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The part of an {@link AllocatorContract} about cost: each change is one flush, however much it is made of. */
abstract class AllocatorCosts extends AllocatorRefusals {

    /** Runs something that must make one durable write, any plain writes, and no other change. */
    private void oneFlush(String what, Executable change) throws Throwable {
        storage.forget();
        change.execute();
        assertEquals(1, storage.count(StorageCall.DURABLE_WRITE), what + ": durable writes in " + storage);
        noOtherChange(what);
    }

    /** Runs something that need not change the file. */
    private void atMostOneFlush(String what, Executable change) throws Throwable {
        storage.forget();
        change.execute();
        assertTrue(storage.count(StorageCall.DURABLE_WRITE) <= 1, () -> what + ": durable writes in " + storage);
        noOtherChange(what);
    }

    private void noOtherChange(String what) {
        for (StorageCall none : List.of(StorageCall.SYNC, StorageCall.RESIZE, StorageCall.RESERVE)) {
            assertEquals(0, storage.count(none), what + ": " + none + " in " + storage);
        }
    }

    /** A heap with some live slices, a hole between two, and the journal attached. */
    private List<BStackSlice> slices() throws IOException {
        List<BStackSlice> slices = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            slices.add(filled(40 + 10 * i, i));
        }
        heap.dealloc(slices.remove(5));
        return slices;
    }

    @Test
    void eachOperationIsOneFlush() throws Throwable {
        List<BStackSlice> slices = slices();
        oneFlush("alloc", () -> slices.add(heap.alloc(30)));
        oneFlush("alloc at the end", () -> slices.add(heap.alloc(3_000)));
        oneFlush("write", () -> slices.get(2).write(content(7, 30)));
        oneFlush("growing the last", () -> slices.add(heap.realloc(slices.remove(slices.size() - 1), 4_000)));
        oneFlush("shrinking the last", () -> slices.add(heap.realloc(slices.remove(slices.size() - 1), 10)));
        if (managesEverySlice()) {
            oneFlush("moving", () -> slices.add(heap.realloc(slices.remove(1), 500)));
            atMostOneFlush("shrinking", () -> slices.add(heap.realloc(slices.remove(6), 2)));
            oneFlush("dealloc", () -> heap.dealloc(slices.remove(3)));
        }
        if (isBulk()) {
            oneFlush("alloc in bulk", () -> slices.addAll(bulk().allocBulk(20, 30, 40, 50, 60, 70)));
            oneFlush("dealloc in bulk", () -> {
                List<BStackSlice> last = slices.subList(slices.size() - 4, slices.size());
                bulk().deallocBulk(last);
                last.clear();
            });
        }
        oneFlush("dealloc of the last", () -> heap.dealloc(slices.remove(slices.size() - 1)));
        sound(slices);
    }

    @Test
    void aTransactionOfTenOperationsIsOneFlush() throws Throwable {
        List<BStackSlice> slices = slices();
        oneFlush(
                "ten operations",
                () -> stack.transact(() -> {
                    for (int i = 0; i < 4; i++) {
                        slices.add(filled(100 + i, i));
                    }
                    slices.add(heap.realloc(slices.remove(slices.size() - 1), 700));
                    heap.dealloc(slices.remove(slices.size() - 1));
                }));
        sound(slices);
    }

    @Test
    void aFreeAndAStoreInOneTransactionAreOneFlush() throws Throwable {
        List<BStackSlice> slices = slices();
        for (int i = 0; i < 5; i++) {
            long seed = i;
            oneFlush(
                    "replacing",
                    () -> stack.transact(() -> {
                        heap.dealloc(slices.remove(slices.size() - 1));
                        slices.add(filled(200 + 10 * seed, seed));
                        BStackSlice root = heap.reserved();
                        if (root.length() >= BStackSlice.BYTES) {
                            root.write(slices.get(slices.size() - 1).toBytes());
                        }
                    }));
        }
        sound(slices);
    }

    @Test
    void readingMakesNoCallButReads() throws IOException {
        List<BStackSlice> slices = slices();
        heap.slice(slices.get(0).start(), 10).read();
        storage.forget();
        for (BStackSlice slice : slices) {
            slice.read();
            slice.read(1, 5);
            slice.subslice(2, 8).read();
        }
        heap.reserved().read();
        heap.length();
        if (heap instanceof InspectableAllocator inspectable) {
            inspectable.blocks();
            inspectable.verify();
        }
        noCall(
                "reading",
                EnumSet.of(
                        StorageCall.WRITE,
                        StorageCall.DURABLE_WRITE,
                        StorageCall.SYNC,
                        StorageCall.RESIZE,
                        StorageCall.RESERVE));
    }

    @Test
    void openingAnUntouchedFileWritesNothingAndNeitherDoesItsClose() throws IOException {
        List<BStackSlice> slices = slices();
        reopen(); // what an opening may bring in order is in order after this
        heap.close();
        storage.forget();
        stack = BStack.open(storage);
        heap = open(stack);
        holds(heap.slice(slices.get(0).start(), 40), 0);
        heap.close();
        noCall(
                "opening",
                EnumSet.of(StorageCall.WRITE, StorageCall.DURABLE_WRITE, StorageCall.RESIZE, StorageCall.RESERVE));
        // Another process may have left it unflushed, and nothing may be shown that is not durable.
        assertEquals(1, storage.count(StorageCall.SYNC), () -> "flushes in " + storage);
    }

    private void noCall(String what, Set<StorageCall> kinds) {
        assertEquals(
                List.of(),
                storage.calls().stream()
                        .filter(call -> kinds.contains(call.kind()))
                        .toList(),
                () -> what + " made the calls " + storage);
    }
}
