package bstack.core;

import java.io.IOException;

/**
 * Thrown when another thread has been writing for longer than {@link BStackOptions#writerTimeout}. Nothing has changed,
 * and the stack can be used. The message contains that thread's name, and for how long it has been writing. The usual
 * causes are a transaction body that waits for another thread of the same stack, and two stacks used in opposite order.
 */
public final class WriterTimeoutException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message which file, which thread, for how long
     */
    public WriterTimeoutException(String message) {
        super(message);
    }
}
