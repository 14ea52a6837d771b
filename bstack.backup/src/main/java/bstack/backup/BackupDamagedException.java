package bstack.backup;

import java.io.IOException;

/** Thrown when a file of a backup is damaged, missing, or of another chain. */
public final class BackupDamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long position;

    /**
     * Creates the exception.
     *
     * @param file the file
     * @param position where in the file, or −1
     * @param what what was expected, and what was found
     */
    public BackupDamagedException(String file, long position, String what) {
        super(position < 0 ? "%s: %s".formatted(file, what) : "%s: at byte %d: %s".formatted(file, position, what));
        this.file = file;
        this.position = position;
    }

    /** {@return the file} */
    public String file() {
        return file;
    }

    /** {@return the position in the file, or −1} */
    public long position() {
        return position;
    }
}
