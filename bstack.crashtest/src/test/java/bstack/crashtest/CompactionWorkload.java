package bstack.crashtest;

import bstack.collections.Codec;
import bstack.collections.CompactionReport;
import bstack.collections.Cursor;
import bstack.collections.DurableMap;
import bstack.collections.DurableQueue;
import bstack.collections.HeapRoot;
import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.testkit.internal.workload.CrashState;
import bstack.testkit.model.AllocatorFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Compactions of a heap with two maps and a queue, whose slices have all lengths, so that a compaction moves some down, and
 * others up first. Its states are those between its transactions, and the contents are the same in all of them.
 */
final class CompactionWorkload extends StructuresWorkload<CompactionWorkload.State> {
    private static final int KEYS = 40;
    private static final int MANY = 12;
    private static final List<String> NAMES = List.of("one", "two");
    private static final String QUEUE = "queue";

    /** The states that the last operation has passed through. */
    private final List<CrashState> passed = new ArrayList<>();

    /** What the maps and the queue hold; all of them are there. */
    record State(Map<String, TreeMap<Long, byte[]>> maps, List<byte[]> elements) {
        /** Of a heap without structures. */
        static final State EMPTY = new State(new TreeMap<>(), List.of());

        State copy() {
            Map<String, TreeMap<Long, byte[]>> copy = new TreeMap<>();
            maps.forEach((name, map) -> copy.put(name, new TreeMap<>(map)));
            return new State(copy, new ArrayList<>(elements));
        }
    }

    CompactionWorkload(AllocatorFactory factory, long seed) {
        super(factory, seed, State.class, State.EMPTY);
    }

    @Override
    State copy(State from) {
        return from.copy();
    }

    private static DurableMap<Long, byte[]> map(HeapRoot root, String name) throws IOException {
        return root.map(name, Codec.int64(), Codec.bytes());
    }

    private static DurableQueue<byte[]> queue(HeapRoot root) throws IOException {
        return root.queue(QUEUE, Codec.bytes());
    }

    @Override
    void check(BStackAllocator opened, HeapRoot structures, State expected) throws IOException {
        boolean empty = expected.maps.isEmpty();
        int found = structures.entries().size();
        require(found == (empty ? 0 : NAMES.size() + 1), "there are " + structures.entries());
        structures.verifyAll(damage -> require(false, damage.toString()));
        if (!empty) {
            for (String name : NAMES) {
                compare(map(structures, name).cursor(), expected.maps.get(name).values());
                require(map(structures, name).size() == expected.maps.get(name).size(), "another size of " + name);
            }
            compare(queue(structures).cursor(), expected.elements);
        }
        checkHeap(opened, List.of());
        require(structures.leaks(List.of()).slices().isEmpty(), "leaks");
    }

    private static void compare(Cursor<Long, byte[]> found, Iterable<byte[]> expected) throws IOException {
        for (byte[] value : expected) {
            require(found.next() && Arrays.equals(found.value(), value), "another value");
        }
        require(!found.next(), "more entries");
    }

    /** Compacts to the end, goes on working, and takes all away. */
    @Override
    void goOn(BStackAllocator opened, HeapRoot structures, State expected) throws IOException {
        require(structures.compact(null).isComplete(), "a compaction that nobody stopped is not complete");
        check(opened, structures, expected);
        for (String name : expected.maps.keySet()) {
            map(structures, name).put(0L, new byte[3000]);
        }
        structures.compact(null);
        NAMES.forEach(name -> drop(structures, name));
        drop(structures, QUEUE);
        check(opened, structures, State.EMPTY);
    }

    private static void drop(HeapRoot structures, String name) {
        try {
            structures.drop(name);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void takeAway(BStack stack) throws IOException {
        passed.clear();
        if (!model.maps.isEmpty()) {
            stack.transact(() -> {
                for (String name : NAMES) {
                    root.drop(name);
                }
                root.drop(QUEUE);
            });
            model = State.EMPTY;
        }
        check(heap, root, model);
    }

    @Override
    public List<CrashState> between() {
        return List.copyOf(passed);
    }

    // ---------------------------------------------------------------- operations

    @Override
    public Operation next() {
        int kind = random.nextInt(100);
        SplittableRandom draw = random.split();
        if (kind < 35) {
            return change("put many", draw, this::putMany);
        }
        if (kind < 60) {
            return change("remove many", draw, this::removeMany);
        }
        return kind < 85 ? compact(Integer.MAX_VALUE) : compact(1 + draw.nextInt(6));
    }

    @Override
    public List<Operation> alphabet() {
        return List.of(
                change("put many", new SplittableRandom(1), this::putMany),
                change("put others", new SplittableRandom(2), this::putMany),
                change("remove many", new SplittableRandom(3), this::removeMany),
                change("remove others", new SplittableRandom(4), this::removeMany),
                compact(Integer.MAX_VALUE),
                compact(3),
                new Operation("checkpoint", 0, stack -> {
                    passed.clear();
                    stack.checkpoint();
                }));
    }

    private Operation change(String name, SplittableRandom draw, Action<State> action) {
        Body body = transaction(name, draw, action).body();
        return new Operation(name, 0, stack -> {
            passed.clear();
            body.run(stack);
        });
    }

    private Operation compact(int steps) {
        return new Operation(steps == Integer.MAX_VALUE ? "compact" : "compact in part", 0, stack -> {
            passed.clear();
            int[] left = {steps};
            CompactionReport report = root.compact((done, total) -> {
                passed.add(new CrashState(stack.peek(0), model.copy()));
                return --left[0] > 0;
            });
            require(report.pinnedSlices() == 0, "something is pinned: " + report);
        });
    }

    /** Makes the structures, if there are none, in the transaction of the operation. */
    @Override
    State begin(State from) throws IOException {
        State begun = from.copy();
        for (String name : NAMES) {
            map(root, name);
            begun.maps.computeIfAbsent(name, each -> new TreeMap<>());
        }
        queue(root);
        return begun;
    }

    private static byte[] value(SplittableRandom draw) {
        int kind = draw.nextInt(10);
        int length =
                kind < 5 ? draw.nextInt(300) : kind < 8 ? 1_100 + draw.nextInt(1_500) : 4_000 + draw.nextInt(6_000);
        byte[] value = new byte[length];
        draw.nextBytes(value);
        return value;
    }

    private State putMany(SplittableRandom draw, State after) throws IOException {
        for (int i = 0; i < MANY; i++) {
            byte[] value = value(draw);
            if (draw.nextInt(3) == 0) {
                queue(root).add(value);
                after.elements.add(value);
            } else {
                String name = NAMES.get(draw.nextInt(NAMES.size()));
                long key = draw.nextInt(KEYS);
                map(root, name).put(key, value);
                after.maps.get(name).put(key, value);
            }
        }
        return after;
    }

    private State removeMany(SplittableRandom draw, State after) throws IOException {
        for (int i = 0; i < 2 * MANY; i++) {
            String name = NAMES.get(draw.nextInt(NAMES.size()));
            long key = draw.nextInt(KEYS);
            require(
                    Arrays.equals(
                            map(root, name).remove(key), after.maps.get(name).remove(key)),
                    "another value before than that of " + key);
        }
        for (int i = draw.nextInt(5); i > 0; i--) {
            byte[] expected = after.elements.isEmpty() ? null : after.elements.remove(0);
            require(Arrays.equals(queue(root).poll(), expected), "polled another element");
        }
        return after;
    }
}
