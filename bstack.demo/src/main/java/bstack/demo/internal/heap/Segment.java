package bstack.demo.internal.heap;

/**
 * A range of the payload that is for one thing.
 *
 * @param start where it begins
 * @param length how many bytes it has
 * @param use what it is for
 * @param structure the index of its structure in {@link HeapPicture#structures()}, or −1
 * @param key the key of a value, as text; empty if there is none
 */
public record Segment(long start, long length, Use use, int structure, String key) {
    /** {@return where it ends} */
    public long end() {
        return start + length;
    }
}
