package bstack.collections;

import java.io.IOException;

/**
 * What is called for each entry of an iteration.
 *
 * @param <K> the keys
 * @param <V> the values
 */
@FunctionalInterface
public interface EntryVisitor<K, V> {
    /**
     * Takes an entry.
     *
     * @param key its key
     * @param value its value
     * @throws IOException to end the iteration, which then throws it
     */
    void visit(K key, V value) throws IOException;
}
