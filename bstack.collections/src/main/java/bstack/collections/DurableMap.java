package bstack.collections;

import bstack.spi.Finding;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map in a heap: a B+ tree, found again by its name.
 *
 * <p>Keys are ordered by the bytes that their codec makes, and have at most {@value #MAX_KEY_BYTES} of them. Values have
 * any length. Long ones are stored beside the tree, in slices of their own. Neither keys nor values are null.
 *
 * <p>Each method that changes the map is one transaction, durable when it returns, or part of the caller's transaction.
 * Each method that reads takes no lock, and sees one committed state, or what the caller's transaction or view sees. An
 * iteration reads a part at a time, so outside of a view or transaction it sees
 *
 * <ul>
 *   <li>each entry that is there from its start to its end, once;
 *   <li>of entries that are put or removed meanwhile, some;
 *   <li>keys in order, none twice.
 * </ul>
 *
 * <p>The map keeps nothing in memory that a rollback would have to undo. Several objects for the same map may be used at
 * the same time. All methods are thread-safe, except for those of a cursor. The package's description lists what they
 * throw. This interface is not for implementation by users: it may grow.
 *
 * @param <K> the keys
 * @param <V> the values
 */
@SuppressWarnings("exports") // a user needs no JSpecify
public interface DurableMap<K, V> {

    /** The most bytes that an encoded key has. */
    int MAX_KEY_BYTES = 1024;

    /** {@return the name in the heap} */
    String name();

    /**
     * {@return the value of a key, or null if there is none}
     *
     * @param key the key
     * @throws IOException if the stack fails, or what is read is damaged
     */
    @Nullable
    V get(K key) throws IOException;

    /**
     * {@return whether there is a value for a key}
     *
     * @param key the key
     * @throws IOException if the stack fails, or what is read is damaged
     */
    boolean containsKey(K key) throws IOException;

    /**
     * {@return how many entries there are}
     *
     * @throws IOException if the stack fails, or what is read is damaged
     */
    long size() throws IOException;

    /**
     * {@return whether there are no entries}
     *
     * @throws IOException if the stack fails, or what is read is damaged
     */
    default boolean isEmpty() throws IOException {
        return size() == 0;
    }

    /**
     * Sets the value of a key.
     *
     * @param key the key
     * @param value the value
     * @return the value until now, or null if there was none
     * @throws IOException if the stack fails, the disk is full, or what is read is damaged
     */
    @Nullable
    V put(K key, V value) throws IOException;

    /**
     * Sets the value of a key that has none.
     *
     * @param key the key
     * @param value the value
     * @return the value that the key has, which has not changed; or null if it had none
     * @throws IOException if the stack fails, the disk is full, or what is read is damaged
     */
    @Nullable
    V putIfAbsent(K key, V value) throws IOException;

    /**
     * Sets the value of a key if it has a certain value now; values are equal if their bytes are.
     *
     * @param key the key
     * @param expected the value that it must have
     * @param value the new value
     * @return whether it had the expected value, and so has the new one
     * @throws IOException if the stack fails, the disk is full, or what is read is damaged
     */
    boolean replace(K key, V expected, V value) throws IOException;

    /**
     * Removes a key and its value.
     *
     * @param key the key
     * @return the value until now, or null if there was none
     * @throws IOException if the stack fails, or what is read is damaged
     */
    @Nullable
    V remove(K key) throws IOException;

    /**
     * Removes a key if it has a certain value; values are equal if their bytes are.
     *
     * @param key the key
     * @param expected the value that it must have
     * @return whether it had that value, and is removed
     * @throws IOException if the stack fails, or what is read is damaged
     */
    boolean remove(K key, V expected) throws IOException;

    /**
     * Removes all entries of a range. Their values are not read, so this also removes damaged ones.
     *
     * <p>All is one transaction, however many there are; {@link #clear} is for a whole map.
     *
     * @param range which keys; the direction does not matter
     * @return how many entries there were
     * @throws IOException if the stack fails, or a page that is read is damaged
     */
    long removeAll(KeyRange<K> range) throws IOException;

    /**
     * Removes all entries.
     *
     * @throws IOException if the stack fails, or what is read is damaged
     */
    void clear() throws IOException;

    /**
     * {@return the entry with the least key, or null if the map is empty}
     *
     * <p>This entry, like those of the methods below, is a value: it does not change, and cannot be set.
     *
     * @throws IOException if the stack fails, or what is read is damaged
     */
    Map.@Nullable Entry<K, V> first() throws IOException;

    /**
     * {@return the entry with the greatest key, or null if the map is empty}
     *
     * @throws IOException if the stack fails, or what is read is damaged
     */
    Map.@Nullable Entry<K, V> last() throws IOException;

    /**
     * {@return the entry with the greatest key that is at most {@code key}, or null}
     *
     * @param key the key, which need not be in the map
     * @throws IOException if the stack fails, or what is read is damaged
     */
    Map.@Nullable Entry<K, V> floor(K key) throws IOException;

    /**
     * {@return the entry with the least key that is at least {@code key}, or null}
     *
     * @param key the key, which need not be in the map
     * @throws IOException if the stack fails, or what is read is damaged
     */
    Map.@Nullable Entry<K, V> ceiling(K key) throws IOException;

    /**
     * {@return the entry with the greatest key below {@code key}, or null}
     *
     * @param key the key, which need not be in the map
     * @throws IOException if the stack fails, or what is read is damaged
     */
    Map.@Nullable Entry<K, V> lower(K key) throws IOException;

    /**
     * {@return the entry with the least key above {@code key}, or null}
     *
     * @param key the key, which need not be in the map
     * @throws IOException if the stack fails, or what is read is damaged
     */
    Map.@Nullable Entry<K, V> higher(K key) throws IOException;

    /**
     * Calls a visitor for each entry, in ascending order.
     *
     * @param visitor is called outside of views and transactions of the map's own, and may change the map
     * @throws IOException if the stack fails, what is read is damaged, or the visitor throws one
     */
    default void forEach(EntryVisitor<? super K, ? super V> visitor) throws IOException {
        forEach(KeyRange.all(), visitor);
    }

    /**
     * Calls a visitor for each entry of a range, in its direction.
     *
     * @param range which keys, and in which direction
     * @param visitor is called outside of views and transactions of the map's own, and may change the map
     * @throws IOException if the stack fails, what is read is damaged, or the visitor throws one
     */
    void forEach(KeyRange<K> range, EntryVisitor<? super K, ? super V> visitor) throws IOException;

    /**
     * {@return a cursor over all entries, in ascending order}
     *
     * @throws IOException if the stack fails
     */
    default Cursor<K, V> cursor() throws IOException {
        return cursor(KeyRange.all());
    }

    /**
     * {@return a cursor over the entries of a range, in its direction}
     *
     * @param range which keys, and in which direction
     * @throws IOException if the stack fails
     */
    Cursor<K, V> cursor(KeyRange<K> range) throws IOException;

    /**
     * {@return this map as one of {@code java.util}}
     *
     * <p>The view holds nothing. What is put or removed through it, through its submaps, key sets and entry sets, or by
     * {@link Map.Entry#setValue}, changes this map. Iterators see what is described above, and are never invalidated. An
     * {@link IOException} is thrown as an {@link java.io.UncheckedIOException}. {@code putAll}, {@code replaceAll},
     * {@code compute} and the like are one transaction each. {@code comparator()} compares the bytes of keys.
     */
    NavigableMap<K, V> asMap();

    /**
     * {@return what is unsound in this map, the first 1,000 findings if there are more; empty if nothing is}
     *
     * <p>Every page and every value is read, of one committed state. Nothing is changed.
     *
     * @throws IOException if the stack fails
     */
    List<Finding> verify() throws IOException;

    /**
     * Tells a listener what is unsound in this map, as it is found, in bounded memory. Nothing is changed.
     *
     * <p>Each leaf is read in a view of its own, with the values of its entries. So this disturbs no commit, however large
     * the map is.
     *
     * @param listener is told of each part that is unsound, with the keys that are out of reach
     * @throws IOException if the stack fails, or the listener throws one
     */
    void verify(DamageListener listener) throws IOException;

    /**
     * Calls a visitor for each entry that is sound, although others may be damaged.
     *
     * @param visitor what to do with the entries; keys ascend
     * @return what is unsound, as {@link #verify()} returns it, and what the codecs refuse
     * @throws IOException if the stack fails, or the visitor throws one
     */
    List<Finding> salvage(EntryVisitor<? super K, ? super V> visitor) throws IOException;

    /**
     * Calls a visitor for each entry that is sound, and tells a listener what is not, in bounded memory.
     *
     * <p>The two are called by turns, in the order of keys: a range of keys that is out of reach is reported between the
     * entries before it and those after it. If the page that is damaged is one above the leaves, or the header, the leaves
     * below it are looked for in the whole heap, and the entries of those that are found follow the report. Entries that codecs refuse are reported too; {@link Codec#of} makes a codec of
     * any id that passes bytes on as they are, with which nothing is refused.
     *
     * @param visitor what to do with the entries
     * @param listener is told of each part that is unsound, with the keys that are out of reach
     * @throws IOException if the stack fails, or the visitor or the listener throws one
     */
    void salvage(EntryVisitor<? super K, ? super V> visitor, DamageListener listener) throws IOException;
}
