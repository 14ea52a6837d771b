package bstack.core.internal.journal;

/**
 * The frame area, used in a circle: which part of it holds frames that a replay would need, and where the next one
 * goes. A frame is not divided. If there is no room for it before the area's end, it goes to the area's start.
 *
 * <pre>
 *  start        tail              head      end          start    head         tail            end
 *  ├─────────────┼──── frames ─────┼─────────┤           ├─ frames ─┼─────────────┼── frames ───┤
 * </pre>
 *
 * Positions are in the file. Not thread-safe.
 */
final class FrameRing {
    private final long start;
    private final long end;
    private long tail;
    private long head;
    /** Whether the frames go on at the area's start: the right picture. */
    private boolean wrapped;

    /**
     * A moment in the life of a ring.
     *
     * @param head where the next frame went, if there was room
     * @param wrapped whether frames went on at the area's start
     */
    record Mark(long head, boolean wrapped) {}

    /** An empty ring. */
    FrameRing(long start, long size) {
        this.start = start;
        this.end = start + size;
        tail = start;
        head = start;
    }

    /** {@return where a frame of this size can go, or −1} */
    long find(long size) {
        if (wrapped) {
            return size <= tail - head ? head : -1;
        }
        if (size <= end - head) {
            return head;
        }
        return size <= tail - start ? start : -1;
    }

    /** Notes that a frame has been written where {@link #find} has said. */
    void add(long position, long size) {
        wrapped |= position < head;
        head = position + size;
    }

    /** {@return how many bytes cannot be used for other frames} */
    long used() {
        return wrapped ? end - tail + head - start : head - tail;
    }

    Mark mark() {
        return new Mark(head, wrapped);
    }

    /** Gives up the frames that had been written at a moment since the last release. */
    void release(Mark moment) {
        tail = moment.head;
        wrapped &= !moment.wrapped;
    }
}
