package bstack.testkit.internal.damage;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.testkit.internal.workload.Heap;
import bstack.testkit.internal.workload.StackOperation;
import bstack.testkit.model.AllocatorFactory;
import bstack.testkit.model.GeneratedBytes;
import bstack.testkit.model.StackModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A sound file that is going to be damaged, and what it holds.
 *
 * @param name what kind of file it is
 * @param file its bytes
 * @param payload the payload that it stands for
 * @param live the slices that an allocator has handed out
 */
public record Specimen(String name, byte[] file, byte[] payload, List<Heap.Live> live) {
    private static final int STATE_AT = 5;
    private static final int BASE_SLOTS = 8192;
    private static final int FRAME_START_IN_BASE = 48;

    public Specimen {
        live = List.copyOf(live);
    }

    /** {@return whether a journal is attached} */
    public boolean isAttached() {
        return file.length > STATE_AT && file[STATE_AT] == (byte) 0x81;
    }

    /** {@return the position in the file behind which everything is the journal's} */
    int journalStart() {
        int slot = file.length - BASE_SLOTS;
        int base = file[slot] == 'B' ? slot : slot + BASE_SLOTS / 2;
        return isAttached() ? (int) SealedWords.get(file, base + FRAME_START_IN_BASE) : file.length;
    }

    private static BStackOptions small() {
        return BStackOptions.defaults()
                .journalSize(BStackOptions.MIN_JOURNAL_SIZE)
                .preallocation(0);
    }

    private static BStack open(DamagedStorage storage) throws IOException {
        return BStack.open(storage, small());
    }

    /** {@return a stack's file after some operations, at rest or while it is open} */
    public static Specimen stack(String name, SplittableRandom random, int operations, int length, boolean atRest)
            throws IOException {
        DamagedStorage storage = new DamagedStorage(new byte[0]);
        StackModel model = new StackModel();
        BStack stack = open(storage);
        StackOperation.PUSH.run(stack, model, random, length);
        for (int i = 1; i < operations; i++) {
            storage.renewAllowance();
            StackOperation operation = model.length() > 2 * length ? StackOperation.DISCARD : any(random);
            operation.run(stack, model, random, random.nextInt(length));
        }
        if (atRest) {
            stack.close();
        }
        return new Specimen(name, storage.bytes().clone(), model.payload(), List.of());
    }

    private static StackOperation any(SplittableRandom random) {
        return random.nextInt(3) == 0 ? StackOperation.PUSH : StackOperation.any(random);
    }

    /** {@return a heap's file after some allocations and frees, at rest or while it is open} */
    public static Specimen heap(
            AllocatorFactory factory, SplittableRandom random, int operations, int length, boolean atRest)
            throws IOException {
        DamagedStorage storage = new DamagedStorage(new byte[0]);
        BStackAllocator allocator = factory.open(open(storage));
        List<BStackSlice> slices = new ArrayList<>();
        for (int i = 0; i < operations; i++) {
            storage.renewAllowance();
            if (slices.size() < operations / 3 || random.nextInt(2) == 0) {
                BStackSlice slice = allocator.alloc(1 + random.nextInt(length));
                slice.write(GeneratedBytes.of(random.nextLong(), (int) slice.length()));
                slices.add(slice);
            } else {
                allocator.dealloc(slices.remove(random.nextInt(slices.size())));
            }
        }
        List<Heap.Live> live = new ArrayList<>();
        for (BStackSlice slice : slices) {
            live.add(new Heap.Live(slice.start(), slice.read()));
        }
        byte[] payload = allocator.stack().peek(0);
        if (atRest) {
            allocator.close();
        }
        return new Specimen(
                atRest ? "heap at rest" : "open heap", storage.bytes().clone(), payload, live);
    }
}
