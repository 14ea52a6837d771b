package bstack.testkit.internal.fuzz;

import static bstack.testkit.internal.damage.DamagedStack.require;

import bstack.core.BStackCorruptException;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackBulkAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import bstack.testkit.internal.damage.DamagedStorage;
import bstack.testkit.internal.workload.Heap;
import bstack.testkit.model.GeneratedBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Work with a heap that may be unsound, an operation for each byte: its upper three bits say what, the lower five with
 * which slice, block or length.
 */
final class HeapScript {
    private static final int ARGUMENT_BITS = 5;
    private static final int ARGUMENT = (1 << ARGUMENT_BITS) - 1;
    private static final int SMALL = 16;
    private static final int SMALL_STEP = 9;
    private static final int LARGE_STEP = 100;

    private final BStackAllocator allocator;
    private final DamagedStorage storage;
    private final boolean sound;
    private final AnyHeap.Whole whole;
    /** Used blocks that were there before and still are, and what they held. */
    private final List<HeapBlock> blocks = new ArrayList<>();

    private final List<byte[]> contents = new ArrayList<>();
    /** What was handed out here and is not freed yet. */
    private final List<Heap.Live> slices = new ArrayList<>();

    /** The end of a transaction that is to be rolled back. */
    private static final class RolledBack extends IOException {
        private static final long serialVersionUID = 1L;
    }

    HeapScript(BStackAllocator allocator, DamagedStorage storage, boolean sound, AnyHeap.Whole whole) {
        this.allocator = allocator;
        this.storage = storage;
        this.sound = sound;
        this.whole = whole;
    }

    /** Runs the operations, and frees what they have allocated. */
    void run(byte[] operations) throws IOException {
        if (sound && allocator instanceof InspectableAllocator inspectable) {
            for (HeapBlock block : inspectable.blocks()) {
                if (!block.isFree()) {
                    blocks.add(block);
                    contents.add(bytes(block));
                }
            }
        }
        byte[] before = allocator.stack().peek(0);
        try {
            for (byte operation : operations) {
                storage.renewAllowance();
                before = allocator.stack().peek(0);
                run((operation & 0xFF) >> ARGUMENT_BITS, operation & ARGUMENT);
            }
            while (!slices.isEmpty()) {
                storage.renewAllowance();
                before = allocator.stack().peek(0);
                free(slices.get(slices.size() - 1));
            }
        } catch (BStackCorruptException refusal) {
            require(!sound, "no finding, and yet " + refusal.getMessage());
            require(Arrays.equals(before, allocator.stack().peek(0)), "a refused operation has changed the payload");
            return;
        }
        if (sound) {
            checkBlocks();
        }
    }

    private byte[] bytes(HeapBlock block) throws IOException {
        return allocator.stack().get(block.start(), block.end());
    }

    private void run(int operation, int argument) throws IOException {
        switch (operation) {
            case 0 -> take(allocator.alloc(length(argument)), length(argument), new byte[0]);
            case 1 -> moveDown(argument);
            case 2 -> {
                if (!slices.isEmpty()) {
                    free(any(argument));
                }
            }
            case 3 -> {
                if (!slices.isEmpty()) {
                    Heap.Live slice = any(argument);
                    int newLength = length(ARGUMENT - argument);
                    slices.remove(slice);
                    take(allocator.realloc(handle(slice), newLength), newLength, slice.content());
                }
            }
            case 4 -> {
                if (!blocks.isEmpty()) {
                    allocator.dealloc(whole.slice(allocator, removeBlock(argument)));
                }
            }
            case 5 -> {
                if (!blocks.isEmpty()) {
                    BStackSlice slice = whole.slice(allocator, removeBlock(argument));
                    byte[] content = slice.read();
                    int newLength = length(argument);
                    take(allocator.realloc(slice, newLength), newLength, content);
                }
            }
            case 6 -> {
                if (allocator instanceof BStackBulkAllocator bulk) {
                    int first = length(argument);
                    int second = length(ARGUMENT - argument);
                    List<BStackSlice> both = bulk.allocBulk(first, second);
                    take(both.get(0), first, new byte[0]);
                    take(both.get(both.size() - 1), second, new byte[0]);
                }
            }
            default -> rollBack(argument);
        }
    }

