package bstack.collections.internal.map;

import bstack.collections.Cursor;
import java.io.IOException;

/**
 * A cursor over a map's entries.
 *
 * @param <K> the keys
 * @param <V> the values
 */
final class MapCursor<K, V> implements Cursor<K, V> {
    private final Scan scan;
    private final StoredMap<K, V> map;

    MapCursor(Scan scan, StoredMap<K, V> map) {
        this.scan = scan;
        this.map = map;
    }

    @Override
    public boolean next() throws IOException {
        return scan.next();
    }

    @Override
    public K key() {
        return map.keyOf(scan.key());
    }

    @Override
    public V value() {
        return map.valueOf(scan.value().clone()); // it may be asked for again
    }

    @Override
    public boolean remove() throws IOException {
        return map.removeKey(scan.key());
    }
}
