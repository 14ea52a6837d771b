package bstack.core;

import java.io.IOException;

/**
 * The body of a transaction that has a result; see {@link BStack#transact(TransactionBody)}.
 *
 * @param <T> what the transaction returns
 */
@FunctionalInterface
public interface TransactionBody<T> {
    /**
     * Runs the body; a throw of any kind rolls the whole transaction back.
     *
     * @return the transaction's result
     * @throws IOException to roll back, or because an operation on the stack failed
     */
    T run() throws IOException;
}
