package bstack.core.internal.storage;

import java.nio.file.FileSystemException;

/** Thrown when a call on a file fails; it says whether for want of space. */
public final class MediumException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    private final boolean wantsSpace;

    /**
     * Creates the exception.
     *
     * @param path the file
     * @param reason what failed, and why
     * @param wantsSpace whether it failed for want of space: a full disk, a quota, a limit on the size of files
     */
    MediumException(String path, String reason, boolean wantsSpace) {
        super(path, null, reason);
        this.wantsSpace = wantsSpace;
    }

    /** {@return the exception for a file that is shorter than it was left} */
    static MediumException cutOff(String path, long expected, long found) {
        return new MediumException(
                path,
                "another program has truncated the file: expected %d bytes, found %d".formatted(expected, found),
                false);
    }

    /** {@return whether it failed for want of space: a full disk, a quota, a limit on the size of files} */
    public boolean wantsSpace() {
        return wantsSpace;
    }
}
