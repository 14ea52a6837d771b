package bstack.core;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that has run, and becomes durable without anyone waiting for it; see {@link BStack#submit}.
 *
 * <p>If the flush of one commit fails, the stack has failed, and so have all that were submitted and are not durable.
 * Thread-safe.
 *
 * @param <T> what the transaction returns
 */
@SuppressWarnings("exports") // a user needs no JSpecify
public interface Commit<T extends @Nullable Object> {
    /** {@return what the body has returned, whether it is durable by now or not} */
    T result();

    /** {@return whether it is durable, and visible to plain reads} */
    boolean isDurable();

    /**
     * Waits until it is durable, and its {@link BStack#onCommit} actions have been run. If nobody flushes, the calling
     * thread does; if nobody has begun to run the actions, it runs them. An interrupt does not end the wait, and the
     * thread's flag stays set. An action that waits for its own commit does not wait for itself.
     *
     * @return what the body has returned
     * @throws IllegalStateException inside a transaction or a view
     * @throws BStackFailedException if it is not known to be durable
     * @throws IOException never otherwise
     */
    T await() throws IOException;

    /**
     * {@return a future that is completed after {@link #await} could return: with the body's result, or a {@link
     * BStackFailedException}}
     *
     * <p>Whoever waits for the commit completes it, or else the executor of {@link BStackOptions#executor}.
     */
    CompletableFuture<T> toFuture();
}
