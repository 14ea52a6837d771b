package bstack.testkit.storage;

/**
 * The calls of a {@link bstack.core.Storage}, as {@link RecordingStorage} and {@link FaultyStorage} distinguish them.
 */
public enum StorageCall {
    /** {@link bstack.core.Storage#size}. */
    SIZE,
    /** {@link bstack.core.Storage#read}. */
    READ,
    /** {@link bstack.core.Storage#write}. */
    WRITE,
    /** {@link bstack.core.Storage#writeDurably}: a write and its flush. */
    DURABLE_WRITE,
    /** {@link bstack.core.Storage#sync}: a flush of everything. */
    SYNC,
    /** {@link bstack.core.Storage#resize}. */
    RESIZE,
    /** {@link bstack.core.Storage#reserve}. */
    RESERVE,
    /** {@link bstack.core.Storage#map}. */
    MAP,
    /** {@link java.io.Closeable#close}. */
    CLOSE;

    /** {@return whether the call changes, reserves or flushes something} */
    public boolean changes() {
        return this != SIZE && this != READ && this != MAP && this != CLOSE;
    }
}
