package bstack.testkit.internal.workload;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.Finding;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import bstack.testkit.model.GeneratedBytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an allocator's heap holds: every live slice with its contents, and which of them the root pointer names.
 *
 * @param slices the live slices, none of length 0
 * @param root the slice whose place is written in the reserved bytes, null if none is
 */
public record Heap(List<Live> slices, @Nullable Live root) {
    private static final int POINTER = 16;
    private static final int FRESH = 48;

    /** A live slice: immutable, a new object whenever it changes. */
    public record Live(long start, byte[] content) {
        public long end() {
            return start + content.length;
        }

        @Override
        public String toString() {
            return "[%d, %d)".formatted(start, end());
        }
    }

    public Heap {
        slices = List.copyOf(slices);
    }

    /**
     * Checks that an allocator holds exactly this: contents, pointer, soundness, and no byte that is neither free nor
     * part of a live slice's block.
     *
     * @throws AssertionError at the first difference
     */
    public void check(BStackAllocator allocator) throws IOException {
        BStack stack = allocator.stack();
        for (Live slice : slices) {
            if (slice.end() > stack.length()) {
                throw new AssertionError("slice %s lies beyond the length %d".formatted(slice, stack.length()));
            }
            if (!Arrays.equals(stack.get(slice.start, slice.end()), slice.content)) {
                throw new AssertionError("slice %s has lost its contents".formatted(slice));
            }
        }
        BStackSlice reserved = allocator.reserved();
        if (root != null && reserved.length() >= POINTER) {
            byte[] pointer = stack.get(reserved.start(), reserved.start() + POINTER);
            if (!Arrays.equals(pointer, pointerTo(root))) {
                throw new AssertionError("the root pointer does not name " + root);
            }
        }
        if (allocator instanceof InspectableAllocator inspectable) {
            checkBlocks(inspectable);
        }
    }

    private void checkBlocks(InspectableAllocator allocator) throws IOException {
        List<Finding> findings = allocator.verify();
        if (!findings.isEmpty()) {
            throw new AssertionError("not sound: " + findings);
        }
        List<Live> sorted =
                slices.stream().sorted(Comparator.comparingLong(Live::start)).toList();
        int next = 0;
        long end = -1;
        for (HeapBlock block : allocator.blocks()) {
            if (end >= 0 && block.start() != end) {
                throw new AssertionError("blocks do not follow each other at " + block);
            }
            end = block.start() + block.length();
            int first = next;
            while (next < sorted.size() && sorted.get(next).start < end) {
                checkPlace(block, sorted, next++);
            }
            if (block.state() == HeapBlock.State.USED && next == first) {
                throw new AssertionError("leaked: no live slice in " + block);
            }
        }
        if (next < sorted.size()) {
            throw new AssertionError("no block holds " + sorted.get(next));
        }
    }

    private static void checkPlace(HeapBlock block, List<Live> sorted, int i) {
        Live slice = sorted.get(i);
        if (block.state() == HeapBlock.State.FREE) {
            throw new AssertionError("%s overlaps free %s".formatted(slice, block));
        }
        if (slice.start < block.start() || slice.end() > block.start() + block.length()) {
            throw new AssertionError("%s is not within %s".formatted(slice, block));
        }
        if (i > 0 && sorted.get(i - 1).end() > slice.start) {
            throw new AssertionError("%s overlaps %s".formatted(slice, sorted.get(i - 1)));
        }
    }

    /** Goes on working: allocates once more, then frees everything, after which nothing may be in use. */
    void useUp(BStackAllocator allocator) throws IOException {
        BStackSlice fresh = allocator.alloc(FRESH);
        for (byte b : fresh.read()) {
            if (b != 0) {
                throw new AssertionError("a new slice at %d is not zero".formatted(fresh.start()));
            }
        }
        fresh.write(GeneratedBytes.of(fresh.start(), FRESH));
        for (Live slice : slices) {
            if (slice.start < fresh.end() && fresh.start() < slice.end()) {
                throw new AssertionError("a new slice at %d overlaps %s".formatted(fresh.start(), slice));
            }
            allocator.dealloc(allocator.slice(slice.start, slice.content.length));
        }
        allocator.dealloc(fresh);
        if (allocator instanceof InspectableAllocator inspectable) {
            for (HeapBlock block : inspectable.blocks()) {
                if (block.state() == HeapBlock.State.USED) {
                    throw new AssertionError("leaked: all is freed, and still in use is " + block);
                }
            }
        }
    }

    /** {@return the sixteen bytes that name a slice: start and length, little-endian} */
    static byte[] pointerTo(Live slice) {
        byte[] bytes = new byte[POINTER];
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[i] = (byte) (slice.start >>> 8 * i);
            bytes[Long.BYTES + i] = (byte) ((long) slice.content.length >>> 8 * i);
        }
        return bytes;
    }
}
