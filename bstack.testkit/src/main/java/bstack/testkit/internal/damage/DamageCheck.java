package bstack.testkit.internal.damage;

import java.io.IOException;

/** What opening a damaged file must come to. */
public interface DamageCheck {
    /**
     * Opens the file, to read only and to write, and judges what comes of it.
     *
     * @param specimen the sound file
     * @param damage what was made of it
     * @param thorough whether to go on working with what has opened
     * @return whether it was refused with a typed exception
     * @throws AssertionError if the outcome is neither a typed exception nor correct data
     * @throws IOException if it is an exception of another type
     */
    boolean refuses(Specimen specimen, Damage damage, boolean thorough) throws IOException;
}
