package bstack.crashtest;

import bstack.collections.Codec;
import bstack.collections.CompactionReport;
import bstack.collections.Cursor;
import bstack.collections.DurableMap;
import bstack.collections.DurableQueue;
import bstack.collections.Entry;
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
    private static final int MANY = 15;
    /** Two of these are there. */
    private static final List<String> NAMES = List.of("one", "two", "three");

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
        List<String> names = new ArrayList<>(expected.maps.keySet());
        names.addAll(empty ? List.of() : List.of(QUEUE));
        names.sort(null);
        require(structures.entries().stream().map(Entry::name).toList().equals(names), "there are other names");
        structures.verifyAll(damage -> require(false, damage.toString()));
        if (!empty) {
            for (Map.Entry<String, TreeMap<Long, byte[]>> map : expected.maps.entrySet()) {
                compare(map(structures, map.getKey()).cursor(), map.getValue().values());
                require(
                        map(structures, map.getKey()).size() == map.getValue().size(),
                        "another size of " + map.getKey());
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
        for (String name : NAMES) {
            structures.drop(name);
        }
        structures.drop(QUEUE);
        check(opened, structures, State.EMPTY);
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
        if (kind < 55) {
            return change("remove many", draw, this::removeMany);
        }
        if (kind < 65) {
            return change("make a map anew", draw, this::makeAnew);
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
                change("make a map anew", new SplittableRandom(5), this::makeAnew),
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
        if (begun.maps.isEmpty()) {
            for (String name : NAMES.subList(0, 2)) {
                map(root, name);
                begun.maps.put(name, new TreeMap<>());
            }
            queue(root);
        }
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
                String name = name(draw, after);
                long key = draw.nextInt(KEYS);
                map(root, name).put(key, value);
                after.maps.get(name).put(key, value);
            }
        }
        return after;
    }

    /** A map takes the place of another one: its header is above much of what was there. */
    private State makeAnew(SplittableRandom draw, State after) throws IOException {
        String dropped = name(draw, after);
        List<String> missing = new ArrayList<>(NAMES);
        missing.removeAll(after.maps.keySet());
        for (int i = 0; i < 3; i++) {
            putMany(draw, after);
        }
        map(root, missing.get(0));
        after.maps.put(missing.get(0), new TreeMap<>());
        putMany(draw, after);
        root.drop(dropped);
        after.maps.remove(dropped);
        return after;
    }

    private static String name(SplittableRandom draw, State state) {
        return List.copyOf(state.maps.keySet()).get(draw.nextInt(state.maps.size()));
    }

    private State removeMany(SplittableRandom draw, State after) throws IOException {
        for (int i = 0; i < 2 * MANY; i++) {
            String name = name(draw, after);
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
