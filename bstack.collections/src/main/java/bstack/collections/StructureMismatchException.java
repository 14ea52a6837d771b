package bstack.collections;

import java.io.IOException;

/**
 * Thrown when a structure is opened as what it is not: a queue as a map, or with other codecs than it was created with.
 * Nothing has been changed.
 */
public class StructureMismatchException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The name of the structure. */
    private final String structure;
    /** What was asked for. */
    private final String expected;
    /** What is stored. */
    private final String found;

    /**
     * Creates the exception. Its message is one sentence made of the arguments.
     *
     * @param path the file, or a name for the medium
     * @param structure the name of the structure
     * @param part what differs: {@code kind}, or {@code codec of keys}, for example
     * @param expected what was asked for: a kind, or the id of a codec
     * @param found what is stored: a kind, or the id of a codec
     */
    public StructureMismatchException(String path, String structure, String part, String expected, String found) {
        super("%s: structure %s: %s: expected %s, found %s: open it as what it is, or choose another name"
                .formatted(path, structure, part, expected, found));
        this.structure = structure;
        this.expected = expected;
        this.found = found;
    }

    /** {@return the name of the structure} */
    public String structure() {
        return structure;
    }

    /** {@return what was asked for: a kind, or the id of a codec} */
    public String expected() {
        return expected;
    }

    /** {@return what is stored: a kind, or the id of a codec} */
    public String found() {
        return found;
    }
}
