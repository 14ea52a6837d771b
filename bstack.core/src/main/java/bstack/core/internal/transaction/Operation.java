package bstack.core.internal.transaction;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An operation on a transaction.
 *
 * @param <T> its result
 */
@FunctionalInterface
public interface Operation<T extends @Nullable Object> {
    /**
     * Runs it.
     *
     * @throws IOException if the medium fails, or there is no space
     */
    T run(Transaction t) throws IOException;
}
