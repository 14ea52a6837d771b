package bstack.testkit.internal.workload;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackBulkAllocator;
import bstack.spi.BStackSlice;
import bstack.testkit.model.AllocatorFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Operations of an allocator: allocate, below a place too, reallocate, free, write, in bulk, and transactions that
 * allocate, write and publish in one, or move a slice down.
 */
public final class AllocatorWorkload implements CrashWorkload {
    private static final int USUALLY_MOST_SLICES = 12;
    private static final int POINTER = 16;

    private final AllocatorFactory factory;
    private final int mostSlices;
    private final SplittableRandom random;
    private final InitialImage initial;
    private final List<Heap.Live> slices = new ArrayList<>();
    private Heap.@Nullable Live root;

    @SuppressWarnings("NullAway.Init") // open comes first
    private BStackAllocator allocator;

    public AllocatorWorkload(AllocatorFactory factory, long seed) {
        this(factory, seed, USUALLY_MOST_SLICES);
    }

    /**
     * Creates a workload.
     *
     * @param mostSlices how many live slices there are before some are freed
     */
    public AllocatorWorkload(AllocatorFactory factory, long seed, int mostSlices) {
        this.factory = factory;
        this.mostSlices = mostSlices;
        random = new SplittableRandom(seed);
        initial = InitialImage.empty(random);
    }

    @Override
    public InitialImage initial() {
        return initial;
    }

    @Override
    public void open(BStack stack) throws IOException {
        allocator = factory.open(stack);
        heap().check(allocator);
    }

    private Heap heap() {
        return new Heap(slices, root);
    }

    @Override
    public CrashState state(BStack stack) throws IOException {
        Heap heap = heap();
        heap.check(allocator);
        return new CrashState(stack.peek(0), heap);
    }

    @Override
    public void check(BStack recovered, CrashState state) throws IOException {
        if (state.detail() instanceof Heap heap) { // else not this workload's doing: not formatted, or bytes behind it
            BStackAllocator opened = factory.open(recovered);
            heap.check(opened);
            heap.useUp(opened);
        }
    }

    @Override
    public Operation next() {
        int kind = random.nextInt(100);
        SplittableRandom draw = random.split();
        if (slices.size() > mostSlices) {
            return single("free many", draw, this::freeMany);
        }
        if (kind < 20) {
            return single("alloc", draw, this::allocate);
        }
        if (kind < 25) {
            return single("alloc below", draw, this::allocateBelow);
        }
        if (kind < 40) {
            return single("free", draw, this::free);
        }
        if (kind < 55) {
            return single("realloc", draw, this::reallocate);
        }
        if (kind < 60) {
            return single("write", draw, this::write);
        }
        if (kind < 72) {
            return transaction("publish", draw, this::publish);
        }
        if (kind < 82) {
            return transaction("transaction", draw, this::several);
        }
        if (kind < 86) {
            return rolledBack(draw);
        }
        return kind < 94 ? single("alloc bulk", draw, this::allocateBulk) : single("free bulk", draw, this::freeMany);
    }

    @Override
    public List<Operation> alphabet() {
        return List.of(
                single("alloc", new SplittableRandom(1), this::allocate),
                single("alloc another", new SplittableRandom(2), this::allocate),
                single("free", new SplittableRandom(3), this::free),
                single("free another", new SplittableRandom(4), this::free),
                single("realloc", new SplittableRandom(5), this::reallocate),
                single("realloc another", new SplittableRandom(6), this::reallocate),
                single("alloc bulk", new SplittableRandom(7), this::allocateBulk),
                single("free bulk", new SplittableRandom(8), this::freeMany),
                transaction("publish", new SplittableRandom(9), this::publish),
                transaction("transaction", new SplittableRandom(10), this::several),
                transaction("move down", new SplittableRandom(12), this::moveDown),
                rolledBack(new SplittableRandom(11)),
                new Operation("checkpoint", 0, BStack::checkpoint));
    }

    /** What an operation does, drawing what is left open. */
    @FunctionalInterface
    private interface Action {
        void run(SplittableRandom draw) throws IOException;
    }

    private static Operation single(String name, SplittableRandom draw, Action action) {
        return new Operation(name, 0, stack -> action.run(draw));
    }

    private static Operation transaction(String name, SplittableRandom draw, Action action) {
        return new Operation(name, 0, stack -> stack.transact(() -> action.run(draw)));
    }

    private Operation rolledBack(SplittableRandom draw) {
        return new Operation("transaction rolled back", 0, stack -> {
            Heap before = heap();
            try {
                stack.transact(() -> {
                    several(draw);
                    throw new IOException("rolled back on purpose");
                });
                throw new AssertionError("a transaction whose body threw has returned");
            } catch (IOException e) {
                if (!"rolled back on purpose".equals(e.getMessage())) {
                    throw e;
                }
                restore(before);
            }
        });
    }

    private void restore(Heap before) {
        slices.clear();
        slices.addAll(before.slices());
        root = before.root();
    }

    @Override
    public void restore(CrashState state) {
        if (!(state.detail() instanceof Heap heap)) {
            throw new IllegalArgumentException("the state of another workload");
        }
        restore(heap);
    }

    @Override
    public void takeAway(BStack stack) throws IOException {
        for (Heap.Live slice : List.copyOf(slices)) {
            allocator.dealloc(handle(slice));
            slices.remove(slice);
        }
        root = null;
        heap().check(allocator);
    }

    private void several(SplittableRandom draw) throws IOException {
        int n = 2 + draw.nextInt(4);
        for (int i = 0; i < n; i++) {
            switch (draw.nextInt(6)) {
                case 0, 1 -> allocateAndWrite(draw);
                case 2 -> free(draw);
                case 3 -> reallocate(draw);
                case 4 -> moveDown(draw);
                default -> write(draw);
            }
        }
    }

