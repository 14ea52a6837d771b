package bstack.bench.contender;

import java.io.Closeable;
import java.nio.file.Path;

/**
 * What is used of a key-value store: each call is one commit, durable when it returns if the store syncs. Values are
 * those of {@link bstack.bench.Content}, by key. Puts may come from many threads.
 */
interface KeyValueStore extends Closeable {

    /** How a store is opened. */
    @FunctionalInterface
    interface Opener {
        /** {@return a new store in an empty folder, or the one that is there} */
        KeyValueStore open(Path folder) throws Exception;
    }

    /** Stores a value, in the place of the one under this key if there is one. */
    void put(long key, byte[] value) throws Exception;

    /** Removes a key that is there. */
    void remove(long key) throws Exception;

    /** Removes a key that is there, and stores a value under another, in one commit. */
    void replace(long removed, long key, byte[] value) throws Exception;

    /** Stores so many values of this length under keys that follow each other, in one commit. */
    void putAll(long first, int count, int length) throws Exception;

    /** {@return the value under a key, or null} */
    byte[] get(long key) throws Exception;
}
