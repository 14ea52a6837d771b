package bstack.alloc.ghosttree.internal.index;

/** Sums over the free blocks of a {@link FreeIndex}. Not thread-safe. */
final class IndexTotals {
    private long bytes;
    private int count;
    private int released;

    /** {@return how many bytes are free} */
    long bytes() {
        return bytes;
    }

    /** {@return how many free blocks there are} */
    int count() {
        return count;
    }

    /** {@return how many blocks became free since the last merge of neighbours; that of an opening counts} */
    int released() {
        return released;
    }

    /** A block has come to the index. */
    void added(long size) {
        bytes += size;
        count++;
    }

    /** A block has left the index. */
    void removed(long size) {
        bytes -= size;
        count--;
    }

    /** A block that was used has become free. */
    void blockReleased() {
        released++;
    }

    /** So many of the blocks, or fewer if they are fewer, became free since the last merge of neighbours. */
    void releasedBefore(int blocks) {
        released = Math.min(blocks, count);
    }

    /** All neighbours have been merged. */
    void merged() {
        released = 0;
    }

    /** Makes these sums those of others. */
    void set(IndexTotals other) {
        bytes = other.bytes;
        count = other.count;
        released = other.released;
    }
}
