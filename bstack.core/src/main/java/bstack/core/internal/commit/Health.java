package bstack.core.internal.commit;

import bstack.core.BStackFailedException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Whether a stack can be used: open, closed, or failed, and the exceptions that say so. A stack that has failed once
 * stays so until it is closed. Thread-safe.
 *
 * <p>To fail is one write to {@link #failure}, and everybody, readers and those who wait included, looks at it. Where
 * an Error may have left neither memory nor stack the field is written in place, since even a call of {@link #fail}
 * could overflow again.
 */
public final class Health {
    private final String name;
    private volatile boolean told;
    /** Whether the stack is closed. */
    public volatile boolean closed;
    /** Why the stack has failed, or null. Of several causes any one is kept. */
    public volatile @Nullable Throwable failure;

    /** @param name of the stack, for messages */
    public Health(String name) {
        this.name = name;
    }

    /** {@return the stack's name} */
    String name() {
        return name;
    }

    /** {@return whether the stack has failed} */
    public boolean hasFailed() {
        return failure != null;
    }

    /** Fails the stack: every call throws from now on, reads included. */
    void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        tell();
    }

    /** Logs the failure, once. */
    void tell() {
        if (told || failure == null) {
            return;
        }
        told = true;
        try {
            LoggerFactory.getLogger("bstack.core")
                    .error(
                            "{}: the stack has failed, and every call fails: close the stack and open it again",
                            name,
                            failure);
        } catch (Throwable unsaid) {
            // The failure counts nevertheless, and every call from now on reports it.
        }
    }

    /** Throws if the stack is closed or has failed. */
    public void check() throws IOException {
        if (closed || failure != null) {
            throw refusal();
        }
    }

    /**
     * {@return the exception for a stack that has failed}
     *
     * @throws IllegalStateException if it is closed
     */
    public IOException refusal() {
        if (closed) {
            throw new IllegalStateException("%s: the stack is closed".formatted(name));
        }
        tell();
        return failed(failure);
    }

    /** {@return the exception for a failure} */
    public BStackFailedException failed(@Nullable Throwable why) {
        Throwable cause = why instanceof BStackFailedException && why.getCause() != null ? why.getCause() : why;
        String reason = cause instanceof IOException ? "a write or flush failed" : "an operation did not complete";
        return new BStackFailedException(
                "%s: %s (%s), so what is on the medium is not known: close the stack and open it again"
                        .formatted(name, reason, cause == null ? "unknown" : describe(cause)),
                cause);
    }

    private static String describe(Throwable cause) {
        return cause instanceof IOException && cause.getMessage() != null ? cause.getMessage() : cause.toString();
    }
}
