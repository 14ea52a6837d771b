package bstack.collections.internal.views;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.collections.Codec;
import bstack.collections.DurableMap;
import bstack.core.BStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.Spliterator;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What a durable map as a map of {@code java.util} does, against a TreeMap. {@code -Dbstack.seed=N} repeats a random run.
 */
abstract class MapViewContract {

    /** {@return a new, empty map} */
    abstract <K, V> DurableMap<K, V> map(Codec<K> keys, Codec<V> values) throws IOException;

    /** {@return the stack that the maps are on} */
    abstract BStack stack();

    private static final class OnPurpose extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** A map, and a TreeMap that is the model of it; or the same part of both. */
    private record Pair(NavigableMap<Integer, String> mine, NavigableMap<Integer, String> model) {}

    // ---------------------------------------------------------------- against the model

    @Test
    void aMapAndItsPartsDoWhatATreeMapDoes() throws IOException {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int run = 0; run < 20; run++) {
            DurableMap<Integer, String> map = map(Codec.int32(), Codec.utf8());
            List<Pair> pairs = new ArrayList<>(List.of(new Pair(map.asMap(), new TreeMap<>())));
            for (int step = 0; step < 300; step++) {
                Pair pair = pairs.get(random.nextInt(pairs.size()));
                int operation = random.nextInt(OPERATIONS);
                int a = random.nextInt(24);
                int b = random.nextInt(24);
                boolean x = random.nextBoolean();
                boolean y = random.nextBoolean();
                String what = "seed %d, run %d, step %d, operation %d with %d, %d, %b, %b"
                        .formatted(seed, run, step, operation, a, b, x, y);
                assertEquals(result(pair.model, operation, a, b, x, y), result(pair.mine, operation, a, b, x, y), what);
                if (pairs.size() < 12 && random.nextInt(10) == 0) {
                    derive(pair, a, b, x, y, random.nextInt(4)).ifPresent(pairs::add);
                }
                for (Pair each : pairs) {
                    assertEquals(List.copyOf(each.model.entrySet()), List.copyOf(each.mine.entrySet()), what);
                }
                assertEquals(pairs.get(0).model.size(), map.size(), what);
            }
        }
    }

    private static Optional<Pair> derive(Pair pair, int a, int b, boolean x, boolean y, int how) {
        Function<NavigableMap<Integer, String>, NavigableMap<Integer, String>> derivation = switch (how) {
            case 0 -> NavigableMap::descendingMap;
            case 1 -> map -> map.subMap(a, x, b, y);
            case 2 -> map -> map.headMap(a, x);
            default -> map -> map.tailMap(a, x);
        };
        NavigableMap<Integer, String> model;
        try {
            model = derivation.apply(pair.model);
        } catch (IllegalArgumentException outside) {
            assertThrows(IllegalArgumentException.class, () -> derivation.apply(pair.mine));
            return Optional.empty();
        }
        return Optional.of(new Pair(derivation.apply(pair.mine), model));
    }

    private static final int OPERATIONS = 62;

    /** {@return what an operation returns, or the class of what it throws} */
    private static Object result(NavigableMap<Integer, String> map, int operation, int a, int b, boolean x, boolean y) {
        try {
            Object result = operate(map, operation, a, b, x, y);
            return result instanceof Map.Entry<?, ?> entry ? Map.entry(entry.getKey(), entry.getValue()) : result;
        } catch (RuntimeException e) {
            return e.getClass();
        }
    }

    private static Object operate(
            NavigableMap<Integer, String> map, int operation, int a, int b, boolean x, boolean y) {
        String value = "v" + b % 4;
        NavigableSet<Integer> keys = x ? map.navigableKeySet() : map.descendingKeySet();
        Set<Integer> some = Set.of(a, a + 1, b + 30);
        return switch (operation) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> map.put(a, value);
            case 8 -> map.get(a);
            case 9 -> map.containsKey(a);
            case 10 -> map.remove(a);
            case 11 -> map.putIfAbsent(a, value);
            case 12 -> map.replace(a, value);
            case 13 -> map.replace(a, "v1", value);
            case 14 -> map.remove(a, value);
            case 15 -> map.size();
            case 16 -> map.isEmpty();
            case 17 -> map.containsValue(value);
            case 18 -> map.firstEntry();
            case 19 -> map.lastEntry();
            case 20 -> map.lowerEntry(a);
            case 21 -> map.floorEntry(a);
            case 22 -> map.ceilingEntry(a);
            case 23 -> map.higherEntry(a);
            case 24 -> map.lowerKey(a);
            case 25 -> map.floorKey(a);
            case 26 -> map.ceilingKey(a);
            case 27 -> map.higherKey(a);
            case 28 -> map.firstKey();
            case 29 -> map.lastKey();
            case 30 -> map.pollFirstEntry();
            case 31 -> map.pollLastEntry();
            case 32 -> map.computeIfAbsent(a, key -> x ? "computed" : null);
            case 33 -> map.computeIfPresent(a, (key, old) -> x ? old + "+" : null);
            case 34 -> map.compute(a, (key, old) -> x ? key + "/" + old : null);
            case 35 -> map.merge(a, value, (old, given) -> x ? old + given : null);
            case 36 -> map.getOrDefault(a, "default");
            case 37 -> {
                map.putAll(Map.of(a, "all")); // of several, the model would keep some
                yield null;
            }
            case 38 -> {
                map.replaceAll((key, old) -> key + "r");
                yield null;
            }
            case 39 -> {
                if (a == 0) {
                    map.clear();
                }
                yield null;
            }
            case 40 -> map.toString();
            case 41 -> map.hashCode();
            case 42 -> List.copyOf(keys);
            case 43 -> List.of(keys.first(), keys.last(), keys.size(), keys.contains(a));
            case 44 -> String.valueOf(keys.lower(a)) + keys.floor(a) + keys.ceiling(a) + keys.higher(a);
            case 45 -> y ? keys.pollFirst() : keys.pollLast();
            case 46 -> keys.remove(a);
            case 47 -> List.copyOf(keys.subSet(a, x, b, y));
            case 48 -> List.copyOf(y ? keys.headSet(a, x) : keys.tailSet(a, x));
            case 49 -> List.copyOf(y ? keys.headSet(a) : keys.tailSet(a));
            case 50 -> keys.removeAll(some);
            case 51 -> keys.removeIf(key -> key % 7 == a % 7);
            case 52 -> keys.retainAll(Set.of(1, 2, 3, 5, 8, 13, 21, a, b)) && x;
            case 53 -> map.values().remove(value);
            case 54 -> map.values().removeIf(each -> each.length() > 8);
            case 55 -> List.copyOf(map.values());
            case 56 -> map.entrySet().contains(Map.entry(a, value));
            case 57 -> map.entrySet().remove(Map.entry(a, value));
            case 58 -> iterateAndRemove(map.entrySet().iterator(), a, x);
            case 59 -> iterateAndSet(map, a);
            case 60 ->
                map.subMap(a, b).size()
                        + map.headMap(a).size() * 100
                        + map.tailMap(a).size() * 10_000;
            case 61 -> iterateAndRemove(keys.descendingIterator(), a, x);
            default -> throw new AssertionError(operation);
        };
    }

    private static List<Object> iterateAndRemove(Iterator<?> iterator, int a, boolean lookAhead) {
        List<Object> seen = new ArrayList<>();
        for (int i = 0; iterator.hasNext(); i++) {
            Object next = iterator.next();
            seen.add(next instanceof Map.Entry<?, ?> entry ? entry.getKey() : next);
            if (i % 5 == a % 5) {
                seen.add(lookAhead && iterator.hasNext());
                iterator.remove();
            }
        }
        return seen;
    }

    private static List<String> iterateAndSet(Map<Integer, String> map, int a) {
        List<String> before = new ArrayList<>();
        for (Map.Entry<Integer, String> entry : map.entrySet()) {
            if (entry.getKey() % 5 == a % 5) {
                before.add(entry.setValue("set"));
                before.add(entry.getValue());
            }
        }
        return before;
    }

    // ---------------------------------------------------------------- one by one

    @Test
    void whatIsPutThroughTheViewIsInTheMapAndTheOtherWayRound() throws IOException {
        DurableMap<String, Long> map = map(Codec.utf8(), Codec.int64());
        NavigableMap<String, Long> view = map.asMap();
        view.put("a", 1L);
        assertEquals(1L, map.get("a"));
        map.put("b", 2L);
        assertEquals(Map.of("a", 1L, "b", 2L), view);
        assertEquals(view, Map.of("a", 1L, "b", 2L));
        assertEquals(view.hashCode(), Map.of("a", 1L, "b", 2L).hashCode());
        view.keySet().remove("a");
        view.entrySet().iterator().next().setValue(7L);
        assertNull(map.get("a"));
        assertEquals(7L, map.get("b"));
    }

    @Test
    void anIteratorSurvivesChangesOfOthers() throws IOException {
        DurableMap<Integer, String> map = map(Codec.int32(), Codec.utf8());
        for (int i = 0; i < 1000; i++) {
            map.put(i, "v");
        }
        List<Integer> seen = new ArrayList<>();
        for (int key : map.asMap().keySet()) {
            seen.add(key);
            map.remove(key);
            map.remove(key + 500);
            map.put(key - 2000, "behind");
            map.put(2000 + key, "ahead");
            if (seen.size() > 5000) {
                break;
            }
        }
        assertEquals(seen, seen.stream().sorted().distinct().toList());
        // Removed before the iterator came there, put after it had been there, and put before it came there; an
        // iterator
        // that has read ahead may differ.
        assertTrue(seen.containsAll(List.of(0, 1, 499)), seen.toString());
        assertTrue(seen.stream().noneMatch(key -> key < 0), seen.toString());
        assertFalse(seen.contains(999));
    }

    @Test
    void anIteratorThatIsAtTheEndStaysThere() throws IOException {
        DurableMap<Integer, String> map = map(Codec.int32(), Codec.utf8());
        Iterator<Integer> keys = map.asMap().keySet().iterator();
        assertFalse(keys.hasNext());
        map.put(1, "v");
        assertFalse(keys.hasNext());
        assertThrows(NoSuchElementException.class, keys::next);
        assertThrows(IllegalStateException.class, keys::remove);
    }

    @Test
    void anIteratorRemovesEachEntryOnce() throws IOException {
        NavigableMap<Integer, String> view = map(Codec.int32(), Codec.utf8()).asMap();
        view.put(1, "v");
        Iterator<Integer> keys = view.keySet().iterator();
        assertThrows(IllegalStateException.class, keys::remove);
        keys.next();
        keys.remove();
        assertThrows(IllegalStateException.class, keys::remove);
        assertTrue(view.isEmpty());
    }

    @Test
    void severalStepsAreOneTransaction() throws IOException {
        NavigableMap<Integer, String> view = map(Codec.int32(), Codec.utf8()).asMap();
        view.putAll(Map.of(1, "a", 2, "b", 3, "c"));
        Map<Integer, String> before = Map.copyOf(view);
        BiFunction<Integer, String, String> failing = (key, value) -> {
            if (key == 2) {
                throw new OnPurpose();
            }
            return "changed";
        };
        assertThrows(OnPurpose.class, () -> view.replaceAll(failing));
        assertEquals(before, view);
        Map<Integer, String> withNull = new HashMap<>(Map.of(5, "e", 6, "f"));
        withNull.put(7, null);
        assertThrows(NullPointerException.class, () -> view.putAll(withNull));
        assertEquals(before, view);
        assertThrows(OnPurpose.class, () -> view.keySet().removeIf(key -> failing.apply(key, "") != null));
        assertEquals(before, view);
        assertThrows(
                OnPurpose.class, () -> view.entrySet().removeIf(entry -> failing.apply(entry.getKey(), "") != null));
        assertEquals(before, view);
        assertThrows(
                OnPurpose.class,
                () -> view.values().removeIf(value -> failing.apply("abc".indexOf(value) + 1, "") != null));
        assertEquals(before, view);
    }

    @Test
    void aRollbackOfTheCallersTransactionUndoesWhatTheViewHasDone() throws IOException {
        NavigableMap<Integer, String> view = map(Codec.int32(), Codec.utf8()).asMap();
        view.putAll(Map.of(1, "a", 2, "b"));
        assertThrows(
                OnPurpose.class,
                () -> stack().transact(() -> {
                    view.pollFirstEntry();
                    view.put(3, "c");
                    view.tailMap(2).clear();
                    assertEquals(Map.of(), view);
                    throw new OnPurpose();
                }));
        assertEquals(Map.of(1, "a", 2, "b"), view);
    }

    @Test
    void valuesAreEqualIfTheirBytesAre() throws IOException {
        NavigableMap<byte[], byte[]> view = map(Codec.bytes(), Codec.bytes()).asMap();
        view.put(new byte[] {1}, new byte[] {2, 3});
        assertArrayEquals(new byte[] {2, 3}, view.get(new byte[] {1}));
        assertTrue(view.containsValue(new byte[] {2, 3}));
        assertFalse(view.containsValue(new byte[] {2}));
        assertTrue(view.entrySet().contains(Map.entry(new byte[] {1}, new byte[] {2, 3})));
        assertFalse(view.remove(new byte[] {1}, new byte[] {2}));
        assertTrue(view.remove(new byte[] {1}, new byte[] {2, 3}));
        assertTrue(view.isEmpty());
    }

    @Test
    void whatIsOfAnotherTypeIsNotInTheMap() throws IOException {
        NavigableMap<Integer, String> view = map(Codec.int32(), Codec.utf8()).asMap();
        view.put(1, "a");
        assertFalse(view.containsValue(1L));
        assertFalse(view.containsValue("\ud800"));
        assertFalse(view.containsValue(null));
        assertFalse(view.remove(1, 5L));
        assertFalse(view.entrySet().contains(Map.entry(1, 5L)));
        assertFalse(view.entrySet().contains("a"));
        assertFalse(view.entrySet().remove(Map.entry(1, 5L)));
        assertThrows(ClassCastException.class, () -> view.get("a"));
        assertNotEquals(view, Map.of("1", "a"));
    }

    @Test
    void nullIsNoKeyAndNoValue() throws IOException {
        NavigableMap<Integer, String> view = map(Codec.int32(), Codec.utf8()).asMap();
        assertThrows(NullPointerException.class, () -> view.get(null));
        assertThrows(NullPointerException.class, () -> view.containsKey(null));
        assertThrows(NullPointerException.class, () -> view.put(null, "a"));
        assertThrows(NullPointerException.class, () -> view.put(1, null));
        assertThrows(NullPointerException.class, () -> view.putIfAbsent(1, null));
        assertThrows(NullPointerException.class, () -> view.replace(1, "a", null));
        assertThrows(NullPointerException.class, () -> view.remove(null));
        assertThrows(NullPointerException.class, () -> view.headMap(null));
        assertThrows(NullPointerException.class, () -> view.subMap(null, true, 1, true));
        assertThrows(NullPointerException.class, () -> view.floorKey(null));
        assertTrue(view.isEmpty());
    }

    @Test
    void theComparatorIsThatOfTheBytes() throws IOException {
        NavigableMap<String, Long> view = map(Codec.utf8(), Codec.int64()).asMap();
        String beyond = "\ud83d\ude00";
        view.putAll(Map.of("\uffee", 1L, beyond, 2L));
        assertEquals(List.of("\uffee", beyond), List.copyOf(view.keySet()));
        assertTrue("\uffee".compareTo(beyond) > 0);
        Comparator<? super String> order = view.comparator();
        assertTrue(order.compare("\uffee", beyond) < 0);
        assertEquals(new TreeMap<>(view), view);
        assertEquals(List.copyOf(new TreeSet<>(view.navigableKeySet())), List.copyOf(view.keySet()));
        assertTrue(view.descendingMap().comparator().compare("\uffee", beyond) > 0);
        assertEquals(order, map(Codec.utf8(), Codec.utf8()).asMap().comparator());
        assertNotEquals(order, map(Codec.bytes(), Codec.utf8()).asMap().comparator());
    }

    @Test
    void streamsDoNotPromiseASizeThatOthersMayChange() throws IOException {
        NavigableMap<Integer, String> view = map(Codec.int32(), Codec.utf8()).asMap();
        view.putAll(Map.of(1, "a", 2, "b"));
        for (Spliterator<?> each :
                List.of(view.keySet().spliterator(), view.entrySet().spliterator())) {
            assertFalse(each.hasCharacteristics(Spliterator.SIZED));
        }
        assertEquals(List.of(1, 2), view.keySet().stream().sorted().toList());
        assertEquals("ab", view.entrySet().stream().map(Map.Entry::getValue).collect(Collectors.joining()));
        Object[] array = view.keySet().toArray();
        assertArrayEquals(new Object[] {1, 2}, array);
    }

    @Test
    void whatTheStackThrowsIsUnchecked() throws IOException {
        NavigableMap<Integer, String> view = map(Codec.int32(), Codec.utf8()).asMap();
        IOException cause = new IOException("on purpose");
        UncheckedIOException thrown = assertThrows(
                UncheckedIOException.class,
                () -> Unchecked.get(() -> stack().transact(() -> {
                    view.put(1, "a");
                    throw cause;
                })));
        assertSame(cause, thrown.getCause());
        assertTrue(view.isEmpty());
    }
}
