package bstack.spi;

import java.util.Objects;

/**
 * A place that {@link InspectableAllocator#verify()} has found unsound. Immutable and thread-safe.
 *
 * @param offset offset in the payload of that place
 * @param expected what a sound heap has there
 * @param found what is there
 */
public record Finding(long offset, String expected, String found) {

    /** Creates the finding. */
    public Finding {
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(found, "found");
    }

    @Override
    public String toString() {
        return "at payload offset %d: expected %s, found %s".formatted(offset, expected, found);
    }
}
