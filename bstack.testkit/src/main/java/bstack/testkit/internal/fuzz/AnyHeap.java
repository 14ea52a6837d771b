package bstack.testkit.internal.fuzz;

import static bstack.testkit.internal.damage.DamagedStack.require;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import bstack.spi.UnknownAllocatorException;
import bstack.testkit.internal.damage.DamagedStorage;
import bstack.testkit.model.AllocatorFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must come of any payload that is opened as a heap; see {@code AllocatorFuzzContract}. */
public final class AnyHeap {
    private static final byte[] HEADER = {'B', 'S', 'T', 'K', 0, 1, 10, 0};
    private static final int HEADER_SIZE = 16;

    private final AllocatorFactory factory;
    private final Whole whole;

    /** How a slice is got that takes the whole of a used block. */
    @FunctionalInterface
    public interface Whole {
        BStackSlice slice(BStackAllocator allocator, HeapBlock block) throws IOException;
    }

    public AnyHeap(AllocatorFactory factory, Whole whole) {
        this.factory = factory;
        this.whole = whole;
    }

    /** {@return a stack's file at rest} */
    static byte[] file(byte[] payload) {
        return ByteBuffer.allocate(HEADER_SIZE + payload.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(HEADER)
                .putLong(payload.length)
                .put(payload)
                .array();
    }

    /**
     * Opens the heap, and works with it.
     *
     * @throws AssertionError if it is neither refused nor works
     */
    public void check(byte[] payload, byte[] operations) throws IOException {
        DamagedStorage storage = new DamagedStorage(file(payload));
        byte[] shown = openReadOnly(storage);
        require(storage.isUntouched(), "opening it to read only has changed it");
        byte[] opened = openToWrite(storage, operations);
        require((shown == null) == (opened == null), "only one of the two ways of opening it is refused");
        require(Arrays.equals(shown, opened), "read only it shows something else than opened to write");
        require(opened != null || storage.isUntouched(), "the refused file was changed");
    }

    /** {@return the payload, mended in memory, or null if it is refused} */
    private byte @Nullable [] openReadOnly(DamagedStorage storage) throws IOException {
        storage.renewAllowance();
        try (BStack stack = BStack.openReadOnly(storage)) {
            BStackAllocator allocator = factory.open(stack);
            look(allocator, storage);
            return stack.peek(0);
        } catch (BStackCorruptException | UnknownAllocatorException refusal) {
            return null;
        }
    }

    /** {@return the payload, mended, before it is worked with, or null if it is refused} */
    private byte @Nullable [] openToWrite(DamagedStorage storage, byte[] operations) throws IOException {
        byte[] opened;
        try (BStack stack = storage.openStack()) {
            factory.open(stack);
            opened = stack.peek(0);
        } catch (BStackCorruptException | UnknownAllocatorException refusal) {
            return null;
        }
        try (BStack stack = storage.openStack()) {
            BStackAllocator allocator = factory.open(stack);
            require(Arrays.equals(opened, stack.peek(0)), "what was mended is mended once more");
            boolean sound = look(allocator, storage);
            new HeapScript(allocator, storage, sound, whole).run(operations);
        }
        return opened;
    }

    /** {@return whether the heap calls itself sound; then its blocks follow each other to the end} */
    private static boolean look(BStackAllocator allocator, DamagedStorage storage) throws IOException {
        if (!(allocator instanceof InspectableAllocator inspectable)) {
            return true;
        }
        storage.renewAllowance();
        boolean sound = inspectable.verify().isEmpty();
        storage.renewAllowance();
        try {
            checkCovered(inspectable.blocks(), allocator.length());
        } catch (BStackCorruptException damage) {
            require(!sound, "no finding, and yet " + damage.getMessage());
        }
        return sound;
    }

    private static void checkCovered(List<HeapBlock> blocks, long length) {
        long end = blocks.isEmpty() ? length : blocks.get(0).start();
        for (HeapBlock block : blocks) {
            require(block.start() == end, "blocks do not follow each other at " + block);
            end = block.end();
        }
        require(end == length, "blocks end at %d of %d".formatted(end, length));
    }
}
