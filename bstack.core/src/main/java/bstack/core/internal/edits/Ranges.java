package bstack.core.internal.edits;

/** Checks of ranges of the payload, and what their failure says. */
public final class Ranges {
    private Ranges() {}

    /** Throws for a range that is not within a payload. */
    public static void check(String name, long start, long end, long length) {
        if (start < 0 || end < start || end > length) {
            throw outside(name, start, end, length);
        }
    }

    /** The largest array that a JVM is sure to make. */
    public static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    /**
     * {@return the size of an array for {@code [start, end)}}
     *
     * @param end the end, which is the payload's
     * @throws IndexOutOfBoundsException if it is no range
     * @throws IllegalArgumentException if no array is so large
     */
    public static int arraySize(String name, long start, long end) {
        check(name, start, end, end);
        if (end - start > MAX_ARRAY) {
            throw new IllegalArgumentException("%s: the %d bytes of [%d, %d) do not fit into an array: read them into"
                            .formatted(name, end - start, start, end)
                    + " a ByteBuffer, in parts");
        }
        return (int) (end - start);
    }

    /** {@return the exception for such a range} */
    public static IndexOutOfBoundsException outside(String name, long start, long end, long length) {
        return new IndexOutOfBoundsException(
                "%s: the range [%d, %d) is not within the payload of %d bytes".formatted(name, start, end, length));
    }
}
