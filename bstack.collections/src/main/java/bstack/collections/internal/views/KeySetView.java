package bstack.collections.internal.views;

import java.util.AbstractSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map.Entry;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a map view, in its direction.
 *
 * @param <K> the keys
 */
final class KeySetView<K> extends AbstractSet<K> implements NavigableSet<K> {
    private final MapView<K, ?> map;

    KeySetView(MapView<K, ?> map) {
        this.map = map;
    }

    @Override
    public Iterator<K> iterator() {
        return keys(map);
    }

    private static <K, V> Iterator<K> keys(MapView<K, V> map) {
        return map.iterate(Entry::getKey);
    }

    /** How many there are is not promised, since others may change that. */
    @Override
    public Spliterator<K> spliterator() {
        return Spliterators.spliteratorUnknownSize(
                iterator(), Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL);
    }

    @Override
    public int size() {
        return map.size();
    }

    @Override
    public boolean isEmpty() {
        return map.isEmpty();
    }

    @Override
    public boolean contains(Object key) {
        return map.containsKey(key);
    }

    @Override
    public boolean remove(Object key) {
        return map.remove(key) != null;
    }

    @Override
    public void clear() {
        map.clear();
    }

    @Override
    public boolean removeIf(Predicate<? super K> filter) {
        return map.any(() -> super.removeIf(filter));
    }

    @Override
    public boolean removeAll(Collection<?> others) {
        return map.any(() -> super.removeAll(others));
    }

    @Override
    public boolean retainAll(Collection<?> others) {
        return map.any(() -> super.retainAll(others));
    }

    @Override
    public Comparator<? super K> comparator() {
        return map.comparator();
    }

    @Override
    public K first() {
        return map.firstKey();
    }

    @Override
    public K last() {
        return map.lastKey();
    }

    @Override
    public @Nullable K lower(K key) {
        return map.lowerKey(key);
    }

    @Override
    public @Nullable K floor(K key) {
        return map.floorKey(key);
    }

    @Override
    public @Nullable K ceiling(K key) {
        return map.ceilingKey(key);
    }

    @Override
    public @Nullable K higher(K key) {
        return map.higherKey(key);
    }

    @Override
    public @Nullable K pollFirst() {
        return keyOf(map.pollFirstEntry());
    }

    @Override
    public @Nullable K pollLast() {
        return keyOf(map.pollLastEntry());
    }

    @Override
    public NavigableSet<K> descendingSet() {
        return map.descendingKeySet();
    }

    @Override
    public Iterator<K> descendingIterator() {
        return descendingSet().iterator();
    }

    @Override
    public NavigableSet<K> subSet(K from, boolean fromIncluded, K to, boolean toIncluded) {
        return map.subMap(from, fromIncluded, to, toIncluded).navigableKeySet();
    }

    @Override
    public NavigableSet<K> headSet(K to, boolean included) {
        return map.headMap(to, included).navigableKeySet();
    }

    @Override
    public NavigableSet<K> tailSet(K from, boolean included) {
        return map.tailMap(from, included).navigableKeySet();
    }

    @Override
    public SortedSet<K> subSet(K from, K to) {
        return subSet(from, true, to, false);
    }

    @Override
    public SortedSet<K> headSet(K to) {
        return headSet(to, false);
    }

    @Override
    public SortedSet<K> tailSet(K from) {
        return tailSet(from, true);
    }

    private static <K> @Nullable K keyOf(@Nullable Entry<K, ?> entry) {
        return entry == null ? null : entry.getKey();
    }
}
