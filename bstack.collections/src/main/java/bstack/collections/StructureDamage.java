package bstack.collections;

import bstack.spi.Finding;
import java.util.Objects;

/**
 * A part of a structure that is unsound. Immutable and thread-safe.
 *
 * @param structure the name of the structure, or {@code the directory}
 * @param keys which keys are out of reach, in the bytes of their codec, as hexadecimal digits, a clause: {@code all keys},
 *     {@code the keys from 6162 to 7a}, {@code the key 61}, or {@code no key}
 * @param finding where it is in the payload, what a sound structure has there, and what is there
 */
public record StructureDamage(String structure, String keys, Finding finding) {

    /** Creates the damage. */
    public StructureDamage {
        Objects.requireNonNull(structure, "structure");
        Objects.requireNonNull(keys, "keys");
        Objects.requireNonNull(finding, "finding");
    }

    /** {@return the position in the payload} */
    public long offset() {
        return finding.offset();
    }

    @Override
    public String toString() {
        return "%s is damaged (%s) %s".formatted(structure, keys, finding);
    }
}
