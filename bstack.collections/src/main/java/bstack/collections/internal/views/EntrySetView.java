package bstack.collections.internal.views;

import java.util.Iterator;
import java.util.Map.Entry;
import java.util.function.Function;

/**
 * The entries of a map view.
 *
 * @param <K> the keys
 * @param <V> the values
 */
final class EntrySetView<K, V> extends MapSetView<Entry<K, V>> {
    private final MapView<K, V> map;

    EntrySetView(MapView<K, V> map) {
        super(map);
        this.map = map;
    }

    @Override
    public Iterator<Entry<K, V>> iterator() {
        return map.iterate(Function.identity());
    }

    @Override
    public boolean contains(Object entry) {
        return entry instanceof Entry<?, ?> other && map.hasEntry(other);
    }

    @Override
    public boolean remove(Object entry) {
        return entry instanceof Entry<?, ?> other && map.remove(other.getKey(), other.getValue());
    }
}
