package bstack.core.internal.storage;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

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

    /**
     * No store crosses a multiple of this. One that does needs two pages at the same time, and a file system that has no
     * room for either may take each away while it makes the other: the store never ends (seen on a full btrfs).
     */
    private static final int PAGE = 4096;

    /** Maps a file. */
    @FunctionalInterface
    interface Mapper {
        /** {@return a mapping for writing of the first bytes of the file, or null if there is none to be had} */
        @Nullable
        MemorySegment map(long size, Arena arena);
    }

    private final Mapper mapper;
    private final MappedArenas arenas = new MappedArenas();
    private volatile MemorySegment map = MemorySegment.NULL;
    private boolean refused;
    /** What {@link #reaches} has read, so that it is read. */
    @SuppressWarnings("UnusedVariable")
    private byte seen;

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
        MemorySegment m = end > size ? null : mapping(end, size);
        if (m == null) {
            return false;
        }
        try {
            copy(MemorySegment.ofBuffer(src), m, position);
            MappedFaults.report();
        } catch (InternalError pageNotThere) {
            return false;
        }
        src.position(src.limit());
        return true;
    }

    private static void copy(MemorySegment src, MemorySegment map, long position) {
        long count = src.byteSize();
        for (long done = 0; done < count; ) {
            long at = position + done;
            long part = Math.min(count - done, PAGE - at % PAGE);
            MemorySegment.copy(src, done, map, at, part);
            done += part;
        }
    }

    /**
     * Looks whether the file still has its last byte, without a system call.
     *
     * @param size the size that it should have, more than 0
     * @return whether that byte is there; if not, the file may have been cut off, or cannot be mapped, or read
     */
    boolean reaches(long size) {
        MemorySegment m = mapping(size, size);
        if (m == null) {
            return false;
        }
        try {
            seen = m.get(ValueLayout.JAVA_BYTE, size - 1);
            MappedFaults.report();
            return true;
        } catch (InternalError pageNotThere) {
            return false;
        }
    }

    private @Nullable MemorySegment mapping(long end, long size) {
        MemorySegment m = map;
        return end <= m.byteSize() ? m : grow(size);
    }

    /** Maps more than is needed now, so that it need not be done again soon. */
    private synchronized @Nullable MemorySegment grow(long size) {
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