    private static int length(SplittableRandom draw) {
        int kind = draw.nextInt(40);
        return 1 + (kind < 25 ? draw.nextInt(120) : kind < 38 ? draw.nextInt(900) : draw.nextInt(12_000));
    }

    private void allocate(SplittableRandom draw) throws IOException {
        slices.add(fresh(allocator.alloc(length(draw))));
    }

    private void allocateAndWrite(SplittableRandom draw) throws IOException {
        slices.add(filled(allocator.alloc(length(draw)), draw));
    }

    private void allocateBelow(SplittableRandom draw) throws IOException {
        long limit = draw.nextLong(allocator.length() + 1);
        Optional<BStackSlice> below = allocator.allocBelow(length(draw), limit);
        if (below.isPresent()) {
            if (below.get().end() > limit) {
                throw new AssertionError("%s does not end at %d or before".formatted(below.get(), limit));
            }
            slices.add(fresh(below.get()));
        }
    }

    /** Moves a slice into free space before it, and gives back what is free at the end. */
    private void moveDown(SplittableRandom draw) throws IOException {
        int i = pick(draw);
        if (i >= 0) {
            Heap.Live from = slices.get(i);
            Optional<BStackSlice> below = allocator.allocBelow(from.content().length, from.start());
            if (below.isPresent()) {
                fresh(below.get());
                below.get().write(from.content());
                allocator.dealloc(handle(from));
                slices.set(i, new Heap.Live(below.get().start(), from.content()));
            }
        }
        long before = allocator.length();
        long trimmed = allocator.trim();
        if (before - trimmed != allocator.length()) {
            throw new AssertionError("a trim from %d to %d returned %d".formatted(before, allocator.length(), trimmed));
        }
    }

    private static Heap.Live fresh(BStackSlice slice) throws IOException {
        byte[] content = slice.read();
        for (byte b : content) {
            if (b != 0) {
                throw new AssertionError("a new slice at %d is not zero".formatted(slice.start()));
            }
        }
        return new Heap.Live(slice.start(), content);
    }

    private static Heap.Live filled(BStackSlice slice, SplittableRandom draw) throws IOException {
        byte[] content = new byte[(int) slice.length()];
        draw.nextBytes(content);
        slice.write(content);
        return new Heap.Live(slice.start(), content);
    }

    private BStackSlice handle(Heap.Live slice) throws IOException {
        return allocator.slice(slice.start(), slice.content().length);
    }

    /** {@return the index of a slice that is not the root's, −1 if there is none} */
    private int pick(SplittableRandom draw) {
        if (slices.isEmpty()) {
            return -1;
        }
        int i = draw.nextInt(slices.size());
        return slices.get(i) != root ? i : slices.size() == 1 ? -1 : (i + 1) % slices.size();
    }

    private void free(SplittableRandom draw) throws IOException {
        int i = pick(draw);
        if (i >= 0) {
            allocator.dealloc(handle(slices.get(i)));
            slices.remove(i);
        }
    }

    private void reallocate(SplittableRandom draw) throws IOException {
        int i = pick(draw);
        if (i < 0) {
            return;
        }
        Heap.Live before = slices.get(i);
        int length = draw.nextInt(3) == 0 ? 1 + draw.nextInt(before.content().length) : length(draw);
        BStackSlice moved;
        try {
            moved = allocator.realloc(handle(before), length);
        } catch (UnsupportedOperationException e) {
            return; // not every allocator resizes every slice
        }
        byte[] content = moved.read();
        if (!Arrays.equals(content, Arrays.copyOf(before.content(), length))) {
            throw new AssertionError("realloc of %s to %d bytes did not keep the contents".formatted(before, length));
        }
        slices.set(i, new Heap.Live(moved.start(), content));
    }

    private void write(SplittableRandom draw) throws IOException {
        int i = pick(draw);
        if (i >= 0) {
            slices.set(i, filled(handle(slices.get(i)), draw));
        }
    }

    /** Allocates, writes, points the root there, and frees what it pointed to. */
    private void publish(SplittableRandom draw) throws IOException {
        BStackSlice reserved = allocator.reserved();
        Heap.Live next = filled(allocator.alloc(length(draw)), draw);
        slices.add(next);
        if (reserved.length() < POINTER) {
            return;
        }
        allocator.stack().set(reserved.start(), Heap.pointerTo(next));
        if (root != null) {
            allocator.dealloc(handle(root));
            slices.remove(root);
        }
        root = next;
    }

    private void allocateBulk(SplittableRandom draw) throws IOException {
        if (!(allocator instanceof BStackBulkAllocator bulk)) {
            allocate(draw);
            return;
        }
        long[] lengths = new long[2 + draw.nextInt(3)];
        Arrays.setAll(lengths, i -> length(draw));
        for (BStackSlice slice : bulk.allocBulk(lengths)) {
            slices.add(fresh(slice));
        }
    }

    private void freeMany(SplittableRandom draw) throws IOException {
        int n = slices.size() > mostSlices ? slices.size() / 2 : 1 + draw.nextInt(4);
        List<BStackSlice> freed = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int picked = pick(draw);
            if (picked >= 0) {
                freed.add(handle(slices.get(picked)));
                slices.remove(picked);
            }
        }
        if (allocator instanceof BStackBulkAllocator bulk) {
            bulk.deallocBulk(freed);
        } else {
            allocator.stack().transact(() -> {
                for (BStackSlice slice : freed) {
                    allocator.dealloc(slice);
                }
            });
        }
    }
}
