package bstack.crashtest;

import bstack.collections.Claim;
import bstack.collections.Codec;
import bstack.collections.Cursor;
import bstack.collections.DurableMap;
import bstack.collections.DurableQueue;
import bstack.collections.Entry;
import bstack.collections.HeapRoot;
import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.Finding;
import bstack.testkit.model.AllocatorFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Operations of a queue: elements are added, polled, claimed, completed and released, alone and many in one transaction, so
 * that the queue moves through its pages; what a job has found goes into a map, in the transaction that completes it. After
 * a crash nothing is claimed.
 */
final class QueueWorkload extends StructuresWorkload<QueueWorkload.State> {
    private static final int MANY = 15;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String QUEUE = "jobs";
    private static final String MAP = "results";

    /** What is claimed in this session, by numbers. */
    private final Map<Long, Claim<byte[]>> claims = new TreeMap<>();

    /** What was claimed when a transaction began that is going to be rolled back. */
    private final Map<Long, Claim<byte[]>> claimed = new TreeMap<>();

    private DurableQueue<byte[]> queue;
    private DurableMap<Long, byte[]> results;

    /** What the queue and the map hold, by the numbers of the elements, and the next number; −1 if there is no queue. */
    record State(TreeMap<Long, byte[]> elements, TreeMap<Long, byte[]> results, long next) {
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
        super(factory, seed, State.class, State.EMPTY);
    }

    @Override
    State copy(State from) {
        return from.copy();
    }

    @Override
    void opened() throws IOException {
        claims.clear();
        if (model.next >= 0) {
            attach();
        }
    }

    private void attach() throws IOException {
        queue = root.queue(QUEUE, Codec.bytes());
        results = root.map(MAP, Codec.int64(), Codec.bytes());
    }

    @Override
    void restored() {
        claims.keySet().retainAll(model.elements.keySet());
    }

    @Override
    void check(BStackAllocator opened, HeapRoot structures, State expected) throws IOException {
        List<String> names = structures.entries().stream().map(Entry::name).toList();
        require(names.equals(expected.next < 0 ? List.of() : List.of(QUEUE, MAP)), "there are " + names);
        if (expected.next >= 0) {
            DurableQueue<byte[]> jobs = structures.queue(QUEUE, Codec.bytes());
            List<Finding> findings = jobs.verify();
            require(findings.isEmpty(), "the queue is damaged: " + findings);
            require(jobs.size() == expected.elements.size(), "the queue has %d elements".formatted(jobs.size()));
            compare(jobs.cursor(), expected.elements);
            DurableMap<Long, byte[]> map = structures.map(MAP, Codec.int64(), Codec.bytes());
            require(map.verify().isEmpty(), "the map is damaged: " + map.verify());
            compare(map.cursor(), expected.results);
        }
        checkHeap(opened, List.of());
    }

    private static void compare(Cursor<Long, byte[]> found, TreeMap<Long, byte[]> expected) throws IOException {
        for (Map.Entry<Long, byte[]> entry : expected.entrySet()) {
            require(found.next(), "there is nothing at " + entry.getKey());
            require(found.key().equals(entry.getKey()), "%d instead of %d".formatted(found.key(), entry.getKey()));
            require(Arrays.equals(found.value(), entry.getValue()), "another value at " + entry.getKey());
        }
        require(!found.next(), "more than " + expected.size() + " entries");
    }

    /** All elements are free, in order; and the queue goes on working. */
    @Override
    void goOn(BStackAllocator opened, HeapRoot structures, State expected) throws IOException {
        if (expected.next < 0) {
            return;
        }
        DurableQueue<byte[]> jobs = structures.queue(QUEUE, Codec.bytes());
        jobs.add(new byte[3000]);
        boolean polls = true;
        for (byte[] element : expected.elements.values()) {
            byte[] found;
            if (polls) {
                found = jobs.poll();
            } else {
                Claim<byte[]> claim = jobs.claim(HOUR);
                require(claim != null, "nothing to claim");
                claim.complete();
                found = claim.value();
            }
            require(Arrays.equals(element, found), "another element, polled: " + polls);
            polls = !polls;
        }
        byte[] last = jobs.poll();
        require(last != null && last.length == 3000 && jobs.isEmpty(), "the new element is not the last one");
        structures.drop(QUEUE);
        structures.drop(MAP);
        check(opened, structures, State.EMPTY);
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

    @Override
    Operation operation(String name, SplittableRandom draw, Action<State> action) {
        // To make the structures and to use them is one transaction.
        Body alone = super.operation(name, draw, action).body();
        Body making = transaction(name, draw, action).body();
        return new Operation(name, 0, stack -> (model.next < 0 ? making : alone).run(stack));
    }

    /** Makes the structures, if there are none, in the transaction of the operation. */
    @Override
    State begin(State from) throws IOException {
        if (from.next >= 0) {
            return from;
        }
        attach();
        return new State(new TreeMap<>(), new TreeMap<>(), 0);
    }

    private Operation rolledBack(SplittableRandom draw) {
        return rolledBack(
                draw, (drawn, before) -> complete(drawn, claim(drawn, pollMany(drawn, addMany(drawn, before)))));
    }

    @Override
    void beforeRollback() {
        claimed.clear();
        claimed.putAll(claims);
    }

    @Override
    void afterRollback() throws IOException {
        claims.clear();
        claims.putAll(claimed);
        for (Claim<byte[]> claim : claims.values()) {
            claim.renew(HOUR);
        }
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
