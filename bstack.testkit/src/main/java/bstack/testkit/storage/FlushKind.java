package bstack.testkit.storage;

/**
 * What a flush of the stack is for, recognised from what it covers and when it happens.
 *
 * <p>The letters are those of docs/format.md. A {@link CrashingStorage} can leave out one kind, and the crash tests
 * must then find states that are wrong: that is how they show that they can fail.
 */
public enum FlushKind {
    /** A0: the header rewritten before the journal is attached. */
    ATTACH_HEADER,
    /** A: the new size, the zeroed frame area and the first base record; a large push's data may come with it. */
    ATTACH_SPACE,
    /** B: byte 5 becomes 0x81. */
    ATTACH_BYTE,
    /** C: the applied payload and the length, before byte 5 says that they count. */
    DETACH_PAYLOAD,
    /** D: byte 5 becomes 0x01 in a running stack. */
    DETACH_BYTE,
    /** E: the journal is cut off. */
    DETACH_TRUNCATION,
    /** G: the applied payload, before the frames that hold it are given up. */
    CHECKPOINT_PAYLOAD,
    /** H: the base record of the next generation. */
    CHECKPOINT_BASE,
    /** I: a frame, the commit itself. */
    FRAME,
    /** J and K: the data of a large push or overwrite, before the frame that names it. */
    LARGE_DATA,
    /** L: the opening of a file at rest shows only what is durable. */
    OPEN_AT_REST,
    /** M: the header rewritten before what is after the length is cut off. */
    OPEN_HEADER,
    /** N: what was after the length has been cut off. */
    OPEN_TRUNCATION,
    /** O: recovery rewrites and flushes what it relies on. */
    RECOVERY_JOURNAL,
    /** P: the replayed payload and the length. */
    RECOVERY_PAYLOAD,
    /** Q: byte 5 becomes 0x01 in recovery. */
    RECOVERY_BYTE,
    /** T: recovery cuts off the journal. */
    RECOVERY_TRUNCATION,
    /** O′: the size of a file whose header promises more, before the header is mended. */
    MEND_SIZE,
    /** U: the length's lower bytes are mended. */
    MEND_LOW,
    /** V: the length's highest differing byte is mended. */
    MEND_TOP,
    /** X: the header of a new file. */
    CREATION,
    /** Anything else. */
    OTHER
}
