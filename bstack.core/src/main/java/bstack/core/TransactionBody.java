package bstack.core;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The body of a transaction that has a result; see {@link BStack#transact(TransactionBody)}.
 *
 * @param <T> what the transaction returns
 */
@FunctionalInterface
@SuppressWarnings("exports") // a user needs no JSpecify
public interface TransactionBody<T extends @Nullable Object> {
    /**
     * Runs the body; a throw of any kind rolls the whole transaction back.
     *
     * @return the transaction's result
     * @throws IOException to roll back, or because an operation on the stack failed
     */
    T run() throws IOException;
}
