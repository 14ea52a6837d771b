package bstack.core.internal.snapshot;

import bstack.core.Storage;
import bstack.core.internal.format.Header;
import bstack.core.internal.storage.BackgroundFlush;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The file or medium that becomes a snapshot. It is a stack at rest from the moment at which its header is written, which
 * is after a flush of everything else. Not thread-safe.
 */
final class SnapshotTarget {
    /** So much is written before a flush of it begins beside the copy. */
    private static final long FLUSHED = 64L << 20;

    private final Storage storage;
    private long size;
    private long written;
    private long unflushed;
    private Storage.Flush flush = BackgroundFlush.DONE;

    SnapshotTarget(Storage storage) {
        this.storage = storage;
    }

    /** {@return how many bytes were written} */
    long written() {
        return written;
    }

    /** Makes it large enough for a payload. */
    void length(long payload) throws IOException {
        long needed = Header.SIZE + payload;
        if (needed > size) {
            storage.reserve(size, needed);
            storage.resize(needed);
            size = needed;
        }
    }

    /** Writes bytes of the payload. */
    void write(long start, ByteBuffer src) throws IOException {
        int n = src.remaining();
        length(start + n);
        storage.write(Header.SIZE + start, src);
        written += n;
        unflushed += n;
        if (unflushed >= FLUSHED && flush.isDone()) {
            flush.await();
            flush = storage.startSync(e -> {});
            unflushed = 0;
        }
    }

    /** Makes zeros. */
    void zero(long start, long end) throws IOException {
        length(end);
        storage.zero(Header.SIZE + start, Header.SIZE + end);
        written += end - start;
    }

    /** Makes durable what was written. */
    void sync() throws IOException {
        awaitFlush();
        storage.sync();
    }

    /** Makes it a stack at rest, durably. */
    void finish(long payload) throws IOException {
        awaitFlush();
        storage.resize(Header.SIZE + payload);
        storage.sync(); // before the header, which makes a stack of it
        storage.write(0, Header.atRest(payload));
        storage.sync();
        written += Header.SIZE;
    }

    /** Waits until nothing uses the medium any more; how that ended is of no interest. */
    void abandonFlush() {
        try {
            awaitFlush();
        } catch (IOException e) {
            return;
        }
    }

    private void awaitFlush() throws IOException {
        Storage.Flush running = flush;
        flush = BackgroundFlush.DONE;
        running.await();
    }
}
