package bstack.collections;

import bstack.core.BStackCorruptException;

/**
 * Thrown when a structure contains what no sound writer leaves there. Nothing has been changed.
 *
 * <p>The rest of the structure may be sound: {@link DurableMap#salvage} and {@link DurableQueue#salvage} visit it.
 */
public class DamagedStructureException extends BStackCorruptException {
    private static final long serialVersionUID = 1L;

    /** The name of the structure. */
    private final String structure;
    /** The keys that are out of reach. */
    private final String keys;

    /**
     * Creates the exception. Its message is one sentence made of the arguments.
     *
     * @param path the file, or a name for the medium
     * @param structure the name of the structure
     * @param keys which keys are out of reach, a clause: {@code all keys}, or {@code keys from 6162 to 7a}
     * @param offset the position in the file at which the damage was noticed, in bytes from its start
     * @param expected what should have been there
     * @param found what was there
     */
    public DamagedStructureException(
            String path, String structure, String keys, long offset, String expected, String found) {
        super("%s: structure %s is damaged (%s)".formatted(path, structure, keys), path, offset, expected, found);
        this.structure = structure;
        this.keys = keys;
    }

    /** {@return the name of the structure} */
    public String structure() {
        return structure;
    }

    /** {@return which keys are out of reach, in the bytes of their codec, as hexadecimal digits} */
    public String keys() {
        return keys;
    }
}
