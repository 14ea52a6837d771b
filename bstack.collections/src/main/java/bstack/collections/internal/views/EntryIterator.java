package bstack.collections.internal.views;

import bstack.collections.Cursor;
import bstack.collections.DurableMap;
import java.util.AbstractMap.SimpleEntry;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over what is made of a map's entries. Changes of the map do not invalidate it.
 *
 * @param <K> the keys
 * @param <V> the values
 * @param <T> what is made of an entry
 */
final class EntryIterator<K, V, T> implements Iterator<T> {
    private final DurableMap<K, V> map;
    private final Cursor<K, V> cursor;
    private final Function<Map.Entry<K, V>, T> made;
    /** The entry that the cursor has come to, and that was not returned yet. */
    private @Nullable WrittenThrough<K, V> next;
    /** The entry that was returned last, unless it was removed. */
    private @Nullable WrittenThrough<K, V> last;
    /** Whether the cursor is still at that entry. */
    private boolean atLast;

    EntryIterator(DurableMap<K, V> map, Cursor<K, V> cursor, Function<Map.Entry<K, V>, T> made) {
        this.map = map;
        this.cursor = cursor;
        this.made = made;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            atLast = false;
            if (Unchecked.test(cursor::next)) {
                next = new WrittenThrough<>(map, cursor.key(), cursor.value());
            }
        }
        return next != null;
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("there are no more entries");
        }
        last = Objects.requireNonNull(next);
        next = null;
        atLast = true;
        return made.apply(last);
    }

    @Override
    public void remove() {
        if (last == null) {
            throw new IllegalStateException("there is no entry to remove: call next first");
        }
        K key = last.getKey();
        Unchecked.run(() -> {
            if (atLast) {
                cursor.remove();
            } else {
                map.remove(key);
            }
        });
        last = null;
    }

    /** An entry whose value, when it is set, is set in the map. */
    private static final class WrittenThrough<K, V> extends SimpleEntry<K, V> {
        private static final long serialVersionUID = 1L;

        /** The map. An entry that was serialised and read back has none. */
        private final transient DurableMap<K, V> map;

        WrittenThrough(DurableMap<K, V> map, K key, V value) {
            super(key, value);
            this.map = map;
        }

        @Override
        public V setValue(V value) {
            Unchecked.run(() -> map.put(getKey(), value));
            return super.setValue(value);
        }
    }
}
