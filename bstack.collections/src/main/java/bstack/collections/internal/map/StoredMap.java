package bstack.collections.internal.map;

import bstack.collections.Codec;
import bstack.collections.CodecException;
import bstack.collections.Cursor;
import bstack.collections.DamageListener;
import bstack.collections.DurableMap;
import bstack.collections.EntryVisitor;
import bstack.collections.KeyRange;
import bstack.collections.internal.codec.BytesCodec;
import bstack.collections.internal.format.PageLayout;
import bstack.collections.internal.page.Damage;
import bstack.collections.internal.root.Structure;
import bstack.collections.internal.tree.ByteRange;
import bstack.collections.internal.tree.DamageSink;
import bstack.collections.internal.tree.LeafRun;
import bstack.collections.internal.tree.Tree;
import bstack.collections.internal.tree.TreeEntry;
import bstack.collections.internal.views.MapView;
import bstack.core.BStackCorruptException;
import bstack.core.TransactionBody;
import bstack.spi.BStackAllocator;
import bstack.spi.Finding;
import java.io.IOException;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A map in a heap: a tree, and the codecs of its keys and values. Thread-safe.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class StoredMap<K, V> implements DurableMap<K, V> {
    private final Structure structure;
    private final Tree tree;
    private final Codec<K> keys;
    private final Codec<V> values;

    /** Creates the object for a map that exists. */
    public StoredMap(Structure structure, Codec<K> keys, Codec<V> values) {
        this.structure = structure;
        this.tree = structure.tree();
        this.keys = keys;
        this.values = values;
    }

    @Override
    public String name() {
        return structure.name();
    }

    // ---------------------------------------------------------------- single entries

    @Override
    public @Nullable V get(K key) throws IOException {
        byte[] bytes = key(key);
        return value(named(() -> tree.get(bytes)));
    }

    @Override
    public boolean containsKey(K key) throws IOException {
        byte[] bytes = key(key);
        return named(() -> tree.contains(bytes));
    }

    @Override
    public long size() throws IOException {
        return named(tree::size);
    }

    @Override
    public @Nullable V put(K key, V value) throws IOException {
        byte[] bytes = key(key);
        byte[] content = bytes(value);
        return changed(() -> value(tree.put(bytes, content)));
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) throws IOException {
        byte[] bytes = key(key);
        byte[] content = bytes(value);
        return changed(() -> value(tree.putIfAbsent(bytes, content)));
    }

    @Override
    public boolean replace(K key, V expected, V value) throws IOException {
        byte[] bytes = key(key);
        byte[] before = bytes(expected);
        byte[] content = bytes(value);
        try {
            return tree.replace(bytes, before, content);
        } catch (BStackCorruptException e) {
            throw structure.damaged(e);
        }
    }

    @Override
    public @Nullable V remove(K key) throws IOException {
        byte[] bytes = key(key);
        return changed(() -> value(tree.remove(bytes)));
    }

    @Override
    public boolean remove(K key, V expected) throws IOException {
        byte[] bytes = key(key);
        byte[] before = bytes(expected);
        try {
            return tree.remove(bytes, before);
        } catch (BStackCorruptException e) {
            throw structure.damaged(e);
        }
    }

    @Override
    public long removeAll(KeyRange<K> range) throws IOException {
        ByteRange keysOf = bytes(range);
        try {
            return tree.deleteAll(keysOf);
        } catch (BStackCorruptException e) {
            throw structure.damaged(e);
        }
    }

    @Override
    public void clear() throws IOException {
        try {
            structure.clear();
        } catch (BStackCorruptException e) {
            throw structure.damaged(e);
        }
    }

    // ---------------------------------------------------------------- neighbours

    @Override
    public Map.@Nullable Entry<K, V> first() throws IOException {
        return first(ByteRange.all());
    }

    @Override
    public Map.@Nullable Entry<K, V> last() throws IOException {
        return last(ByteRange.all());
    }

    @Override
    public Map.@Nullable Entry<K, V> floor(K key) throws IOException {
        return last(ByteRange.all().below(ByteRange.after(key(key))));
    }

    @Override
    public Map.@Nullable Entry<K, V> ceiling(K key) throws IOException {
        return first(ByteRange.all().from(key(key)));
    }

    @Override
    public Map.@Nullable Entry<K, V> lower(K key) throws IOException {
        return last(ByteRange.all().below(key(key)));
    }

    @Override
    public Map.@Nullable Entry<K, V> higher(K key) throws IOException {
        return first(ByteRange.all().from(ByteRange.after(key(key))));
    }

    private Map.@Nullable Entry<K, V> first(ByteRange range) throws IOException {
        return entry(named(() -> tree.first(range)));
    }

    private Map.@Nullable Entry<K, V> last(ByteRange range) throws IOException {
        return entry(named(() -> tree.last(range)));
    }

    // ---------------------------------------------------------------- many entries

    @Override
    public void forEach(KeyRange<K> range, EntryVisitor<? super K, ? super V> visitor) throws IOException {
        Objects.requireNonNull(visitor, "visitor");
        Scan scan = scan(range);
        while (scan.next()) {
            visitor.visit(keyOf(scan.key()), valueOf(scan.value()));
        }
    }

    @Override
    public Cursor<K, V> cursor(KeyRange<K> range) {
        return new MapCursor<>(scan(range), this);
    }

    private Scan scan(KeyRange<K> range) {
        return new Scan(structure, bytes(range), range.isDescending());
    }

    /** {@return the range of bytes that is a range of keys} */
    private ByteRange bytes(KeyRange<K> range) {
        K low = range.low();
        K high = range.high();
        if (range.isPrefix() && low != null) {
            return ByteRange.prefix(key(low));
        }
        ByteRange bytes = ByteRange.all();
        if (low != null) {
            bytes = bytes.from(range.isLowIncluded() ? key(low) : ByteRange.after(key(low)));
        }
        if (high != null) {
            bytes = bytes.below(range.isHighIncluded() ? ByteRange.after(key(high)) : key(high));
        }
        return bytes;
    }

    @Override
    public NavigableMap<K, V> asMap() {
        return new MapView<>(this, keys, values, structure.directory().heap().stack());
    }

    // ---------------------------------------------------------------- upkeep

    @Override
    public List<Finding> verify() throws IOException {
        return tree.verify();
    }

    @Override
    public void verify(DamageListener listener) throws IOException {
        tree.verify(structure.sink(Objects.requireNonNull(listener, "listener")));
    }

    @Override
    public List<Finding> salvage(EntryVisitor<? super K, ? super V> visitor) throws IOException {
        List<Finding> findings = new ArrayList<>();
        salvage(visitor, damage -> {
            if (findings.size() < Tree.MOST_FINDINGS) {
                findings.add(damage.finding());
            }
        });
        return findings;
    }

    @Override
    public void salvage(EntryVisitor<? super K, ? super V> visitor, DamageListener listener) throws IOException {
        Objects.requireNonNull(visitor, "visitor");
        DamageSink sink = structure.sink(Objects.requireNonNull(listener, "listener"));
        tree.salvage(
                run -> {
                    for (int i = run.from(); i < run.to(); i++) {
                        byte[] value = sound(run, i, sink);
                        if (value != null) {
                            visit(run, i, value, visitor, sink);
                        }
                    }
                },
                sink);
    }

    private void visit(
            LeafRun run, int index, byte[] value, EntryVisitor<? super K, ? super V> visitor, DamageSink sink)
            throws IOException {
        K decodedKey;
        V decoded;
        try {
            decodedKey = keys.decode(run.leaf().key(index));
            decoded = values.decode(value);
        } catch (CodecException e) {
            BStackAllocator heap = structure.directory().heap();
            String expected = "an entry that the codecs know";
            sink.found(Damage.of(
                    Damage.at(heap, run.leaf().start(), expected, String.valueOf(e.getMessage())),
                    "the key " + Damage.key(run.leaf().key(index))));
            return;
        }
        visitor.visit(decodedKey, decoded);
    }

    /** {@return the value of an entry, or null if it is damaged, or has been removed} */
    private byte @Nullable [] sound(LeafRun run, int index, DamageSink sink) throws IOException {
        BStackCorruptException damage;
        try {
            byte[] value = tree.value(run.leaf(), index);
            return value != null ? value : tree.get(run.leaf().key(index));
        } catch (BStackCorruptException e) {
            damage = e;
        }
        sink.found(damage);
        return null;
    }

    // ---------------------------------------------------------------- bytes

    byte[] key(K key) {
        byte[] bytes = keys.encode(Objects.requireNonNull(key, "key"));
        if (bytes.length > PageLayout.MAX_KEY) {
            throw new IllegalArgumentException(
                    "a key of %d bytes: it may have %d".formatted(bytes.length, PageLayout.MAX_KEY));
        }
        return bytes;
    }

    private byte[] bytes(V value) {
        return values.encode(Objects.requireNonNull(value, "value"));
    }

    boolean removeKey(byte[] key) throws IOException {
        try {
            return tree.delete(key);
        } catch (BStackCorruptException e) {
            throw structure.damaged(e);
        }
    }

    /** {@return the key that is these bytes, which nobody else has} */
    K keyOf(byte[] bytes) {
        return BytesCodec.decodeOwned(keys, bytes);
    }

    /** {@return the value that is these bytes, which nobody else has} */
    V valueOf(byte[] bytes) {
        return BytesCodec.decodeOwned(values, bytes);
    }

    private @Nullable V value(byte @Nullable [] bytes) {
        return bytes == null ? null : valueOf(bytes);
    }

    private Map.@Nullable Entry<K, V> entry(@Nullable TreeEntry entry) {
        return entry == null
                ? null
                : new AbstractMap.SimpleImmutableEntry<>(keyOf(entry.key()), valueOf(entry.value()));
    }

    /** Runs a change and what makes its result, as one operation: what cannot be decoded changes nothing. */
    private @Nullable V changed(TransactionBody<@Nullable V> change) throws IOException {
        try {
            return structure.directory().heap().stack().operate(change);
        } catch (BStackCorruptException e) {
            throw structure.damaged(e);
        }
    }

    /** Runs an operation; damage is reported with the name of the map. */
    private <T extends @Nullable Object> T named(TransactionBody<T> operation) throws IOException {
        try {
            return operation.run();
        } catch (BStackCorruptException e) {
            throw structure.damaged(e);
        }
    }
}
