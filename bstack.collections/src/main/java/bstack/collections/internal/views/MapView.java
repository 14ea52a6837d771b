package bstack.collections.internal.views;

import bstack.collections.Codec;
import bstack.collections.Cursor;
import bstack.collections.DurableMap;
import bstack.collections.KeyRange;
import bstack.core.BStack;
import bstack.core.TransactionBody;
import java.io.IOException;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A durable map, or a range of it in either direction, as a map of {@code java.util}. It holds nothing of the map's.
 *
 * <p>What {@code java.util} describes as several steps is one transaction here.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class MapView<K, V> extends AbstractMap<K, V> implements NavigableMap<K, V> {
    private final DurableMap<K, V> map;
    private final KeyOrder<K> order;
    private final Codec<V> values;
    private final BStack stack;
    private final KeyRange<K> range;

    /**
     * Creates the view of a whole map.
     *
     * @param map the map
     * @param keys its codec of keys
     * @param values its codec of values
     * @param stack the stack that it is on
     */
    public MapView(DurableMap<K, V> map, Codec<K> keys, Codec<V> values, BStack stack) {
        this(map, new KeyOrder<>(keys), values, stack, KeyRange.all());
    }

    private MapView(DurableMap<K, V> map, KeyOrder<K> order, Codec<V> values, BStack stack, KeyRange<K> range) {
        this.map = map;
        this.order = order;
        this.values = values;
        this.stack = stack;
        this.range = range;
    }

    // ---------------------------------------------------------------- single keys

    @Override
    public @Nullable V get(Object key) {
        K mine = mine(key);
        return order.contains(range, mine) ? Unchecked.get(() -> map.get(mine)) : null;
    }

    @Override
    public boolean containsKey(Object key) {
        K mine = mine(key);
        return order.contains(range, mine) && Unchecked.test(() -> map.containsKey(mine));
    }

    @Override
    public @Nullable V put(K key, V value) {
        checkInRange(key);
        return Unchecked.get(() -> map.put(key, value));
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        checkInRange(key);
        return Unchecked.get(() -> map.putIfAbsent(key, value));
    }

    @Override
    public @Nullable V remove(Object key) {
        K mine = mine(key);
        return order.contains(range, mine) ? Unchecked.get(() -> map.remove(mine)) : null;
    }

    @Override
    public boolean remove(Object key, Object value) {
        K mine = mine(key);
        return order.contains(range, mine) && removeIfEqual(mine, value);
    }

    @Override
    public boolean replace(K key, V expected, V value) {
        return order.contains(range, key) && Unchecked.test(() -> map.replace(key, expected, value));
    }

    @Override
    public @Nullable V replace(K key, V value) {
        return together(() -> super.replace(key, value));
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        Objects.requireNonNull(function, "function");
        V there = get(key);
        return there != null ? there : together(() -> super.computeIfAbsent(key, function));
    }

    @Override
    public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        return together(() -> super.computeIfPresent(key, function));
    }

    @Override
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        return together(() -> super.compute(key, function));
    }

    @Override
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        return together(() -> super.merge(key, value, function));
    }

    // ---------------------------------------------------------------- all keys

    @Override
    public int size() {
        return Unchecked.size(isWhole() ? Unchecked.get(map::size) : count());
    }

    @Override
    public boolean isEmpty() {
        return isWhole() ? Unchecked.test(map::isEmpty) : firstEntry() == null;
    }

    @Override
    public boolean containsValue(Object value) {
        byte[] bytes = bytes(value);
        Cursor<K, V> cursor = cursor();
        return bytes != null
                && Unchecked.test(() -> {
                    while (cursor.next()) {
                        if (Arrays.equals(bytes, values.encode(cursor.value()))) {
                            return true;
                        }
                    }
                    return false;
                });
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> entries) {
        together(() -> {
            super.putAll(entries);
            return null;
        });
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        together(() -> {
            super.replaceAll(function);
            return null;
        });
    }

    @Override
    public void clear() {
        if (isWhole()) {
            Unchecked.run(map::clear);
        } else {
            together(() -> {
                for (Cursor<K, V> cursor = cursor(); cursor.next(); ) {
                    cursor.remove();
                }
                return null;
            });
        }
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        Objects.requireNonNull(action, "action");
        Unchecked.run(() -> map.forEach(range, action::accept));
    }

    // ---------------------------------------------------------------- neighbours

    @Override
    public @Nullable Entry<K, V> firstEntry() {
        return range.isDescending() ? greatest() : least();
    }

    @Override
    public @Nullable Entry<K, V> lastEntry() {
        return range.isDescending() ? least() : greatest();
    }

    @Override
    public @Nullable Entry<K, V> lowerEntry(K key) {
        return range.isDescending() ? above(key, false) : below(key, false);
    }

    @Override
    public @Nullable Entry<K, V> floorEntry(K key) {
        return range.isDescending() ? above(key, true) : below(key, true);
    }

    @Override
    public @Nullable Entry<K, V> ceilingEntry(K key) {
        return range.isDescending() ? below(key, true) : above(key, true);
    }

    @Override
    public @Nullable Entry<K, V> higherEntry(K key) {
        return range.isDescending() ? below(key, false) : above(key, false);
    }

    @Override
    public @Nullable Entry<K, V> pollFirstEntry() {
        return together(() -> removed(firstEntry()));
    }

    @Override
    public @Nullable Entry<K, V> pollLastEntry() {
        return together(() -> removed(lastEntry()));
    }

    @Override
    public K firstKey() {
        return keyOrThrow(firstEntry());
    }

    @Override
    public K lastKey() {
        return keyOrThrow(lastEntry());
    }

    @Override
    public @Nullable K lowerKey(K key) {
        return keyOrNull(lowerEntry(key));
    }

    @Override
    public @Nullable K floorKey(K key) {
        return keyOrNull(floorEntry(key));
    }

    @Override
    public @Nullable K ceilingKey(K key) {
        return keyOrNull(ceilingEntry(key));
    }

    @Override
    public @Nullable K higherKey(K key) {
        return keyOrNull(higherEntry(key));
    }

    private @Nullable Entry<K, V> least() {
        K low = range.low();
        return inRange(Unchecked.get(
                () -> low == null ? map.first() : range.isLowIncluded() ? map.ceiling(low) : map.higher(low)));
    }

    private @Nullable Entry<K, V> greatest() {
        K high = range.high();
        return inRange(Unchecked.get(
                () -> high == null ? map.last() : range.isHighIncluded() ? map.floor(high) : map.lower(high)));
    }

    private @Nullable Entry<K, V> above(K key, boolean included) {
        if (order.isBelow(key, range)) {
            return least();
        }
        return inRange(Unchecked.get(() -> included ? map.ceiling(key) : map.higher(key)));
    }

    private @Nullable Entry<K, V> below(K key, boolean included) {
        if (order.isAbove(key, range)) {
            return greatest();
        }
        return inRange(Unchecked.get(() -> included ? map.floor(key) : map.lower(key)));
    }

    private @Nullable Entry<K, V> inRange(@Nullable Entry<K, V> entry) {
        return entry == null || order.contains(range, entry.getKey()) ? entry : null;
    }

    private @Nullable Entry<K, V> removed(@Nullable Entry<K, V> entry) throws IOException {
        if (entry != null) {
            map.remove(entry.getKey());
        }
        return entry;
    }

    // ---------------------------------------------------------------- parts and directions

    @Override
    public Comparator<? super K> comparator() {
        return range.isDescending() ? order.reversed() : order;
    }

    @Override
    public NavigableMap<K, V> descendingMap() {
        return withRange(range.descending());
    }

    @Override
    public NavigableMap<K, V> subMap(K from, boolean fromIncluded, K to, boolean toIncluded) {
        return part(Objects.requireNonNull(from, "from"), fromIncluded, Objects.requireNonNull(to, "to"), toIncluded);
    }

    @Override
    public NavigableMap<K, V> headMap(K to, boolean included) {
        return part(null, false, Objects.requireNonNull(to, "to"), included);
    }

    @Override
    public NavigableMap<K, V> tailMap(K from, boolean included) {
        return part(Objects.requireNonNull(from, "from"), included, null, false);
    }

    @Override
    public SortedMap<K, V> subMap(K from, K to) {
        return subMap(from, true, to, false);
    }

    @Override
    public SortedMap<K, V> headMap(K to) {
        return headMap(to, false);
    }

    @Override
    public SortedMap<K, V> tailMap(K from) {
        return tailMap(from, true);
    }

    private MapView<K, V> part(@Nullable K from, boolean fromIncluded, @Nullable K to, boolean toIncluded) {
        return withRange(
                range.isDescending()
                        ? order.part(range, to, toIncluded, from, fromIncluded)
                        : order.part(range, from, fromIncluded, to, toIncluded));
    }

    private MapView<K, V> withRange(KeyRange<K> other) {
        return new MapView<>(map, order, values, stack, other);
    }

    // ---------------------------------------------------------------- sets

    @Override
    public NavigableSet<K> navigableKeySet() {
        return new KeySetView<>(this);
    }

    @Override
    public NavigableSet<K> keySet() {
        return navigableKeySet();
    }

    @Override
    public NavigableSet<K> descendingKeySet() {
        return descendingMap().navigableKeySet();
    }

    @Override
    public Set<Entry<K, V>> entrySet() {
        return new EntrySetView<>(this);
    }

    @Override
    public Collection<V> values() {
        return new Values();
    }

    private final class Values extends AbstractCollection<V> {
        @Override
        public Iterator<V> iterator() {
            return iterate(Entry::getValue);
        }

        @Override
        public int size() {
            return MapView.this.size();
        }

        @Override
        public boolean isEmpty() {
            return MapView.this.isEmpty();
        }

        @Override
        public boolean contains(Object value) {
            return containsValue(value);
        }

        @Override
        public void clear() {
            MapView.this.clear();
        }

        @Override
        public boolean removeIf(Predicate<? super V> filter) {
            return any(() -> super.removeIf(filter));
        }

        @Override
        public boolean removeAll(Collection<?> others) {
            return any(() -> super.removeAll(others));
        }

        @Override
        public boolean retainAll(Collection<?> others) {
            return any(() -> super.retainAll(others));
        }
    }

    /** {@return an iterator over what is made of each entry} */
    <T> Iterator<T> iterate(Function<Entry<K, V>, T> made) {
        return new EntryIterator<>(map, cursor(), made);
    }

    /** {@return whether this is an entry of this map} */
    boolean hasEntry(Entry<?, ?> entry) {
        V there = get(entry.getKey());
        return there != null && Arrays.equals(bytes(entry.getValue()), values.encode(there));
    }

    /** Runs a body as one transaction. */
    <T extends @Nullable Object> T together(TransactionBody<T> body) {
        return Unchecked.get(() -> stack.transact(body));
    }

    /** The same, for a body that answers a question; the answer is not unboxed, for it may be committed by then. */
    @SuppressWarnings("BoxedPrimitiveEquality")
    boolean any(TransactionBody<Boolean> body) {
        return together(body) == Boolean.TRUE;
    }

    // ---------------------------------------------------------------- what they share

    private Cursor<K, V> cursor() {
        return Unchecked.get(() -> map.cursor(range));
    }

    private long count() {
        return Unchecked.get(() -> {
            long count = 0;
            for (Cursor<K, V> cursor = map.cursor(range); cursor.next(); ) {
                count++;
            }
            return count;
        });
    }

    private boolean isWhole() {
        return range.low() == null && range.high() == null;
    }

    @SuppressWarnings("unchecked")
    private boolean removeIfEqual(K key, Object value) {
        return bytes(value) != null && Unchecked.test(() -> map.remove(key, (V) value));
    }

    /** {@return the bytes of a value; null if it is none of this map} */
    @SuppressWarnings("unchecked")
    private byte @Nullable [] bytes(@Nullable Object value) {
        try {
            return value == null ? null : values.encode((V) value);
        } catch (ClassCastException | IllegalArgumentException none) {
            return null;
        }
    }

    @SuppressWarnings("unchecked")
    private K mine(Object key) {
        return (K) Objects.requireNonNull(key, "key");
    }

    private void checkInRange(K key) {
        if (!order.contains(range, key)) {
            throw new IllegalArgumentException("%s is not in the range %s of this map".formatted(key, range));
        }
    }

    private static <K, V> K keyOrThrow(@Nullable Entry<K, V> entry) {
        if (entry == null) {
            throw new NoSuchElementException("the map is empty");
        }
        return entry.getKey();
    }

    private static <K, V> @Nullable K keyOrNull(@Nullable Entry<K, V> entry) {
        return entry == null ? null : entry.getKey();
    }
}
