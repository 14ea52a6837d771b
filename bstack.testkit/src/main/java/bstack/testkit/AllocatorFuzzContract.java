package bstack.testkit;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.testkit.internal.damage.DamagedStorage;
import bstack.testkit.internal.damage.Specimen;
import bstack.testkit.internal.fuzz.AnyHeap;
import bstack.testkit.replay.CrashImage;
import bstack.testkit.replay.CrashImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The fuzz target for an allocator: any payload is refused with a typed exception, or is a heap that can be worked
 * with; an allocator's module extends it with one method, and keeps payloads of its own as a corpus.
 *
 * <p>An input is a count (its lowest five bits), so many operations of one byte each, and the payload. What is checked:
 *
 * <ul>
 *   <li>opened to read only and to write it is refused, or it is not; it shows the same; a refused file is as it was;
 *   <li>what had to be mended is mended for good;
 *   <li>new slices are zero, keep what is written to them, and overlap nothing; a transaction that fails changes
 *       nothing;
 *   <li>if the heap called itself sound, no operation is refused, no other used block changes, it stays sound, and when
 *       the new slices have been freed no other block is in use than before; if it did not, a refused operation
 *       changes nothing;
 *   <li>time and memory are bounded.
 * </ul>
 */
public abstract class AllocatorFuzzContract extends FuzzContract {
    private static final int MOST_OPERATIONS = 31;

    /** For subclasses. */
    protected AllocatorFuzzContract() {}

    /**
     * {@return the allocator under test, opened on a stack}
     *
     * @param stack an open stack with any payload
     * @throws IOException if it does not open
     */
    protected abstract BStackAllocator open(BStack stack) throws IOException;

    /**
     * {@return the slice that takes the whole of a used block}
     *
     * @param allocator the allocator
     * @param block a used block of its own
     * @throws IOException if the stack fails
     */
    protected BStackSlice slice(BStackAllocator allocator, HeapBlock block) throws IOException {
        return allocator.slice(block.start(), block.length());
    }

    @Override
    protected void check(byte[] input) throws IOException {
        int count = input.length == 0 ? 0 : Math.min(input[0] & MOST_OPERATIONS, input.length - 1);
        byte[] operations = new byte[count];
        byte[] payload = new byte[Math.max(0, input.length - 1 - count)];
        System.arraycopy(input, Math.min(1, input.length), operations, 0, count);
        System.arraycopy(input, input.length - payload.length, payload, 0, payload.length);
        new AnyHeap(this::open, this::slice).check(payload, operations);
    }

    /** {@return a few heaps, some with holes, and operations to follow; those of a subclass may be added} */
    @Override
    protected List<byte[]> seeds() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        List<byte[]> payloads = new ArrayList<>();
        payloads.add(new byte[0]);
        for (int operations : new int[] {3, 4, 6, 8, 16, 24, 32, 48}) {
            payloads.add(
                    Specimen.heap(this::open, random, operations, 100, true).payload());
        }
        return seeds(payloads);
    }

    /**
     * {@return the payloads of some recorded crash images, every n-th}
     *
     * @param zip the collection
     * @param n which of them
     * @throws IOException if it cannot be read
     */
    protected static List<byte[]> payloads(Path zip, int n) throws IOException {
        List<CrashImage> images = CrashImages.read(zip);
        List<byte[]> payloads = new ArrayList<>();
        for (int i = 0; i < images.size(); i += n) {
            try (BStack stack =
                    BStack.openReadOnly(new DamagedStorage(images.get(i).file()))) {
                payloads.add(stack.peek(0));
            }
        }
        return payloads;
    }

    /**
     * {@return inputs with these payloads, and operations drawn for them}
     *
     * @param payloads payloads of stacks
     */
    protected static List<byte[]> seeds(Collection<byte[]> payloads) {
        SplittableRandom random = new SplittableRandom(4);
        List<byte[]> seeds = new ArrayList<>();
        for (byte[] payload : payloads) {
            byte[] seed = new byte[1 + random.nextInt(MOST_OPERATIONS) + payload.length];
            int operations = seed.length - 1 - payload.length;
            random.nextBytes(seed);
            seed[0] = (byte) operations;
            System.arraycopy(payload, 0, seed, 1 + operations, payload.length);
            seeds.add(seed);
        }
        return seeds;
    }
}
