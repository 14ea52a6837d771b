package bstack.core.internal.transaction;

import bstack.core.BStackFailedException;
import bstack.core.internal.commit.Batch;
import bstack.core.internal.commit.Health;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How an operation or a transaction has ended: what its body returned or threw, and what its commit waits for. Used by
 * its thread only.
 *
 * @param <T> the result
 */
final class Outcome<T extends @Nullable Object> {
    /** What the body has returned; read only if it has. */
    @SuppressWarnings("NullAway.Init")
    T result;

    @Nullable
    Throwable thrown;
    /** Whether the thread is going to wait for the commit. */
    final boolean waits;
    /** What is to be run after the commit. */
    @Nullable
    CommitAction actions;
    /** Whether nothing is to be waited for: it is committed already, or the stack has failed. */
    boolean settled;

    Batch.@Nullable Waiter waiter;
    /** Why the commit, or one that the result depends on, is not known to be durable; or null. */
    @Nullable
    Throwable failure;

    Outcome(boolean waits) {
        this.waits = waits;
    }

    /** Adds what else has gone wrong to what the body threw. */
    void add(Throwable more) {
        if (thrown != null && more != thrown) {
            try {
                thrown.addSuppressed(more);
            } catch (Throwable unsaid) {
                // The stack has failed because of it, and says so.
            }
        }
    }

    /**
     * {@return why there is no result; never returned where the body threw something that is no IOException}
     *
     * @throws RuntimeException what the body threw; or an Error
     */
    IOException refusal(Health health) throws IOException {
        if (thrown != null && (failure == null || thrown instanceof BStackFailedException)) {
            throw Thrown.<RuntimeException>asIs(thrown);
        }
        BStackFailedException failed = health.failed(failure);
        if (thrown != null) {
            failed.addSuppressed(thrown);
        }
        return failed;
    }
}
