package bstack.collections;

import java.io.IOException;

/**
 * A place in an iteration over entries. It begins before the first one.
 *
 * <pre>{@code
 * Cursor<String, Long> cursor = map.cursor(KeyRange.prefix("job/"));
 * while (cursor.next()) {
 *     use(cursor.key(), cursor.value());
 * }
 * }</pre>
 *
 * <p>A cursor remembers a key, and holds no resource: it survives every change of the structure, and need not be closed.
 * {@link DurableMap} describes what it sees. It is for one thread at a time.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public interface Cursor<K, V> {
    /**
     * Goes to the next entry.
     *
     * @return whether there is one; if not, the cursor is after the last one, and stays there
     * @throws IOException if the stack fails, or what is read is damaged
     */
    boolean next() throws IOException;

    /**
     * {@return the key of the current entry}
     *
     * @throws IllegalStateException before the first and after the last entry
     */
    K key();

    /**
     * {@return the value of the current entry, as it was when the cursor came to it}
     *
     * @throws IllegalStateException before the first and after the last entry
     */
    V value();

    /**
     * Removes the current entry; the cursor stays where it is.
     *
     * @return whether it was still there
     * @throws IllegalStateException before the first and after the last entry
     * @throws IOException if the stack fails, or what is read is damaged
     */
    boolean remove() throws IOException;
}
