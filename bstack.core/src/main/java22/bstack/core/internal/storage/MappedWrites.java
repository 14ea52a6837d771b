package bstack.core.internal.storage;

import bstack.core.Storage;
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
        /** {@return a mapping for writing of the first bytes of the file; one of size 0 if there is none to be had} */
        Storage.Mapping map(long size);
    }

    private final Mapper mapper;
    private final Mappings mappings = new Mappings();
    private volatile Storage.Mapping map = NoMapping.INSTANCE;
    private boolean refused;
    /** What {@link #reaches} has read, so that it is read. */
    private final byte[] seen = new byte[1];

    MappedWrites(Mapper mapper) {
        this.mapper = mapper;
    }

    /**
     * Writes the remaining bytes of a buffer, and advances its position.
     *
     * @param position where, in the file
     * @param src what; at most {@link #LARGEST} bytes
     * @param size the file's size
     * @return whether it was written; if not, any part of it may have been, and a call that writes it says why it cannot
     */
    boolean write(long position, ByteBuffer src, long size) {
        long end = position + src.remaining();
        if (end > size || !mapping(end, size).put(position, src)) {
            return false;
        }
        src.position(src.limit());
        return true;
    }

    /**
     * Looks whether the file still has its last byte, without a system call.
     *
     * @param size the size that it should have, more than 0
     * @return whether that byte is there; if not, the file may have been cut off, or cannot be mapped, or read
     */
    boolean reaches(long size) {
        return mapping(size, size).get(size - 1, seen, 0, 1);
    }

    /** {@return a mapping that reaches so far; or the one that there is none} */
    private Storage.Mapping mapping(long end, long size) {
        Storage.Mapping m = map;
        return end <= m.size() ? m : grow(size);
    }

    /** Maps more than is needed now, so that it need not be done again soon. */
    private synchronized Storage.Mapping grow(long size) {
        if (refused) {
            return NoMapping.INSTANCE;
        }
        if (map.size() < size) {
            Storage.Mapping next = mapper.map(Math.max(LEAST_MAPPING, Long.highestOneBit(size) * 4));
            mappings.add(next);
            if (next.size() == 0) {
                refused = true;
                return next;
            }
            map = next;
        }
        return map;
    }

    /** Ends the mapping; no write may be running, and none may follow. */
    synchronized void close() {
        refused = true;
        map = NoMapping.INSTANCE;
        mappings.close();
    }
}
