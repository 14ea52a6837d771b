package bstack.core.internal.journal;

import java.io.IOException;

/** Thrown when space could not be reserved; nothing has changed, and the stack goes on. */
public final class NoSpaceException extends IOException {
    private static final long serialVersionUID = 1L;

    NoSpaceException(String name, long bytes, IOException cause) {
        super(
                "%s cannot grow to %d bytes, nothing has been changed: %s".formatted(name, bytes, cause.getMessage()),
                cause);
    }
}
