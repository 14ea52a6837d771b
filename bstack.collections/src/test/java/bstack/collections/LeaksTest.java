package bstack.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.InspectableAllocator;
import bstack.spi.LinearBStackAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LeaksTest {
    private static final int ENTRIES = 2_000;

    private static HeapRoot filled(HeapKind kind) throws IOException {
        HeapRoot root = HeapRoot.open(kind.open(BStack.open(Storage.memory())));
        DurableMap<Long, byte[]> map = root.map("map", Codec.int64(), Codec.bytes());
        DurableQueue<String> queue = root.queue("queue", Codec.utf8());
        root.heap().stack().transact(() -> {
            for (long i = 0; i < ENTRIES; i++) {
                map.put(i, new byte[(int) (i % 100 == 0 ? 3_000 : i % 100)]);
                queue.add("element " + i);
            }
        });
        return root;
    }

    /** Slices that lie before, between and after those of the structures. */
    private static List<BStackSlice> raw(BStackAllocator heap, int count) throws IOException {
        List<BStackSlice> slices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            slices.add(heap.alloc(1 + 97L * i));
        }
        return slices;
    }

    private static long footprints(BStackAllocator heap, List<BStackSlice> slices) throws IOException {
        long sum = 0;
        for (BStackSlice slice : slices) {
            sum += heap.footprint(slice);
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void structuresAloneLeakNothing(HeapKind kind) throws IOException {
        HeapRoot root = filled(kind);
        LeakReport report = root.leaks(List.of());
        assertEquals(List.of(), report.slices());
        assertEquals(0, report.bytes());
        report.free();
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void anEmptyHeapLeaksNothing(HeapKind kind) throws IOException {
        HeapRoot root = HeapRoot.open(kind.open(BStack.open(Storage.memory())));
        assertEquals(List.of(), root.leaks(List.of()).slices());
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void whatNobodyNamesIsFoundAndFreed(HeapKind kind) throws IOException {
        HeapRoot root = HeapRoot.open(kind.open(BStack.open(Storage.memory())));
        List<BStackSlice> lost = raw(root.heap(), 5);
        root.map("map", Codec.int64(), Codec.utf8()).put(1L, "one");
        lost.addAll(raw(root.heap(), 5));
        long used = root.heap().length();
        LeakReport report = root.leaks(List.of());
        assertEquals(footprints(root.heap(), lost), report.bytes());
        report.free();
        assertEquals(List.of(), root.leaks(List.of()).slices());
        assertEquals("one", root.map("map", Codec.int64(), Codec.utf8()).get(1L));
        assertEquals(List.of(), ((InspectableAllocator) root.heap()).verify());
        assertTrue(root.heap().length() < used, "the end of the heap was given back");
        assertThrows(IllegalStateException.class, report::free);
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void whatATracerNamesStays(HeapKind kind) throws IOException {
        HeapRoot root = filled(kind);
        List<BStackSlice> named = raw(root.heap(), 20);
        List<BStackSlice> kept = named.subList(0, 10);
        SliceTracer tracer = visitor -> kept.forEach(visitor);
        LeakReport report = root.leaks(List.of(tracer, tracer));
        assertEquals(footprints(root.heap(), named.subList(10, 20)), report.bytes());
        report.free();
        assertEquals(0, root.leaks(List.of(tracer)).bytes());
        for (BStackSlice slice : kept) {
            root.heap().dealloc(slice);
        }
        assertEquals(0, root.leaks(List.of()).bytes());
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void nothingIsFreedAfterTheHeapHasChanged(HeapKind kind) throws IOException {
        HeapRoot root = filled(kind);
        raw(root.heap(), 3);
        LeakReport beforeAnAllocation = root.leaks(List.of());
        BStackSlice fresh = root.heap().alloc(10);
        assertThrows(IllegalStateException.class, beforeAnAllocation::free);
        LeakReport beforeAFree = root.leaks(List.of());
        root.heap().dealloc(fresh);
        assertThrows(IllegalStateException.class, beforeAFree::free);
        LeakReport now = root.leaks(List.of());
        assertTrue(now.bytes() > 0);
        now.free();
        assertEquals(0, root.leaks(List.of()).bytes());
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void aRollbackTakesTheFreeingBack(HeapKind kind) throws IOException {
        HeapRoot root = filled(kind);
        raw(root.heap(), 3);
        LeakReport report = root.leaks(List.of());
        assertThrows(
                ArithmeticException.class,
                () -> root.heap().stack().transact(() -> {
                    report.free();
                    throw new ArithmeticException();
                }));
        assertEquals(report.slices(), root.leaks(List.of()).slices());
        report.free();
        assertEquals(0, root.leaks(List.of()).bytes());
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void aTracerThatNamesFreeBytesIsRefused(HeapKind kind) throws IOException {
        HeapRoot root = filled(kind);
        List<BStackSlice> slices = raw(root.heap(), 10);
        root.heap().dealloc(slices.get(5));
        BStackSlice gone = slices.get(5);
        assertThrows(
                Exception.class,
                () -> root.leaks(List.of((SliceTracer) visitor -> visitor.accept(gone))),
                "a slice that has been freed");
        assertTrue(root.leaks(List.of()).bytes() > 0, "and the heap can be used");
    }

    @Test
    void anAllocatorWithoutReservedBytesHasNoRoot() throws IOException {
        BStackAllocator heap = LinearBStackAllocator.open(BStack.open(Storage.memory()));
        assertThrows(NotAHeapRootException.class, () -> HeapRoot.open(heap));
    }
}
