package bstack.collections.internal.views;

import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map.Entry;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The entries of a map view.
 *
 * @param <K> the keys
 * @param <V> the values
 */
final class EntrySetView<K, V> extends AbstractSet<Entry<K, V>> {
    private final MapView<K, V> map;

    EntrySetView(MapView<K, V> map) {
        this.map = map;
    }

    @Override
    public Iterator<Entry<K, V>> iterator() {
        return map.iterate(Function.identity());
    }

    /** How many there are is not promised, since others may change that. */
    @Override
    public Spliterator<Entry<K, V>> spliterator() {
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
    public boolean contains(Object entry) {
        return entry instanceof Entry<?, ?> other && map.hasEntry(other);
    }

    @Override
    public boolean remove(Object entry) {
        return entry instanceof Entry<?, ?> other && map.remove(other.getKey(), other.getValue());
    }

    @Override
    public void clear() {
        map.clear();
    }

    @Override
    public boolean removeIf(Predicate<? super Entry<K, V>> filter) {
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
}
