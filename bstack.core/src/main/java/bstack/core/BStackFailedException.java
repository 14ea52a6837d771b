package bstack.core;

import java.io.IOException;

/**
 * Thrown when an earlier write or flush of this stack has failed, so that what lies on the medium is no longer known.
 *
 * <p>Reads are refused as well as writes. Close the stack and open it again: recovery finds the last durable state.
 */
public class BStackFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what failed, where, and what to do next
     * @param cause the failure itself
     */
    public BStackFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
