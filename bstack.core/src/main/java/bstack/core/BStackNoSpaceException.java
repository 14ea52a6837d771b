package bstack.core;

import java.io.IOException;

/**
 * Thrown when the medium has no room for what an operation needs. Nothing has been changed, and the stack goes on: make
 * room, by popping or freeing for instance, and try again.
 *
 * <p>Popping and freeing need no room where the session has changed something already. Its first change needs some for the
 * journal, see {@link BStack}.
 */
public class BStackNoSpaceException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The size in bytes that the file would have needed. */
    private final long neededSize;

    /**
     * Creates the exception.
     *
     * @param path the file, or a name for the medium
     * @param neededSize the size in bytes that the file would have needed
     * @param cause why it could not be had
     */
    public BStackNoSpaceException(String path, long neededSize, IOException cause) {
        super(
                "%s cannot grow to %d bytes, nothing has been changed: %s"
                        .formatted(path, neededSize, cause.getMessage()),
                cause);
        this.neededSize = neededSize;
    }

    /** {@return the size in bytes that the file would have needed} */
    public long neededSize() {
        return neededSize;
    }
}
