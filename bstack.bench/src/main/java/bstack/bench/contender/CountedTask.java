package bstack.bench.contender;

import bstack.bench.Content;
import bstack.bench.Task;
import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What many threads do at once on one stack or heap: pushes, or pairs of a release and an allocation. Thread-safe. */
public abstract class CountedTask implements Task {
    /** Pushes of 64 bytes. */
    public static final String PUSH = "push";
    /** Pairs on a first-fit heap: one of the live slices is freed, and another is allocated. Two commits. */
    public static final String FIRST_FIT = "pair, first-fit";
    /** The same on a ghost tree. */
    public static final String GHOST_TREE = "pair, ghost-tree";

    /** How many slices are live: as many as there are threads at most, and a few more. */
    public static final int LIVE = 1_024;

    private static final int SLICE = 64;

    final BStack stack;
    final AtomicLong runs = new AtomicLong();

    private CountedTask(BStack stack) {
        this.stack = stack;
    }

    /**
     * {@return the task}
     *
     * @param what one of the names of this class
     * @param stack an empty stack, which the task closes
     * @throws IOException if it fails
     */
    public static CountedTask of(String what, BStack stack) throws IOException {
        return what.equals(PUSH) ? new Push(stack) : new Pair(stack, what.substring(what.indexOf(", ") + 2));
    }

    /** {@return how often it has been run} */
    public long runs() {
        return runs.get();
    }

    @Override
    public void close() throws IOException {
        stack.close();
    }

    private static final class Push extends CountedTask {
        private final byte[] record = Content.of(0, Content.RECORD);

        Push(BStack stack) {
            super(stack);
        }

        @Override
        public void run() throws IOException {
            stack.push(record);
            runs.incrementAndGet();
        }

        @Override
        public void verify() throws IOException {
            Content.checkEqual("the length", runs.get() * Content.RECORD, stack.length());
        }
    }

    private static final class Pair extends CountedTask {
        private final BStackAllocator heap;
        private final Queue<BStackSlice> live = new ConcurrentLinkedQueue<>();

        Pair(BStack stack, String allocator) throws IOException {
            super(stack);
            heap = BStackAllocators.create(stack, allocator);
            for (int i = 0; i < LIVE; i++) {
                live.add(heap.alloc(SLICE));
            }
        }

        @Override
        public void run() throws IOException {
            heap.dealloc(live.remove());
            live.add(heap.alloc(SLICE));
            runs.incrementAndGet();
        }

        @Override
        public void verify() throws IOException {
            Content.checkEqual("live slices", LIVE, live.size());
            long used = 0;
            for (HeapBlock block : ((InspectableAllocator) heap).blocks()) {
                used += block.state() == HeapBlock.State.USED ? block.length() : 0;
            }
            if (used < (long) LIVE * SLICE || used > 2L * LIVE * SLICE) {
                throw new IllegalStateException("%d bytes are in use, for %d slices".formatted(used, LIVE));
            }
            Content.checkEqual(
                    "findings", 0, ((InspectableAllocator) heap).verify().size());
        }
    }
}
