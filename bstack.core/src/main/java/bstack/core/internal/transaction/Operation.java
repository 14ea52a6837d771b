package bstack.core.internal.transaction;

import java.io.IOException;

/**
 * An operation on a transaction.
 *
 * @param <T> its result
 */
@FunctionalInterface
public interface Operation<T> {
    /**
     * Runs it.
     *
     * @throws IOException if the medium fails, or there is no space
     */
    T run(Transaction t) throws IOException;
}
