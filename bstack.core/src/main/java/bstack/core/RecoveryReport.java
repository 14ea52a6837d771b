package bstack.core;

/**
 * What the open of a stack found.
 *
 * @param state the state of the file
 * @param commits how many commits were replayed from a journal
 * @param length the payload's length in bytes, after recovery
 */
public record RecoveryReport(State state, int commits, long length) {

    /** The state of a file when it is opened. */
    public enum State {
        /** Empty, just created, or left half created. */
        NEW,
        /** Closed cleanly. */
        AT_REST,
        /** Left by the original implementation in the middle of a push: there are bytes after the payload. */
        INTERRUPTED_PUSH,
        /** Left by the original implementation in the middle of a pop: the file is shorter than its header says. */
        INTERRUPTED_POP,
        /** With a journal: the last writer did not close the file. */
        JOURNAL
    }
}
