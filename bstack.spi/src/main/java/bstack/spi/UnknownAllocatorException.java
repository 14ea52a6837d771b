package bstack.spi;

import java.io.IOException;
import java.util.List;

/**
 * Thrown when no installed allocator, or more than one, claims a file, or when it is not the wanted one.
 *
 * <p>The message contains what was found in the payload, which allocators are installed, and what to do next. The file
 * has not been changed.
 */
public class UnknownAllocatorException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The file, or a name for the medium. */
    private final String path;
    /** What was found in the payload. */
    private final String found;
    /** The installed allocators. */
    private final String[] installed;

    /**
     * Creates the exception. Its message is made of the arguments.
     *
     * @param path the file, or a name for the medium
     * @param found what was found, a clause: {@code an empty payload}, for example
     * @param installed what is installed, one entry for each allocator
     * @param advice what to do next, a clause
     */
    public UnknownAllocatorException(String path, String found, List<String> installed, String advice) {
        super("%s: %s; installed: %s; %s"
                .formatted(path, found, installed.isEmpty() ? "no allocator" : String.join(", ", installed), advice));
        this.path = path;
        this.found = found;
        this.installed = installed.toArray(String[]::new);
    }

    /** {@return the file, or a name for the medium} */
    public String path() {
        return path;
    }

    /** {@return what was found in the payload} */
    public String found() {
        return found;
    }

    /** {@return what is installed, one entry for each allocator, which begins with its name} */
    public List<String> installed() {
        return List.of(installed);
    }
}
