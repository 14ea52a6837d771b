package bstack.core;

import java.io.IOException;

/**
 * Thrown when the medium has no space for an operation. Nothing has been changed, and the stack goes on. Make space,
 * for example with pops or frees, and try again.
 *
 * <p>Pops and frees need no space if the session has changed something already. Its first change needs space for the
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
