package bstack.crashtest;

import bstack.collections.Codec;
import bstack.collections.DurableMap;
import bstack.collections.HeapRoot;
import bstack.collections.KeyRange;
import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.Finding;
import bstack.testkit.model.AllocatorFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Operations of two maps in one heap: single puts and removes, values in slices of their own, so many in one transaction
 * that pages split, merge and give to each other, both maps and a slice of the user in one transaction, structures that
 * are cleared, dropped and made again, transactions that are rolled back. A map has few keys, so that all of this
 * happens within a short run.
 */
final class MapWorkload extends StructuresWorkload<MapWorkload.State> {
    private static final int KEYS = 60;
    private static final int MANY = 25;
    private static final int LONG = 2000;
    private static final List<String> NAMES = List.of("one", "two");

    /** What the maps hold; the number is that of the user's slice, null as long as he has none. */
    record State(Map<String, NavigableMap<String, byte[]>> maps, Number number) {
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
    record Number(long start, long value) {}

    MapWorkload(AllocatorFactory factory, long seed) {
        super(factory, seed, State.class, State.EMPTY);
    }

    @Override
    State copy(State from) {
        return from.copy();
    }

    private static DurableMap<String, byte[]> map(HeapRoot root, String name) throws IOException {
        return root.map(name, Codec.utf8(), Codec.bytes());
    }

    @Override
    void check(BStackAllocator opened, HeapRoot structures, State expected) throws IOException {
        List<String> names = structures.entries().stream()
                .map(bstack.collections.Entry::name)
                .toList();
        require(names.equals(List.copyOf(expected.maps.keySet())), "there are " + names);
        require(structures.verify().isEmpty(), "the directory is damaged: " + structures.verify());
        for (String name : names) {
            check(map(structures, name), expected.maps.get(name));
        }
        Number number = expected.number;
        if (number == null) {
            checkHeap(opened, List.of());
        } else {
            require(opened.stack().getLong(number.start) == number.value, "the number has changed");
            checkHeap(opened, List.of(opened.slice(number.start, Long.BYTES)));
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

    /** Goes on working, and takes all away: then nothing but the directory may be in use. */
    @Override
    void goOn(BStackAllocator opened, HeapRoot structures, State expected) throws IOException {
        for (String name : expected.maps.keySet()) {
            map(structures, name).put("a new key", new byte[3000]);
            structures.drop(name);
        }
        if (expected.number != null) {
            opened.dealloc(opened.slice(expected.number.start, Long.BYTES));
        }
        check(opened, structures, State.EMPTY);
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
        takeTurns();
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

    private Operation rolledBack(SplittableRandom draw) {
        return rolledBack(draw, (drawn, after) -> several(drawn, putMany(drawn, after)));
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
