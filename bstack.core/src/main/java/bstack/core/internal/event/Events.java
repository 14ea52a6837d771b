package bstack.core.internal.event;

/**
 * Events for the JDK's Flight Recorder. Where it is absent, or records none of them, nothing happens. What goes wrong in
 * it is nobody's concern here.
 */
public final class Events {
    /** Whether the JDK has no Flight Recorder; it does not matter who writes this last. */
    private static boolean absent;

    private Events() {}

    // Numbers, because a class that fails to be initialised is lost.

    static final int COMMIT = 0;
    static final int CHECKPOINT = 1;
    static final int RECOVERY = 2;
    static final int MOVE = 3;
    static final int LARGE_DATA = 4;
    static final int GROWTH = 5;

    /** A frame is made durable, and visible: how many commits it has, and its bytes. */
    public static Span commit() {
        return begin(COMMIT);
    }

    /** Frames are given up, after a flush: bytes of the frame area that were in use, and the payload's length. */
    public static Span checkpoint() {
        return begin(CHECKPOINT);
    }

    /** A file is opened: how many commits were replayed, and the payload's length. */
    public static Span recovery() {
        return begin(RECOVERY);
    }

    /** The journal moves: the size of its frame area, and the file's. */
    public static Span move() {
        return begin(MOVE);
    }

    /** Data go to the file before their commit: where, and how many bytes. */
    public static Span largeData() {
        return begin(LARGE_DATA);
    }

    /** Records that an operation of an allocator has made the payload longer. */
    public static void grown(String file, long from, long to) {
        begin(GROWTH).finish(file, from, to);
    }

    private static Span begin(int kind) {
        if (absent) {
            return Span.NONE;
        }
        try {
            if (Recorder.isInUse()) {
                return RecordedEvents.begin(kind);
            }
        } catch (LinkageError e) {
            absent = true;
        } catch (Throwable e) {
            // Nothing is recorded this time.
        }
        return Span.NONE;
    }
}
