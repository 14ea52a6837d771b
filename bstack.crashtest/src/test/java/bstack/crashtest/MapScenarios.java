package bstack.crashtest;

import bstack.alloc.firstfit.FirstFitBStackAllocator;
import bstack.alloc.ghosttree.GhostTreeBStackAllocator;
import bstack.collections.Codec;
import bstack.collections.Cursor;
import bstack.collections.DurableMap;
import bstack.collections.Entry;
import bstack.collections.HeapRoot;
import bstack.collections.KeyRange;
import bstack.spi.BStackAllocator;
import bstack.spi.InspectableAllocator;
import bstack.testkit.internal.errors.LayerScenario;
import bstack.testkit.model.AllocatorFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The calls of maps, of the directory, and the compaction in which errors are thrown. Public, because another JVM calls it by
 * its name.
 */
public final class MapScenarios {
    private static final int ENTRIES = 40;
    private static final int REMOVED = 25;
    private static final String LARGE = "large ".repeat(400);

    private MapScenarios() {}

    /** What is done to the maps. */
    @FunctionalInterface
    private interface Call {
        void run(Opened layer) throws IOException;
    }

    /** {@return the scenarios} */
    public static List<LayerScenario> all() {
        List<LayerScenario> all = new ArrayList<>();
        add(all, "put", layer -> layer.map.put(key(100), "new"));
        add(all, "put a large value", layer -> layer.map.put(key(100), LARGE));
        add(all, "put in the place of a value", layer -> layer.map.put(key(3), "x".repeat(50)));
        add(all, "put in the place of a large value", layer -> layer.map.put(key(7), LARGE + "longer"));
        add(all, "overwrite a large value", layer -> layer.map.put(key(7), LARGE.replace('l', 'L')));
        add(all, "put so much that a page splits", layer -> layer.map.put(key(100), "y".repeat(900)));
        add(all, "put if absent", layer -> layer.map.putIfAbsent(key(100), "new"));
        add(all, "replace", layer -> layer.map.replace(key(7), LARGE, "small"));
        add(all, "get", layer -> layer.map.get(key(7)));
        add(all, "neighbours", MapScenarios::neighbours);
        add(all, "remove", layer -> layer.map.remove(key(3)));
        add(all, "remove a large value", layer -> layer.map.remove(key(7)));
        add(all, "remove if", layer -> layer.map.remove(key(7), LARGE));
        add(all, "scan", layer -> layer.map.forEach(KeyRange.greaterThan(key(5)), (key, value) -> {}));
        add(
                all,
                "scan backwards",
                layer -> layer.map.forEach(KeyRange.<String>all().descending(), (key, value) -> {}));
        add(all, "remove by a cursor", MapScenarios::removeThird);
        add(all, "put by a view", layer -> layer.map.asMap().put(key(100), "new"));
        add(all, "compute by a view", layer -> layer.map.asMap().computeIfPresent(key(7), (key, value) -> null));
        add(
                all,
                "put and remove many",
                layer -> layer.heap.stack().transact(() -> {
                    for (int i = 0; i < REMOVED; i++) {
                        layer.map.remove(key(i));
                        layer.other.put(key(i), LARGE);
                    }
                }));
        add(
                all,
                "remove so many that pages merge",
                layer -> layer.heap.stack().transact(() -> {
                    for (int i = 0; i < ENTRIES - 2; i++) {
                        layer.map.remove(key(i));
                    }
                }));
        add(all, "clear", layer -> layer.map.clear());
        add(all, "make a map", layer -> layer.root.map("new", Codec.utf8(), Codec.int64()));
        add(all, "drop a map", layer -> layer.root.drop("other"));
        add(all, "list the structures", layer -> layer.root.entries());
        add(
                all,
                "verify",
                layer -> layer.root.verifyAll(damage -> {
                    throw new AssertionError(damage);
                }));
        add(all, "find leaks", layer -> layer.root.leaks(List.of()));
        add(all, "compact", FirstFitBStackAllocator::open, false, layer -> layer.root.compact(null));
        add(all, "compact a ghost tree", GhostTreeBStackAllocator::open, false, layer -> layer.root.compact(null));
        return all;
    }

