package bstack.core.internal.commit;

import bstack.core.BStackFailedException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a stack can be used: open, closed, or failed, and the exceptions that say so. A stack that has failed once stays
 * so until it is closed. Thread-safe.
 */
final class Health {
    private static final Logger LOG = LoggerFactory.getLogger("bstack.core");

    private final String name;
    private volatile boolean closed;
    private volatile Throwable failure;

    /** @param name of the stack, for messages */
    Health(String name) {
        this.name = name;
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

    /** {@return whether this is the first failure} */
    synchronized boolean fail(Throwable cause) {
        if (failure != null) {
            return false;
        }
        failure = cause;
        LOG.error("{}: the stack has failed and refuses everything until it is reopened", name, cause);
        return true;
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
        return new BStackFailedException(
                "%s: a write or flush failed (%s), so what is on the medium is not known: close the stack and open it again"
                        .formatted(name, cause == null ? "unknown" : cause.getMessage()),
                cause);
    }
}
