package bstack.spi;

/**
 * Something unsound that {@link InspectableAllocator#verify()} has found.
 *
 * @param offset where in the payload
 * @param expected what a sound heap has there
 * @param found what is there
 */
public record Finding(long offset, String expected, String found) {
    @Override
    public String toString() {
        return "at payload offset %d: expected %s, found %s".formatted(offset, expected, found);
    }
}