    private static String key(int number) {
        return "key %03d".formatted(number);
    }

    private static void neighbours(Opened layer) throws IOException {
        layer.map.first();
        layer.map.last();
        layer.map.floor(key(3) + "+");
        layer.map.higher(key(6));
    }

    private static void removeThird(Opened layer) throws IOException {
        Cursor<String, String> cursor = layer.map.cursor();
        for (int i = 0; i < 3; i++) {
            cursor.next();
        }
        if (!cursor.remove()) {
            throw new AssertionError("it was there");
        }
    }

    private static void add(List<LayerScenario> all, String name, Call call) {
        add(all, name, FirstFitBStackAllocator::open, true, call);
    }

    private static void add(
            List<LayerScenario> all, String name, AllocatorFactory heaps, boolean isOneTransaction, Call call) {
        all.add(new LayerScenario(name, heaps, heap -> new Opened(heap, isOneTransaction, call)));
    }

    /** Two maps on a heap that was opened. */
    private static final class Opened implements LayerScenario.Layer {
        private final BStackAllocator heap;
        private final HeapRoot root;
        private final boolean isOneTransaction;
        private final Call call;
        private DurableMap<String, String> map;
        private DurableMap<String, String> other;

        Opened(BStackAllocator heap, boolean isOneTransaction, Call call) throws IOException {
            this.heap = heap;
            this.isOneTransaction = isOneTransaction;
            this.call = call;
            root = HeapRoot.open(heap);
        }

        /** Two maps with pages and values between which there are gaps. */
        @Override
        public void fill() throws IOException {
            DurableMap<String, String> gone = root.map("gone", Codec.utf8(), Codec.utf8());
            map = root.map("map", Codec.utf8(), Codec.utf8());
            other = root.map("other", Codec.utf8(), Codec.utf8());
            heap.stack().transact(() -> {
                for (int i = 0; i < ENTRIES; i++) {
                    gone.put(key(i), "gone ".repeat(i % 5 == 0 ? 300 + 20 * i : 20));
                    map.put(
                            key(i),
                            i % 5 == 2 ? LARGE : "value %d ".formatted(i).repeat(20));
                    other.put(key(i), i % 9 == 2 ? LARGE + LARGE : "other");
                }
            });
            root.drop("gone");
        }

        @Override
        public void call() throws IOException {
            call.run(this);
        }

        @Override
        public boolean isOneTransaction() {
            return isOneTransaction;
        }

        @Override
        public Object contents() throws IOException {
            List<String> contents = new ArrayList<>();
            for (Entry entry : root.entries()) {
                contents.add(entry.name() + " of " + entry.size());
                if (!entry.name().equals("new")) {
                    root.map(entry.name(), Codec.utf8(), Codec.utf8())
                            .forEach((key, value) -> contents.add(key + " = " + value.hashCode()));
                }
            }
            root.verifyAll(damage -> {
                throw new AssertionError("not sound: " + damage);
            });
            if (!((InspectableAllocator) heap).verify().isEmpty()) {
                throw new AssertionError("not sound: " + ((InspectableAllocator) heap).verify());
            }
            if (!root.leaks(List.of()).slices().isEmpty()) {
                throw new AssertionError("leaked: " + root.leaks(List.of()).slices());
            }
            return contents;
        }

        /** The objects that were there during the call work on. */
        @Override
        public void goOn(boolean returned) throws IOException {
            Object before = contents();
            map.put("after", LARGE);
            if (!LARGE.equals(map.get("after")) || !LARGE.equals(map.remove("after"))) {
                throw new AssertionError("what was put is not there");
            }
            root.compact(null);
            Object after = contents();
            if (!before.equals(after)) {
                throw new AssertionError("%s, and after more work %s".formatted(before, after));
            }
            root.drop("map");
            root.drop("other");
            root.drop("new");
            if (!root.entries().isEmpty()) {
                throw new AssertionError("what was dropped is there");
            }
        }
    }
}
