package bstack.core;

import java.io.IOException;

/** Thrown when a file contains what no sound writer leaves there. Nothing has been changed. */
public class BStackCorruptException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The file, or a name for the medium. */
    private final String path;
    /** Position in the file, in bytes. */
    private final long offset;
    /** What should have been there. */
    private final String expected;
    /** What was there. */
    private final String found;

    /**
     * Creates the exception. Its message is one sentence made of the arguments.
     *
     * @param path the file, or a name for the medium
     * @param offset the position in the file at which the damage was noticed, in bytes from its start
     * @param expected what should have been there
     * @param found what was there
     */
    public BStackCorruptException(String path, long offset, String expected, String found) {
        this("%s is damaged".formatted(path), path, offset, expected, found);
    }

    /**
     * Creates the exception with another beginning of its message.
     *
     * @param summary what is wrong with the file, a clause without a full stop
     * @param path the file, or a name for the medium
     * @param offset the position in the file at which the damage was noticed, in bytes from its start
     * @param expected what should have been there
     * @param found what was there
     */
    public BStackCorruptException(String summary, String path, long offset, String expected, String found) {
        super("%s: at byte %d: expected %s, found %s".formatted(summary, offset, expected, found));
        this.path = path;
        this.offset = offset;
        this.expected = expected;
        this.found = found;
    }

    /** {@return the file, or a name for the medium} */
    public String path() {
        return path;
    }

    /** {@return the position in the file at which the damage was noticed, in bytes from its start} */
    public long offset() {
        return offset;
    }

    /** {@return what should have been there} */
    public String expected() {
        return expected;
    }

    /** {@return what was there} */
    public String found() {
        return found;
    }
}
