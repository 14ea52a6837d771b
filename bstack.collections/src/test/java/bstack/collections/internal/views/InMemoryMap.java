package bstack.collections.internal.views;

import bstack.collections.Codec;
import bstack.collections.Cursor;
import bstack.collections.DamageListener;
import bstack.collections.DurableMap;
import bstack.collections.EntryVisitor;
import bstack.collections.KeyRange;
import bstack.core.BStack;
import bstack.core.TransactionBody;
import bstack.spi.Finding;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/** A map in memory, with the interface of a durable one: its changes are undone when a transaction rolls back. */
final class InMemoryMap<K, V> implements DurableMap<K, V> {
    private final BStack stack;
    private final Codec<K> keys;
    private final Codec<V> values;
    private final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

    InMemoryMap(BStack stack, Codec<K> keys, Codec<V> values) {
        this.stack = stack;
        this.keys = keys;
        this.values = values;
    }

    @Override
    public String name() {
        return "in memory";
    }

    @Override
    public synchronized V get(K key) {
        return value(entries.get(keys.encode(key)));
    }

    @Override
    public synchronized boolean containsKey(K key) {
        return entries.containsKey(keys.encode(key));
    }

    @Override
    public synchronized long size() {
        return entries.size();
    }

    @Override
    public V put(K key, V value) throws IOException {
        return value(set(keys.encode(key), values.encode(value)));
    }

    @Override
    public V putIfAbsent(K key, V value) throws IOException {
        Objects.requireNonNull(value);
        return stack.transact(() -> {
            V there = get(key);
            return there == null ? put(key, value) : there;
        });
    }

    @Override
    public boolean replace(K key, V expected, V value) throws IOException {
        Objects.requireNonNull(value);
        return stack.transact(() -> {
            boolean isExpected = isValue(key, expected);
            if (isExpected) {
                put(key, value);
            }
            return isExpected;
        });
    }

    @Override
    public V remove(K key) throws IOException {
        return value(set(keys.encode(key), null));
    }

    @Override
    public boolean remove(K key, V expected) throws IOException {
        return stack.transact(() -> {
            boolean isExpected = isValue(key, expected);
            if (isExpected) {
                remove(key);
            }
            return isExpected;
        });
    }

    @Override
    public long removeAll(KeyRange<K> range) throws IOException {
        return stack.transact(() -> {
            long removed = 0;
            for (Cursor<K, V> cursor = cursor(range); cursor.next(); removed++) {
                cursor.remove();
            }
            return removed;
        });
    }

    @Override
    public void clear() throws IOException {
        stack.transact(() -> {
            for (byte[] key : List.copyOf(entries.keySet())) {
                set(key, null);
            }
        });
    }

    @Override
    public synchronized Map.Entry<K, V> first() {
        return entry(entries.firstEntry());
    }

    @Override
    public synchronized Map.Entry<K, V> last() {
        return entry(entries.lastEntry());
    }

    @Override
    public synchronized Map.Entry<K, V> floor(K key) {
        return entry(entries.floorEntry(keys.encode(key)));
    }

    @Override
    public synchronized Map.Entry<K, V> ceiling(K key) {
        return entry(entries.ceilingEntry(keys.encode(key)));
    }

    @Override
    public synchronized Map.Entry<K, V> lower(K key) {
        return entry(entries.lowerEntry(keys.encode(key)));
    }

    @Override
    public synchronized Map.Entry<K, V> higher(K key) {
        return entry(entries.higherEntry(keys.encode(key)));
    }

    @Override
    public void forEach(KeyRange<K> range, EntryVisitor<? super K, ? super V> visitor) throws IOException {
        for (Cursor<K, V> cursor = cursor(range); cursor.next(); ) {
            visitor.visit(cursor.key(), cursor.value());
        }
    }

    @Override
    public Cursor<K, V> cursor(KeyRange<K> range) {
        return new Cursor<>() {
            private Map.Entry<K, V> current;
            private boolean ended;

            @Override
            public boolean next() {
                if (!ended) {
                    current = following();
                    ended = current == null;
                }
                return !ended;
            }

            private Map.Entry<K, V> following() {
                KeyOrder<K> order = new KeyOrder<>(keys);
                Map.Entry<K, V> entry;
                if (current != null) {
                    entry = range.isDescending() ? lower(current.getKey()) : higher(current.getKey());
                } else if (range.isDescending()) {
                    entry = range.high() == null
                            ? last()
                            : range.isHighIncluded() ? floor(range.high()) : lower(range.high());
                } else {
                    entry = range.low() == null
                            ? first()
                            : range.isLowIncluded() ? ceiling(range.low()) : higher(range.low());
                }
                return entry != null && order.contains(range, entry.getKey()) ? entry : null;
            }

            @Override
            public K key() {
                return there().getKey();
            }

            @Override
            public V value() {
                return there().getValue();
            }

            @Override
            public boolean remove() throws IOException {
                return InMemoryMap.this.remove(key()) != null;
            }

            private Map.Entry<K, V> there() {
                if (current == null) {
                    throw new IllegalStateException();
                }
                return current;
            }
        };
    }

    @Override
    public NavigableMap<K, V> asMap() {
        return new MapView<>(this, keys, values, stack);
    }

    @Override
    public List<Finding> verify() {
        return List.of();
    }

    @Override
    public List<Finding> salvage(EntryVisitor<? super K, ? super V> visitor) throws IOException {
        forEach(visitor);
        return List.of();
    }

    @Override
    public void verify(DamageListener listener) {}

    @Override
    public void salvage(EntryVisitor<? super K, ? super V> visitor, DamageListener listener) throws IOException {
        forEach(visitor);
    }

    private byte[] set(byte[] key, byte[] value) throws IOException {
        TransactionBody<byte[]> body = () -> {
            byte[] before = replaced(key, value);
            stack.onRollback(() -> replaced(key, before));
            return before;
        };
        return stack.transact(body);
    }

    private synchronized byte[] replaced(byte[] key, byte[] value) {
        return value == null ? entries.remove(key) : entries.put(key, value);
    }

    private synchronized boolean isValue(K key, V expected) {
        return Arrays.equals(values.encode(expected), entries.get(keys.encode(key)));
    }

    private Map.Entry<K, V> entry(Map.Entry<byte[], byte[]> entry) {
        return entry == null ? null : Map.entry(keys.decode(entry.getKey()), value(entry.getValue()));
    }

    private V value(byte[] bytes) {
        return bytes == null ? null : values.decode(bytes);
    }
}
