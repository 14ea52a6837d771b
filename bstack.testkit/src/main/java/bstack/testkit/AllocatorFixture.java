package bstack.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackBulkAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.InspectableAllocator;
import bstack.testkit.internal.workload.Heap;
import bstack.testkit.storage.RecordingStorage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;

/** What the tests of an {@link AllocatorContract} share: a heap in memory, and looks at it. */
abstract class AllocatorFixture {
    /** What a transaction's body throws to be rolled back. */
    static final class RolledBack extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RolledBack() {
            super("rolled back on purpose", null, false, false);
        }
    }

    RecordingStorage storage;
    BStack stack;
    BStackAllocator heap;

    /**
     * {@return the allocator under test, opened on a stack}
     *
     * @param opened an open stack, empty or with this allocator's content
     * @throws IOException if it does not open
     */
    protected abstract BStackAllocator open(BStack opened) throws IOException;

    /**
     * {@return whether every slice can be resized and gives its space back when it is freed; by default it must}
     *
     * <p>If not, only the last one needs to, and for others {@code realloc} may throw
     * {@link UnsupportedOperationException}.
     */
    protected boolean managesEverySlice() {
        return true;
    }

    /** {@return whether freeing, or resizing, a slice that has been freed is refused; by default it must be} */
    protected boolean noticesDoubleFree() {
        return true;
    }

    @BeforeEach
    void openInMemory() throws IOException {
        storage = new RecordingStorage(Storage.memory());
        stack = BStack.open(storage);
        heap = open(stack);
    }

    @AfterEach
    void closeAll() throws IOException {
        stack.close();
    }

    /** Closes the heap, and opens what the storage holds then. */
    void reopen() throws IOException {
        heap.close();
        stack = BStack.open(storage);
        heap = open(stack);
    }

    static byte[] content(long seed, long length) {
        byte[] bytes = new byte[(int) length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    BStackSlice filled(long length, long seed) throws IOException {
        BStackSlice slice = heap.alloc(length);
        slice.write(content(seed, length));
        return slice;
    }

    void holds(BStackSlice slice, long seed) throws IOException {
        assertArrayEquals(content(seed, slice.length()), slice.read(), slice + " has lost its contents");
    }

    /** {@return another allocator of the same kind, on a stack of its own} */
    BStackAllocator another() throws IOException {
        return open(BStack.open(Storage.memory()));
    }

    BStackBulkAllocator bulk() {
        return (BStackBulkAllocator) heap;
    }

    boolean isBulk() {
        return heap instanceof BStackBulkAllocator;
    }

    /** Checks that a heap that can be inspected is sound, each byte free or part of one of these slices' blocks. */
    void sound(List<BStackSlice> live) throws IOException {
        if (heap instanceof InspectableAllocator) {
            List<Heap.Live> slices = live.stream()
                    .filter(slice -> !slice.isEmpty())
                    .map(AllocatorFixture::liveOf)
                    .toList();
            new Heap(slices, null).check(heap);
        }
    }

    private static Heap.Live liveOf(BStackSlice slice) {
        try {
            return new Heap.Live(slice.start(), slice.read());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    byte[] payload() throws IOException {
        return stack.peek(0);
    }

    /** Checks that a call is refused, alone and in a transaction that goes on, and that it changes nothing. */
    void refused(Executable call) throws IOException {
        refused(IllegalArgumentException.class, call);
    }

    void refused(Class<? extends RuntimeException> with, Executable call) throws IOException {
        byte[] before = payload();
        assertThrows(with, call);
        assertArrayEquals(before, payload());
        stack.transact(() -> {
            stack.push(new byte[] {1});
            stack.discard(1);
            assertThrows(with, call);
        });
        assertArrayEquals(before, payload());
    }

    /** Checks that new bytes read as zero. */
    static void zero(BStackSlice slice, long length) throws IOException {
        assertEquals(length, slice.length());
        assertArrayEquals(new byte[(int) length], slice.read(), slice + " is not zero");
    }

    /** Checks what a slice of {@code seed}'s content, {@code before} bytes long, has become. */
    static void resized(BStackSlice slice, long seed, long before, long length) throws IOException {
        assertEquals(length, slice.length());
        byte[] expected = Arrays.copyOf(content(seed, before), (int) length);
        assertArrayEquals(expected, slice.read(), slice + " has not kept its contents");
    }
}
