package bstack.crashtest;

import bstack.collections.Claim;
import bstack.collections.Codec;
import bstack.collections.Cursor;
import bstack.collections.DurableMap;
import bstack.collections.DurableQueue;
import bstack.collections.Entry;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Operations of a queue: elements are added, polled, claimed, completed and released, alone and many in one transaction, so
 * that the queue moves through its pages; what a job has found goes into a map, in the transaction that completes it. After
 * a crash nothing is claimed.
 */
final class QueueWorkload implements CrashWorkload {
    private static final int MANY = 15;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String QUEUE = "jobs";
    private static final String MAP = "results";

    private final AllocatorFactory factory;
    private final SplittableRandom random;
    private final InitialImage initial;
    private State model = State.EMPTY;
    /** What is claimed in this session, by numbers. */
    private final Map<Long, Claim<byte[]>> claims = new TreeMap<>();

    private BStackAllocator heap;
    private HeapRoot root;
    private DurableQueue<byte[]> queue;
    private DurableMap<Long, byte[]> results;

    /** What the queue and the map hold, by the numbers of the elements, and the next number; −1 if there is no queue. */
    private record State(TreeMap<Long, byte[]> elements, TreeMap<Long, byte[]> results, long next) {
        static final State EMPTY = new State(new TreeMap<>(), new TreeMap<>(), -1);

        State copy() {
            return new State(new TreeMap<>(elements), new TreeMap<>(results), next);
        }

        State with(byte[] element) {
            State more = copy();
            more.elements.put(next, element);
            return new State(more.elements, more.results, next + 1);
        }
    }

    QueueWorkload(AllocatorFactory factory, long seed) {
        this.factory = factory;
        random = new SplittableRandom(seed);
        initial = InitialImage.empty(random);
    }

    @Override
    public InitialImage initial() {
        return initial;
    }

    @Override
    public void open(BStack stack) throws IOException {
        heap = factory.open(stack);
        root = HeapRoot.open(heap);
        claims.clear();
        check(heap, root, model);
        if (model.next >= 0) {
            attach();
        }
    }

    private void attach() throws IOException {
        queue = root.queue(QUEUE, Codec.bytes());
        results = root.map(MAP, Codec.int64(), Codec.bytes());
    }

    @Override
    public CrashState state(BStack stack) throws IOException {
        check(heap, root, model);
        return new CrashState(stack.peek(0), model.copy());
    }

    @Override
    public void restore(CrashState state) {
        model = ((State) state.detail()).copy();
        claims.keySet().retainAll(model.elements.keySet());
    }

    @Override
    public void check(BStack recovered, CrashState state) throws IOException {
        if (state.detail() instanceof State expected) {
            BStackAllocator opened = factory.open(recovered);
            HeapRoot again = HeapRoot.open(opened);
            check(opened, again, expected);
            goOn(opened, again, expected);
        }
    }

