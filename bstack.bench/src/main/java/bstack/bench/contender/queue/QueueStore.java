package bstack.bench.contender.queue;

import java.io.Closeable;

/** What is used of a durable queue: each call is durable when it returns. Thread-safe. */
public interface QueueStore extends Closeable {
    /** Adds an element at the end. */
    void add(byte[] element) throws Exception;

    /** {@return the first element, which is removed; or null} */
    byte[] poll() throws Exception;
}