    /** Allocates below a slice, or below the payload's end if there is none; what is found takes the slice's place. */
    private void moveDown(int argument) throws IOException {
        Heap.Live from = slices.isEmpty() ? null : any(argument);
        long limit = from == null ? allocator.length() : from.start();
        int length = from == null ? length(argument) : from.content().length;
        Optional<BStackSlice> below = allocator.allocBelow(length, limit);
        if (below.isPresent()) {
            require(below.get().end() <= limit, "%s does not end at %d".formatted(below.get(), limit));
            take(below.get(), length, new byte[0]);
            if (from != null) {
                free(from);
            }
        }
        allocator.trim();
    }

    private static int length(int argument) {
        return argument < SMALL ? 1 + SMALL_STEP * argument : LARGE_STEP * (argument - SMALL + 1);
    }

    private Heap.Live any(int argument) {
        return slices.get(argument % slices.size());
    }

    private HeapBlock removeBlock(int argument) {
        int at = argument % blocks.size();
        contents.remove(at);
        return blocks.remove(at);
    }

    /** {@return the handle of a slice, whose content must still be there} */
    private BStackSlice handle(Heap.Live slice) throws IOException {
        BStackSlice handle = allocator.slice(slice.start(), slice.content().length);
        require(Arrays.equals(handle.read(), slice.content()), "%s has lost its contents".formatted(handle));
        return handle;
    }

    /** Takes over a slice that was handed out: it begins with {@code old}, goes on with zeros, and overlaps nothing. */
    private void take(BStackSlice slice, int length, byte[] old) throws IOException {
        require(slice.length() == length, "%s has not %d bytes".formatted(slice, length));
        require(
                Arrays.equals(slice.read(), Arrays.copyOf(old, length)),
                "the new %s is not zero, or not what it was".formatted(slice));
        for (Heap.Live other : slices) {
            require(
                    slice.start() >= other.end() || other.start() >= slice.end(),
                    "%s overlaps the new %s".formatted(slice, other));
        }
        byte[] content = GeneratedBytes.of(slice.start() + length, length);
        slice.write(content);
        slices.add(new Heap.Live(slice.start(), content));
    }

    private void free(Heap.Live slice) throws IOException {
        BStackSlice handle = handle(slice);
        slices.remove(slice);
        allocator.dealloc(handle);
    }

    private void rollBack(int argument) throws IOException {
        byte[] before = allocator.stack().peek(0);
        try {
            allocator.stack().transact(() -> {
                BStackSlice slice = allocator.alloc(length(argument));
                slice.write(GeneratedBytes.of(argument, length(argument)));
                if (!slices.isEmpty()) {
                    allocator.dealloc(handle(any(argument)));
                }
                throw new RolledBack();
            });
        } catch (RolledBack expected) {
            require(
                    Arrays.equals(before, allocator.stack().peek(0)),
                    "a transaction that failed has changed something");
        }
    }

    private void checkBlocks() throws IOException {
        storage.renewAllowance();
        for (int i = 0; i < blocks.size(); i++) {
            require(
                    Arrays.equals(bytes(blocks.get(i)), contents.get(i)),
                    "the used %s has changed".formatted(blocks.get(i)));
        }
        if (allocator instanceof InspectableAllocator inspectable) {
            require(
                    inspectable.verify().isEmpty(),
                    "it called itself sound, and no longer does: " + inspectable.verify());
            List<HeapBlock> used = inspectable.blocks().stream()
                    .filter(block -> !block.isFree())
                    .toList();
            require(used.equals(blocks), "in use are %s, and not %s".formatted(used, blocks));
        }
    }
}