    /** Queue and map are what the model says, they are sound, and nothing is allocated that is not theirs. */
    private static void check(BStackAllocator heap, HeapRoot root, State expected) throws IOException {
        List<String> names = root.entries().stream().map(Entry::name).toList();
        require(names.equals(expected.next < 0 ? List.of() : List.of(QUEUE, MAP)), "there are " + names);
        if (expected.next >= 0) {
            DurableQueue<byte[]> queue = root.queue(QUEUE, Codec.bytes());
            List<Finding> findings = queue.verify();
            require(findings.isEmpty(), "the queue is damaged: " + findings);
            require(queue.size() == expected.elements.size(), "the queue has %d elements".formatted(queue.size()));
            compare(queue.cursor(), expected.elements);
            DurableMap<Long, byte[]> results = root.map(MAP, Codec.int64(), Codec.bytes());
            require(results.verify().isEmpty(), "the map is damaged: " + results.verify());
            compare(results.cursor(), expected.results);
        }
        TreeSet<BStackSlice> reached = new TreeSet<>();
        Directory.open(heap).trace(slice -> require(reached.add(slice), "reached twice: " + slice));
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

    private static void compare(Cursor<Long, byte[]> found, TreeMap<Long, byte[]> expected) throws IOException {
        for (Map.Entry<Long, byte[]> entry : expected.entrySet()) {
            require(found.next(), "there is nothing at " + entry.getKey());
            require(found.key().equals(entry.getKey()), "%d instead of %d".formatted(found.key(), entry.getKey()));
            require(Arrays.equals(found.value(), entry.getValue()), "another value at " + entry.getKey());
        }
        require(!found.next(), "more than " + expected.size() + " entries");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** All elements are free, in order; and the queue goes on working. */
    private static void goOn(BStackAllocator heap, HeapRoot root, State expected) throws IOException {
        if (expected.next < 0) {
            return;
        }
        DurableQueue<byte[]> queue = root.queue(QUEUE, Codec.bytes());
        queue.add(new byte[3000]);
        boolean polls = true;
        for (byte[] element : expected.elements.values()) {
            byte[] found;
            if (polls) {
                found = queue.poll();
            } else {
                Claim<byte[]> claim = queue.claim(HOUR);
                require(claim != null, "nothing to claim");
                claim.complete();
                found = claim.value();
            }
            require(Arrays.equals(element, found), "another element, polled: " + polls);
            polls = !polls;
        }
        byte[] last = queue.poll();
        require(last != null && last.length == 3000 && queue.isEmpty(), "the new element is not the last one");
        root.drop(QUEUE);
        root.drop(MAP);
        check(heap, root, State.EMPTY);
    }

    @Override
    public void takeAway(BStack stack) throws IOException {
        if (model.next >= 0) {
            stack.transact(() -> {
                root.drop(QUEUE);
                root.drop(MAP);
            });
            model = State.EMPTY;
            claims.clear();
        }
        check(heap, root, model);
    }

    // ---------------------------------------------------------------- operations

    @Override
    public Operation next() {
        int kind = random.nextInt(100);
        SplittableRandom draw = random.split();
        if (kind < 15) {
            return operation("add", draw, this::add);
        }
        if (kind < 40) {
            return transaction("add many", draw, this::addMany);
        }
        if (kind < 50) {
            return operation("poll", draw, this::poll);
        }
        if (kind < 62) {
            return transaction("poll many", draw, this::pollMany);
        }
        if (kind < 72) {
            return operation("claim", draw, this::claim);
        }
        if (kind < 87) {
            return transaction("complete with a result", draw, this::complete);
        }
        if (kind < 90) {
            return operation("release", draw, this::release);
        }
        return kind < 97 ? rolledBack(draw) : operation("clear", draw, this::clear);
    }

    @Override
    public List<Operation> alphabet() {
        return List.of(
                operation("add", new SplittableRandom(1), this::add),
                transaction("add many", new SplittableRandom(2), this::addMany),
                operation("poll", new SplittableRandom(3), this::poll),
                transaction("poll many", new SplittableRandom(4), this::pollMany),
                operation("claim", new SplittableRandom(5), this::claim),
                transaction("complete with a result", new SplittableRandom(6), this::complete),
                operation("release", new SplittableRandom(7), this::release),
                rolledBack(new SplittableRandom(8)),
                operation("clear", new SplittableRandom(9), this::clear),
                new Operation("checkpoint", 0, BStack::checkpoint));
    }

    /** What an operation does to the queue and to the model. */
    @FunctionalInterface
    private interface Action {
        State run(SplittableRandom draw, State before) throws IOException;
    }

    private Operation operation(String name, SplittableRandom draw, Action action) {
        return new Operation(
                name,
                0,
                stack -> model =
                        model.next < 0 ? stack.transact(() -> action.run(draw, made(model))) : action.run(draw, model));
    }

    private Operation transaction(String name, SplittableRandom draw, Action action) {
        return new Operation(name, 0, stack -> model = stack.transact(() -> action.run(draw, made(model))));
    }

    /** Makes the structures, if there are none, in the transaction of the operation. */
    private State made(State before) throws IOException {
        if (before.next >= 0) {
            return before;
        }
        attach();
        return new State(new TreeMap<>(), new TreeMap<>(), 0);
    }

    private Operation rolledBack(SplittableRandom draw) {
        return new Operation("transaction rolled back", 0, stack -> {
            Map<Long, Claim<byte[]>> claimed = new TreeMap<>(claims);
            try {
                stack.transact(() -> {
                    complete(draw, claim(draw, pollMany(draw, addMany(draw, made(model)))));
                    throw new IOException("rolled back on purpose");
                });
                throw new AssertionError("a transaction whose body threw has returned");
            } catch (IOException e) {
                if (!"rolled back on purpose".equals(e.getMessage())) {
                    throw e;
                }
            }
            claims.clear();
            claims.putAll(claimed);
            for (Claim<byte[]> claim : claims.values()) {
                claim.renew(HOUR);
            }
        });
    }

    private State add(SplittableRandom draw, State before) throws IOException {
        int kind = draw.nextInt(20);
        byte[] element = new byte[kind < 12 ? 200 + draw.nextInt(500) : kind < 19 ? draw.nextInt(60) : 2000];
        draw.nextBytes(element);
        queue.add(element);
        return before.with(element);
    }

    private State addMany(SplittableRandom draw, State before) throws IOException {
        State after = before;
        for (int i = 0; i < MANY; i++) {
            after = add(draw, after);
        }
        return after;
    }

    private Long firstFree(State state) {
        return state.elements.keySet().stream()
                .filter(number -> !claims.containsKey(number))
                .findFirst()
                .orElse(null);
    }

    private State poll(SplittableRandom draw, State before) throws IOException {
        State after = before.copy();
        Long first = firstFree(after);
        byte[] found = queue.poll();
        require(Arrays.equals(found, first == null ? null : after.elements.remove(first)), "polled another element");
        return after;
    }

    private State pollMany(SplittableRandom draw, State before) throws IOException {
        State after = before;
        for (int i = 0; i < MANY - 2; i++) {
            after = poll(draw, after);
        }
        return after;
    }

    private State claim(SplittableRandom draw, State before) throws IOException {
        Long first = firstFree(before);
        Claim<byte[]> claim = queue.claim(HOUR);
        require((claim == null) == (first == null), "claimed an element where there is none, or none");
        if (claim != null) {
            require(Arrays.equals(claim.value(), before.elements.get(first)), "claimed another element");
            claims.put(first, claim);
        }
        return before;
    }

    private State complete(SplittableRandom draw, State before) throws IOException {
        List<Long> held = new ArrayList<>(claims.keySet());
        held.retainAll(before.elements.keySet());
        if (held.isEmpty()) {
            return before;
        }
        State after = before.copy();
        Long number = held.get(draw.nextInt(held.size()));
        byte[] result = Arrays.copyOf(after.elements.remove(number), 20);
        results.put(number, result);
        after.results.put(number, result);
        claims.remove(number).complete();
        return after;
    }

    private State release(SplittableRandom draw, State before) throws IOException {
        if (!claims.isEmpty()) {
            claims.remove(claims.keySet().iterator().next()).release();
        }
        return before;
    }

    private State clear(SplittableRandom draw, State before) throws IOException {
        queue.clear();
        claims.clear();
        return new State(new TreeMap<>(), before.results, before.next);
    }
}
