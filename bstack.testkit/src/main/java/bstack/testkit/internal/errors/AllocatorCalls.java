package bstack.testkit.internal.errors;

import bstack.spi.BStackAllocator;
import bstack.spi.BStackBulkAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Every kind of call of an allocator, on the heap that {@link #fill} makes. */
final class AllocatorCalls {
    private static final int[] LENGTHS = {40, 100, 64, 200, 300, 90, 1_000, 48, 500, 120};
    private static final int[] BULK = {100, 250, 2_000};
    private static final List<String> FREED = List.of("s1", "s4", "s6", "s8");
    private static final byte[] DATA = Bytes.of(9, 40);

    private AllocatorCalls() {}

    /** Makes a heap with free blocks between live ones. */
    static void fill(BStackAllocator allocator, AllocatorHeap heap) throws IOException {
        for (int i = 0; i < LENGTHS.length; i++) {
            alloc(allocator, heap, "s" + i, LENGTHS[i]);
        }
        for (String name : FREED) {
            free(allocator, heap, name);
        }
    }

    static List<AllocatorCall> all(boolean bulk, boolean inspectable) {
        List<AllocatorCall> calls = new ArrayList<>();
        calls.add(new AllocatorCall("alloc of a free block's size", (a, h) -> allocOnly(a, h, 100)));
        calls.add(new AllocatorCall("alloc out of a larger block", (a, h) -> allocOnly(a, h, 130)));
        calls.add(new AllocatorCall("alloc at the tail", (a, h) -> allocOnly(a, h, 5_000)));
        calls.add(new AllocatorCall("alloc of nothing", (a, h) -> a.alloc(0)));
        calls.add(new AllocatorCall("large alloc", (a, h) -> allocOnly(a, h, 300_000)));
        calls.add(realloc("realloc that stays", "s3", 196));
        calls.add(realloc("realloc that shrinks", "s3", 20));
        calls.add(realloc("realloc into the next block", "s0", 110));
        calls.add(realloc("realloc that moves to a free block", "s2", 450));
        calls.add(realloc("realloc that moves to the tail", "s2", 4_000));
        calls.add(realloc("realloc that grows at the tail", "s9", 900));
        calls.add(realloc("realloc that shrinks at the tail", "s9", 30));
        calls.add(realloc("realloc to nothing", "s3", 0));
        calls.add(realloc("realloc from nothing", "none", 77));
        calls.add(new AllocatorCall("dealloc between live ones", (a, h) -> free(a, h, "s2")));
        calls.add(new AllocatorCall("dealloc between free ones", (a, h) -> free(a, h, "s5")));
        calls.add(new AllocatorCall("dealloc at the tail", (a, h) -> free(a, h, "s9")));
        calls.add(new AllocatorCall("allocBelow", (a, h) -> below(a, h, "new", 90, Long.MAX_VALUE)));
        calls.add(new AllocatorCall("allocBelow of what is not there", (a, h) -> below(a, h, "new", 90, 16)));
        calls.add(new AllocatorCall(
                "alloc of what three neighbours hold together",
                (a, h) -> a.stack().transact(() -> {
                    free(a, h, "s5");
                    allocOnly(a, h, 1_300);
                })));
        calls.add(new AllocatorCall(
                "dealloc that frees the end with what is before it",
                (a, h) -> a.stack().transact(() -> {
                    free(a, h, "s7");
                    free(a, h, "s9");
                })));
        calls.add(new AllocatorCall("footprint", (a, h) -> a.footprint(h.handle(a, "s3"))));
        calls.add(new AllocatorCall("trim", (a, h) -> a.trim()));
        calls.add(new AllocatorCall(
                "transaction that moves down", (a, h) -> a.stack().transact(() -> moveDown(a, h))));
        calls.add(new AllocatorCall("write", AllocatorCalls::write));
        calls.add(new AllocatorCall("transaction", (a, h) -> a.stack().transact(() -> several(a, h))));
        calls.add(new AllocatorCall("transaction that throws", AllocatorCalls::thrown));
        calls.add(new AllocatorCall("transaction that swallows", AllocatorCalls::swallows));
        if (bulk) {
            calls.add(new AllocatorCall("allocBulk", AllocatorCalls::allocBulk));
            calls.add(new AllocatorCall("deallocBulk", AllocatorCalls::freeBulk));
        }
        if (inspectable) {
            calls.add(new AllocatorCall("verify", (a, h) -> ((InspectableAllocator) a).verify()));
            calls.add(new AllocatorCall("blocks", (a, h) -> ((InspectableAllocator) a).blocks()));
        }
        return calls;
    }

    private static void alloc(BStackAllocator allocator, AllocatorHeap heap, String name, int length)
            throws IOException {
        BStackSlice slice = allocator.alloc(length);
        slice.write(Bytes.of(length, length));
        heap.put(name, slice, Bytes.of(length, length));
    }

    /** One call, whose slice is zero. */
    private static void allocOnly(BStackAllocator allocator, AllocatorHeap heap, int length) throws IOException {
        heap.put("new", allocator.alloc(length), new byte[length]);
    }

    private static boolean below(BStackAllocator allocator, AllocatorHeap heap, String name, int length, long limit)
            throws IOException {
        Optional<BStackSlice> slice = allocator.allocBelow(length, limit);
        slice.ifPresent(found -> heap.put(name, found, new byte[length]));
        return slice.isPresent();
    }

    /** Moves the last slice into a free block before it. */
    private static void moveDown(BStackAllocator allocator, AllocatorHeap heap) throws IOException {
        BStackSlice last = heap.handle(allocator, "s9");
        byte[] content = heap.content("s9");
        if (below(allocator, heap, "down", content.length, last.start())) {
            BStackSlice moved = heap.handle(allocator, "down");
            moved.write(content);
            heap.put("down", moved, content);
            free(allocator, heap, "s9");
        }
        allocator.trim();
    }

    private static void free(BStackAllocator allocator, AllocatorHeap heap, String name) throws IOException {
        allocator.dealloc(heap.handle(allocator, name));
        heap.remove(name);
    }

    private static AllocatorCall realloc(String what, String name, int length) {
        return new AllocatorCall(what, (a, h) -> realloc(a, h, name, length));
    }

    private static void realloc(BStackAllocator allocator, AllocatorHeap heap, String name, int length)
            throws IOException {
        BStackSlice moved;
        try {
            moved = allocator.realloc(heap.handle(allocator, name), length);
        } catch (UnsupportedOperationException e) {
            return; // not every allocator resizes every slice
        }
        byte[] kept = Arrays.copyOf(heap.content(name), length);
        heap.remove(name);
        heap.put(name, moved, kept);
    }

    private static void write(BStackAllocator allocator, AllocatorHeap heap) throws IOException {
        BStackSlice slice = heap.handle(allocator, "s3");
        slice.write(10, DATA);
        heap.put("s3", slice, Bytes.with(heap.content("s3"), 10, DATA));
    }

    private static void several(BStackAllocator allocator, AllocatorHeap heap) throws IOException {
        alloc(allocator, heap, "t0", 90);
        free(allocator, heap, "s5");
        alloc(allocator, heap, "t1", 400);
        realloc(allocator, heap, "s9", 700);
        realloc(allocator, heap, "s2", 250);
        free(allocator, heap, "t0");
    }

    private static void thrown(BStackAllocator allocator, AllocatorHeap heap) throws IOException {
        AllocatorHeap forgotten = new AllocatorHeap(heap);
        try {
            allocator.stack().transact(() -> {
                several(allocator, forgotten);
                throw new IOException("rolled back");
            });
        } catch (IOException e) {
            if (!"rolled back".equals(e.getMessage())) {
                throw e;
            }
        }
    }

    /** A body that catches an Error out of a call, and goes on: either it is not committed, or that call did nothing. */
    private static void swallows(BStackAllocator allocator, AllocatorHeap heap) throws IOException {
        allocator.stack().transact(() -> {
            try {
                allocOnly(allocator, heap, 130);
            } catch (Error e) {
                heap.remove("new");
            }
            alloc(allocator, heap, "next", 60);
        });
    }

    private static void allocBulk(BStackAllocator allocator, AllocatorHeap heap) throws IOException {
        List<BStackSlice> slices = ((BStackBulkAllocator) allocator).allocBulk(BULK[0], BULK[1], BULK[2]);
        for (int i = 0; i < slices.size(); i++) {
            heap.put("bulk " + i, slices.get(i), new byte[BULK[i]]);
        }
    }

    private static void freeBulk(BStackAllocator allocator, AllocatorHeap heap) throws IOException {
        List<String> names = List.of("s3", "s5", "s9");
        List<BStackSlice> slices = new ArrayList<>();
        for (String name : names) {
            slices.add(heap.handle(allocator, name));
        }
        ((BStackBulkAllocator) allocator).deallocBulk(slices);
        names.forEach(heap::remove);
    }
}
