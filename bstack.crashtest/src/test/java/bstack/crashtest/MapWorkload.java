package bstack.crashtest;

import bstack.collections.Codec;
import bstack.collections.DurableMap;
import bstack.collections.HeapRoot;
import bstack.collections.KeyRange;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Operations of two maps in one heap: single puts and removes, values in slices of their own, so many in one transaction
 * that pages split, merge and give to each other, both maps and a slice of the user in one transaction, structures that
 * are cleared, dropped and made again, transactions that are rolled back. A map has few keys, so that all of this
 * happens within a short run.
 */
final class MapWorkload implements CrashWorkload {
    private static final int KEYS = 60;
    private static final int MANY = 25;
    private static final int LONG = 2000;
    private static final List<String> NAMES = List.of("one", "two");

    private final AllocatorFactory factory;
    private final SplittableRandom random;
    private final InitialImage initial;
    private State model = State.EMPTY;

    private BStackAllocator heap;
    private HeapRoot root;

    /** What the maps hold; the number is that of the user's slice, null as long as he has none. */
    private record State(Map<String, NavigableMap<String, byte[]>> maps, Number number) {
        static final State EMPTY = new State(Map.of(), null);

        State copy() {
            Map<String, NavigableMap<String, byte[]>> copy = new TreeMap<>();
            maps.forEach((name, map) -> copy.put(name, new TreeMap<>(map)));
            return new State(copy, number);
        }

        State with(Number changed) {
            return new State(maps, changed);
        }

        NavigableMap<String, byte[]> map(String name) {
            return maps.computeIfAbsent(name, each -> new TreeMap<>());
        }
    }

    /** A slice of the user, and what is in it. */
    private record Number(long start, long value) {}

    MapWorkload(AllocatorFactory factory, long seed) {
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
        check(heap, root, model);
    }

    private static DurableMap<String, byte[]> map(HeapRoot root, String name) throws IOException {
        return root.map(name, Codec.utf8(), Codec.bytes());
    }

    @Override
    public CrashState state(BStack stack) throws IOException {
        check(heap, root, model);
        return new CrashState(stack.peek(0), model.copy());
    }

