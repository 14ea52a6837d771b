package bstack.core;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a write or flush of this stack fails or has failed. The content of the medium is then not known any more.
 *
 * <p>Reads fail as well as writes, and the close writes nothing. Close the stack and open it again: recovery finds the
 * last durable state. Operations that were in flight at the failure may have happened or not. Later operations have not
 * happened.
 */
public class BStackFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what failed, where, and what to do next
     * @param cause the failure itself; null if it is not known
     */
    @SuppressWarnings("exports") // a user needs no JSpecify
    public BStackFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
