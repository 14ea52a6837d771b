package bstack.core;

import java.io.IOException;

/** Thrown when a file is a bstack file, but of a format version that this library cannot open in this way. */
public class BStackVersionException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The version found. */
    private final String found;
    /** The version that is supported. */
    private final String supported;

    /**
     * Creates the exception.
     *
     * @param path the file, or a name for the medium
     * @param found the version found, as {@code major.minor}
     * @param supported the version that this library reads and writes, as {@code major.minor}
     * @param advice what to do next, a clause without a full stop
     */
    public BStackVersionException(String path, String found, String supported, String advice) {
        super("%s has bstack format %s, this library reads and writes %s, and reads 0.4 at rest: %s"
                .formatted(path, found, supported, advice));
        this.found = found;
        this.supported = supported;
    }

    /** {@return the version found, as {@code major.minor}} */
    public String found() {
        return found;
    }

    /** {@return the version that this library reads and writes, as {@code major.minor}} */
    public String supported() {
        return supported;
    }
}
