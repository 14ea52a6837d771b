package bstack.testkit.internal.errors;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.Finding;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Live slices by name, with their contents: what an allocator must hold. */
final class AllocatorHeap {
    private static final int[] FRESH = {24, 100, 700, 40, 3_000, 64, 64};

    /**
     * A live slice.
     *
     * @param start where it begins
     * @param content its bytes
     */
    record Live(long start, byte[] content) {
        long end() {
            return start + content.length;
        }
    }

    private final Map<String, Live> slices = new TreeMap<>();

    AllocatorHeap() {}

    AllocatorHeap(AllocatorHeap other) {
        slices.putAll(other.slices);
    }

    /** Notes a slice with its contents, without a read; one of length 0 is none. */
    void put(String name, BStackSlice slice, byte[] content) {
        if (content.length > 0) {
            slices.put(name, new Live(slice.start(), content));
        }
    }

    /** {@return the contents of a slice, empty if there is none} */
    byte[] content(String name) {
        Live live = slices.get(name);
        return live == null ? new byte[0] : live.content;
    }

    void remove(String name) {
        slices.remove(name);
    }

    /** {@return a handle on a slice} */
    BStackSlice handle(BStackAllocator allocator, String name) throws IOException {
        Live live = slices.get(name);
        return live == null ? allocator.slice(0, 0) : allocator.slice(live.start, live.content.length);
    }

    /** Checks contents, soundness, and that each block is free or holds a live slice. */
    void check(BStackAllocator allocator, String what) throws IOException {
        for (Map.Entry<String, Live> each : slices.entrySet()) {
            Live live = each.getValue();
            BStack stack = allocator.stack();
            if (live.end() > stack.length() || !Arrays.equals(stack.get(live.start, live.end()), live.content)) {
                throw new AssertionError(
                        "%s: slice %s at %d has lost its contents".formatted(what, each.getKey(), live.start));
            }
        }
        if (allocator instanceof InspectableAllocator inspectable) {
            List<Finding> findings = inspectable.verify();
            if (!findings.isEmpty()) {
                throw new AssertionError(what + ": not sound: " + findings);
            }
            checkBlocks(inspectable, what);
        }
    }

    private void checkBlocks(InspectableAllocator allocator, String what) throws IOException {
        long end = -1;
        int held = 0;
        for (HeapBlock block : allocator.blocks()) {
            if (end >= 0 && block.start() != end) {
                throw new AssertionError("%s: blocks do not follow each other at %s".formatted(what, block));
            }
            end = block.start() + block.length();
            int inside = 0;
            for (Live live : slices.values()) {
                inside += live.start >= block.start() && live.end() <= end ? 1 : 0;
            }
            if (block.length() > 0 && (inside > 0) != (block.state() == HeapBlock.State.USED)) {
                throw new AssertionError("%s: %d live slices in %s".formatted(what, inside, block));
            }
            held += inside;
        }
        if (held != slices.size()) {
            throw new AssertionError("%s: %d of %d live slices are in a block".formatted(what, held, slices.size()));
        }
    }

    /** Goes on working: allocates, writes, frees in part, and frees everything, after which nothing may be in use. */
    void goOn(BStackAllocator allocator, String what) throws IOException {
        List<String> fresh = new ArrayList<>();
        for (int length : FRESH) {
            String name = "fresh " + fresh.size();
            BStackSlice slice = allocator.alloc(length);
            refuseOverlap(slice, what);
            for (byte b : slice.read()) {
                if (b != 0) {
                    throw new AssertionError("%s: a new slice at %d is not zero".formatted(what, slice.start()));
                }
            }
            slice.write(Bytes.of(length, length));
            put(name, slice, Bytes.of(length, length));
            fresh.add(name);
        }
        check(allocator, what + ", after more allocations");
        for (int i = 0; i < fresh.size(); i += 2) {
            free(allocator, fresh.get(i));
        }
        check(allocator, what + ", after some were freed");
        for (String name : List.copyOf(slices.keySet())) {
            free(allocator, name);
        }
        check(allocator, what + ", after all were freed");
    }

    private void free(BStackAllocator allocator, String name) throws IOException {
        allocator.dealloc(handle(allocator, name));
        remove(name);
    }

    private void refuseOverlap(BStackSlice slice, String what) {
        slices.forEach((name, live) -> {
            if (live.start < slice.end() && slice.start() < live.end()) {
                throw new AssertionError(
                        "%s: a new slice at %d lies over the live %s".formatted(what, slice.start(), name));
            }
        });
    }
}
