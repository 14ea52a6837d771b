package bstack.collections.internal.views;

import java.util.Comparator;
import java.util.Iterator;
import java.util.Map.Entry;
import java.util.NavigableSet;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a map view, in its direction.
 *
 * @param <K> the keys
 */
final class KeySetView<K> extends MapSetView<K> implements NavigableSet<K> {
    private final MapView<K, ?> map;

    KeySetView(MapView<K, ?> map) {
        super(map);
        this.map = map;
    }

    @Override
    public Iterator<K> iterator() {
        return keys(map);
    }

    private static <K, V> Iterator<K> keys(MapView<K, V> map) {
        return map.iterate(Entry::getKey);
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
