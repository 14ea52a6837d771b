package bstack.bench.contender.sorted;

import java.io.Closeable;

/**
 * What is used of a store whose entries are in the order of their keys, which are compared as unsigned bytes. Each change
 * is one commit, durable when it returns. Thread-safe as far as one thread writes while others read.
 */
public interface SortedStore extends Closeable {

    /** Stores entries, in one commit. */
    void putAll(byte[][] keys, byte[][] values) throws Exception;

    /** Removes entries that are there, in one commit. */
    void removeAll(byte[][] keys) throws Exception;

    /** {@return the value of a key, or null} */
    byte[] get(byte[] key) throws Exception;

    /** {@return the number of entries, each of which has been read with key and value, in the order of the keys} */
    long scan() throws Exception;

    /** Stores one entry. */
    default void put(byte[] key, byte[] value) throws Exception {
        putAll(new byte[][] {key}, new byte[][] {value});
    }
}
