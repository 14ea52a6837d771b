package bstack.collections;

import java.io.IOException;

/**
 * Thrown when the bytes that a heap leaves to its user do not name a directory of structures, or do not suffice to name
 * one. Nothing has been changed.
 */
public class NotAHeapRootException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The file, or a name for the medium. */
    private final String path;
    /** What was found. */
    private final String found;

    /**
     * Creates the exception.
     *
     * @param path the file, or a name for the medium
     * @param found what was found, a clause: {@code its reserved bytes hold something else}, for example
     */
    public NotAHeapRootException(String path, String found) {
        super("%s has no directory of structures: %s".formatted(path, found));
        this.path = path;
        this.found = found;
    }

    /** {@return the file, or a name for the medium} */
    public String path() {
        return path;
    }

    /** {@return what was found, a clause} */
    public String found() {
        return found;
    }
}
