package bstack.demo.internal.store;

import java.io.IOException;

/** Thrown by a put whose value could not be read, or was not as long as it said; the store is as it was before. */
public class SourceException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception for a source that broke its word. */
    SourceException(String message) {
        super(message);
    }

    /** Creates the exception for a source that failed. */
    SourceException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