    @Override
    public void restore(CrashState state) {
        model = ((State) state.detail()).copy();
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

    /** The maps are what the model says, they are sound, and nothing is allocated that is not theirs or the user's. */
    private static void check(BStackAllocator heap, HeapRoot root, State expected) throws IOException {
        List<String> names =
                root.entries().stream().map(bstack.collections.Entry::name).toList();
        require(names.equals(List.copyOf(expected.maps.keySet())), "there are " + names);
        require(root.verify().isEmpty(), "the directory is damaged: " + root.verify());
        for (String name : names) {
            check(map(root, name), expected.maps.get(name));
        }
        TreeSet<BStackSlice> reached = new TreeSet<>();
        Directory.open(heap).trace(slice -> require(reached.add(slice), "reached twice: " + slice));
        Number number = expected.number;
        if (number != null) {
            reached.add(heap.slice(number.start, Long.BYTES));
            require(heap.stack().getLong(number.start) == number.value, "the number has changed");
        }
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

    private static void check(DurableMap<String, byte[]> map, NavigableMap<String, byte[]> expected)
            throws IOException {
        List<Finding> findings = map.verify();
        require(findings.isEmpty(), "%s is damaged: %s".formatted(map.name(), findings));
        require(map.size() == expected.size(), "%s has %d entries".formatted(map.name(), map.size()));
        List<Map.Entry<String, byte[]>> left = new ArrayList<>(expected.entrySet());
        map.forEach(KeyRange.all(), (key, value) -> {
            require(!left.isEmpty(), "more entries than " + expected.size());
            Map.Entry<String, byte[]> entry = left.remove(0);
            require(
                    key.equals(entry.getKey()) && Arrays.equals(value, entry.getValue()),
                    "%s: %s instead of %s".formatted(map.name(), key, entry.getKey()));
        });
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** Goes on working, and takes all away: then nothing but the directory may be in use. */
    private static void goOn(BStackAllocator heap, HeapRoot root, State expected) throws IOException {
        for (String name : expected.maps.keySet()) {
            map(root, name).put("a new key", new byte[3000]);
            root.drop(name);
        }
        if (expected.number != null) {
            heap.dealloc(heap.slice(expected.number.start, Long.BYTES));
        }
        check(heap, root, State.EMPTY);
    }

    @Override
    public void takeAway(BStack stack) throws IOException {
        for (String name : List.copyOf(model.maps.keySet())) {
            root.drop(name);
            model = model.copy();
            model.maps.remove(name);
        }
        if (model.number != null) {
            heap.dealloc(heap.slice(model.number.start, Long.BYTES));
            model = model.with(null);
        }
        check(heap, root, model);
    }

    // ---------------------------------------------------------------- operations

    @Override
    public Operation next() {
        int kind = random.nextInt(100);
        SplittableRandom draw = random.split();
        if (kind < 20) {
            return operation("put", draw, this::put);
        }
        if (kind < 30) {
            return operation("remove", draw, this::remove);
        }
        if (kind < 55) {
            return transaction("put many", draw, this::putMany);
        }
        if (kind < 70) {
            return transaction("remove many", draw, this::removeMany);
        }
        if (kind < 80) {
            return transaction("both maps and a slice", draw, this::several);
        }
        if (kind < 86) {
            return rolledBack(draw);
        }
        return kind < 93 ? operation("clear", draw, this::clear) : operation("drop", draw, this::drop);
    }

    @Override
    public List<Operation> alphabet() {
        return List.of(
                operation("put", new SplittableRandom(1), this::put),
                operation("put another", new SplittableRandom(2), this::put),
                operation("remove", new SplittableRandom(3), this::remove),
                transaction("put many", new SplittableRandom(4), this::putMany),
                transaction("remove many", new SplittableRandom(5), this::removeMany),
                transaction("both maps and a slice", new SplittableRandom(6), this::several),
                rolledBack(new SplittableRandom(7)),
                operation("clear", new SplittableRandom(8), this::clear),
                operation("drop", new SplittableRandom(9), this::drop),
                new Operation("checkpoint", 0, BStack::checkpoint));
    }

    /** What an operation does to the maps and to a copy of the model. */
    @FunctionalInterface
    private interface Action {
        State run(SplittableRandom draw, State after) throws IOException;
    }

    private Operation operation(String name, SplittableRandom draw, Action action) {
        return new Operation(name, 0, stack -> model = action.run(draw, model.copy()));
    }

    private Operation transaction(String name, SplittableRandom draw, Action action) {
        return new Operation(name, 0, stack -> model = stack.transact(() -> action.run(draw, model.copy())));
    }

    private Operation rolledBack(SplittableRandom draw) {
        return new Operation("transaction rolled back", 0, stack -> {
            try {
                stack.transact(() -> {
                    several(draw, putMany(draw, model.copy()));
                    throw new IOException("rolled back on purpose");
                });
                throw new AssertionError("a transaction whose body threw has returned");
            } catch (IOException e) {
                if (!"rolled back on purpose".equals(e.getMessage())) {
                    throw e;
                }
            }
        });
    }

    private static String name(SplittableRandom draw) {
        return NAMES.get(draw.nextInt(NAMES.size()));
    }

    private static String key(SplittableRandom draw) {
        int number = draw.nextInt(KEYS);
        return number % 20 == 7 ? "long ".repeat(100) + number : "key " + number;
    }

    /** {@return a value; those of some keys are long, and of one length, so that one takes the slice of another} */
    private static byte[] value(String key, SplittableRandom draw) {
        boolean isLong = key.endsWith("3");
        byte[] value = new byte[isLong ? LONG : draw.nextBoolean() ? 200 + draw.nextInt(500) : draw.nextInt(60)];
        draw.nextBytes(value);
        return value;
    }

    private State put(SplittableRandom draw, State after) throws IOException {
        put(name(draw), draw, after);
        return after;
    }

    private void put(String name, SplittableRandom draw, State after) throws IOException {
        String key = key(draw);
        byte[] value = value(key, draw);
        // One transaction, although it may make the map.
        heap.stack().transact(() -> {
            byte[] before = map(root, name).put(key, value);
            require(Arrays.equals(before, after.map(name).put(key, value)), "another value before than " + key + "'s");
        });
    }

    private State remove(SplittableRandom draw, State after) throws IOException {
        String name = name(draw);
        if (after.maps.containsKey(name)) {
            String key = key(draw);
            byte[] expected = after.map(name).remove(key);
            if (expected != null && draw.nextBoolean()) {
                require(map(root, name).remove(key, expected), "another value than " + key + "'s");
            } else {
                byte[] before = map(root, name).remove(key);
                require(Arrays.equals(before, expected), "another value before than " + key + "'s");
            }
        }
        return after;
    }

    private State putMany(SplittableRandom draw, State after) throws IOException {
        String name = name(draw);
        for (int i = 0; i < MANY; i++) {
            put(name, draw, after);
        }
        return after;
    }

    private State removeMany(SplittableRandom draw, State after) throws IOException {
        for (int i = 0; i < 2 * MANY; i++) {
            remove(draw, after);
        }
        return after;
    }

    private State several(SplittableRandom draw, State after) throws IOException {
        State changed = after;
        for (String name : NAMES) {
            put(name, draw, changed);
            remove(draw, changed);
        }
        long value = draw.nextLong();
        long start = changed.number == null ? heap.alloc(Long.BYTES).start() : changed.number.start;
        byte[] bytes = new byte[Long.BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (value >>> 8 * i);
        }
        heap.slice(start, Long.BYTES).write(bytes);
        return changed.with(new Number(start, value));
    }

    private State clear(SplittableRandom draw, State after) throws IOException {
        String name = name(draw);
        if (after.maps.containsKey(name)) {
            map(root, name).clear();
            after.map(name).clear();
        }
        return after;
    }

    private State drop(SplittableRandom draw, State after) throws IOException {
        String name = name(draw);
        root.drop(name);
        after.maps.remove(name);
        return after;
    }
}
