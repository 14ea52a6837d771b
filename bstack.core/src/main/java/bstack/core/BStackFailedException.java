package bstack.core;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a write or flush of this stack fails or has failed, so that what lies on the medium is no longer known.
 *
 * <p>Reads are refused as well as writes, and the close writes nothing. Close the stack and open it again: recovery finds
 * the last durable state. Operations that were under way when it failed may have happened or not; those begun later have
 * not.
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
