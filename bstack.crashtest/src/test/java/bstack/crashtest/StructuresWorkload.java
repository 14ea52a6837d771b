package bstack.crashtest;

import bstack.collections.HeapRoot;
import bstack.collections.internal.root.Directory;
import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.Finding;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import bstack.testkit.internal.workload.CrashState;
import bstack.testkit.internal.workload.CrashWorkload;
import bstack.testkit.internal.workload.InitialImage;
import bstack.testkit.model.AllocatorFactory;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * The frame of workloads over structures of a heap: what they contain is compared with a model, and what is allocated with
 * what they reach.
 *
 * @param <S> the model, which does not change once it is handed on
 */
abstract class StructuresWorkload<S> implements CrashWorkload {
    private static final String ROLLED_BACK = "rolled back on purpose";

    final SplittableRandom random;
    private final AllocatorFactory factory;
    private final Class<S> type;
    private final InitialImage initial;

    /** What the structures must contain. */
    S model;

    BStackAllocator heap;
    HeapRoot root;
    /** Another object for the same directory. */
    private HeapRoot other;

    StructuresWorkload(AllocatorFactory factory, long seed, Class<S> type, S empty) {
        this.factory = factory;
        this.type = type;
        this.random = new SplittableRandom(seed);
        this.initial = InitialImage.empty(random);
        this.model = empty;
    }

    @Override
    public final InitialImage initial() {
        return initial;
    }

    @Override
    public final void open(BStack stack) throws IOException {
        heap = factory.open(stack);
        root = HeapRoot.open(heap);
        other = HeapRoot.open(heap);
        check(heap, root, model);
        opened();
    }

    /** Something was opened, and is what the model says. */
    void opened() throws IOException {}

    @Override
    public final CrashState state(BStack stack) throws IOException {
        check(heap, root, model);
        return new CrashState(stack.peek(0), copy(model));
    }

    @Override
    public final void restore(CrashState state) {
        model = copy(type.cast(state.detail()));
        restored();
    }

    /** The model was put back. */
    void restored() {}

    @Override
    public final void check(BStack recovered, CrashState state) throws IOException {
        if (type.isInstance(state.detail())) {
            S expected = type.cast(state.detail());
            BStackAllocator opened = factory.open(recovered);
            HeapRoot again = HeapRoot.open(opened);
            check(opened, again, expected);
            goOn(opened, again, expected);
        }
    }

    /** {@return a model that may be changed} */
    abstract S copy(S from);

    /** Goes on with the other object for the directory. */
    final void takeTurns() {
        HeapRoot next = other;
        other = root;
        root = next;
    }

    /** The structures are what the model says, they are sound, and nothing is allocated that is not theirs. */
    abstract void check(BStackAllocator opened, HeapRoot structures, S expected) throws IOException;

    /** The structures go on working after a crash. */
    abstract void goOn(BStackAllocator opened, HeapRoot structures, S expected) throws IOException;

    static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** Every slice is reached once, the heap is sound, and what is in use is reached by a structure or is the user's. */
    static void checkHeap(BStackAllocator heap, Collection<BStackSlice> users) throws IOException {
        TreeSet<BStackSlice> reached = new TreeSet<>();
        Directory.open(heap).trace(slice -> require(reached.add(slice), "reached twice: " + slice));
        reached.addAll(users);
        if (heap instanceof InspectableAllocator inspectable) {
            List<Finding> findings = inspectable.verify();
            require(findings.isEmpty(), "the heap is not sound: " + findings);
            for (HeapBlock block : inspectable.blocks()) {
                if (block.state() == HeapBlock.State.USED) {
                    BStackSlice last = reached.lower(BStackSlice.of(heap, block.start() + block.length(), 0));
                    require(last != null && last.end() > block.start(), "leaked: " + block);
                }
            }
        }
    }

    // ---------------------------------------------------------------- operations

    /** What an operation does to the structures and to a model, which it returns. */
    @FunctionalInterface
    interface Action<S> {
        S run(SplittableRandom draw, S before) throws IOException;
    }

    /** {@return the model with which an action begins, in its transaction if it has one} */
    S begin(S from) throws IOException {
        return copy(from);
    }

    Operation operation(String name, SplittableRandom draw, Action<S> action) {
        return new Operation(name, 0, stack -> model = action.run(draw, begin(model)));
    }

    Operation transaction(String name, SplittableRandom draw, Action<S> action) {
        return new Operation(name, 0, stack -> model = stack.transact(() -> action.run(draw, begin(model))));
    }

    Operation rolledBack(SplittableRandom draw, Action<S> action) {
        return new Operation("transaction rolled back", 0, stack -> {
            beforeRollback();
            try {
                stack.transact(() -> {
                    action.run(draw, begin(model));
                    throw new IOException(ROLLED_BACK);
                });
                throw new AssertionError("a transaction whose body threw has returned");
            } catch (IOException e) {
                if (!ROLLED_BACK.equals(e.getMessage())) {
                    throw e;
                }
            }
            afterRollback();
        });
    }

    /** A transaction begins that is going to be rolled back. */
    void beforeRollback() {}

    /** It has been rolled back. */
    void afterRollback() throws IOException {}
}
