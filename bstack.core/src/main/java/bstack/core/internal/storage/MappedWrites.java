package bstack.core.internal.storage;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Small writes to a file, made by copying into a mapping of it: what a {@code pwrite} does to the page cache, without
 * the system call, which costs several times as much as the copy.
 *
 * <p>The mapping may be larger than the file, but is touched only where the caller knows the file to be. Not flushed,
 * as no write is. Not thread-safe but for writes to different bytes; resizing the file under a running write is not
 * allowed, as for every storage.
 */
final class MappedWrites {
    /** More bytes than this cost a page fault a page, and are better written by a call. */
    static final int LARGEST = 4096;

    private static final long LEAST_MAPPING = 1L << 20;

    /** Maps a file. */
    @FunctionalInterface
    interface Mapper {
        /** {@return a mapping for writing of the first bytes of the file, or null if there is none to be had} */
        MemorySegment map(long size, Arena arena);
    }

    private final String path;
    private final Mapper mapper;
    private final MappedArenas arenas = new MappedArenas();
    private volatile MemorySegment map = MemorySegment.NULL;
    private boolean refused;

    MappedWrites(String path, Mapper mapper) {
        this.path = path;
        this.mapper = mapper;
    }

    /**
     * Writes the remaining bytes of a buffer, and advances its position.
     *
     * @param position where, in the file
     * @param src what; at most {@link #LARGEST} bytes
     * @param size the file's size
     * @return whether it was written; if not, nothing has happened
     * @throws IOException if the medium fails
     */
    boolean write(long position, ByteBuffer src, long size) throws IOException {
        long end = position + src.remaining();
        if (end > size) {
            return false;
        }
        MemorySegment m = map;
        if (end > m.byteSize()) {
            m = grow(size);
            if (m == null) {
                return false;
            }
        }
        try {
            MemorySegment.copy(MemorySegment.ofBuffer(src), 0, m, position, src.remaining());
            // The JVM reports a page that cannot be written some time later; a call of a native method makes it do so here.
            Thread.holdsLock(this);
        } catch (InternalError e) {
            throw new IOException("%s: writing %d bytes at byte %d failed: %s"
                    .formatted(path, src.remaining(), position, e.getMessage()), e);
        }
        src.position(src.limit());
        return true;
    }

    /** Maps more than is needed now, so that it need not be done again soon. */
    private synchronized MemorySegment grow(long size) {
        if (refused || map.byteSize() >= size) {
            return refused ? null : map;
        }
        Arena arena = Arena.ofShared();
        arenas.add(arena);
        MemorySegment next = mapper.map(Math.max(LEAST_MAPPING, Long.highestOneBit(size) * 4), arena);
        if (next == null) {
            refused = true;
            return null;
        }
        map = next;
        return next;
    }

    /** Ends the mapping; no write may be running, and none may follow. */
    synchronized void close() {
        refused = true;
        map = MemorySegment.NULL;
        arenas.close();
    }
}
