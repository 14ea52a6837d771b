package bstack.core.internal.commit;

import bstack.core.BStackFailedException;
import java.io.IOException;
import org.slf4j.LoggerFactory;

/**
 * Whether a stack can be used: open, closed, or failed, and the exceptions that say so. A stack that has failed once stays
 * so until it is closed. Thread-safe.
 *
 * <p>To fail takes one write to a field, so it succeeds where no memory and no stack are left. Whoever waits for something
 * looks at {@link #hasFailed} too, so that nobody has to be told.
 */
final class Health {
    private final String name;
    private volatile boolean closed;
    private volatile Throwable failure;
    /** What readers see. */
    private volatile CommittedPayload payload;

    /** @param name of the stack, for messages */
    Health(String name) {
        this.name = name;
    }

    /** Sets what readers see, which refuses them when the stack fails. */
    void refuses(CommittedPayload whenFailed) {
        payload = whenFailed;
    }

    boolean isClosed() {
        return closed;
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** {@return why it has failed, or null} */
    Throwable failure() {
        return failure;
    }

    void close() {
        closed = true;
    }

    /** The stack refuses everything from now on, reads included; of several causes any one is kept. Never throws. */
    void fail(Throwable cause) {
        if (failure != null) {
            return;
        }
        failure = cause;
        CommittedPayload visible = payload;
        if (visible != null) {
            visible.refuse();
        }
        log(cause);
    }

    private void log(Throwable cause) {
        try {
            LoggerFactory.getLogger("bstack.core")
                    .error("{}: the stack has failed and refuses everything until it is reopened", name, cause);
        } catch (Throwable unsaid) {
            // The failure counts all the same, and every call from now on says it.
        }
    }

    /** Refuses to go on with a stack that is closed or has failed. */
    void check() throws IOException {
        if (closed || failure != null) {
            throw refusal();
        }
    }

    /**
     * {@return why a stack that has failed is refused}
     *
     * @throws IllegalStateException if it is closed
     */
    IOException refusal() {
        if (closed) {
            throw new IllegalStateException("%s: the stack is closed".formatted(name));
        }
        return failed(failure);
    }

    /** {@return the exception for a failure} */
    BStackFailedException failed(Throwable why) {
        Throwable cause = why instanceof BStackFailedException && why.getCause() != null ? why.getCause() : why;
        String reason = cause instanceof IOException ? "a write or flush failed" : "an operation was broken off";
        return new BStackFailedException(
                "%s: %s (%s), so what is on the medium is not known: close the stack and open it again"
                        .formatted(name, reason, cause == null ? "unknown" : describe(cause)),
                cause);
    }

    private static String describe(Throwable cause) {
        return cause instanceof IOException && cause.getMessage() != null ? cause.getMessage() : cause.toString();
    }
}
