package bstack.core.internal.storage;

import bstack.core.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/** A mapping of a file: a memory segment, whose end unmaps it. */
final class SegmentMapping implements Storage.Mapping {
    /**
     * No store crosses a multiple of this. One that does needs two pages at the same time, and a file system that has no
     * room for either may take each away while it makes the other: the store never ends (seen on a full btrfs).
     */
    private static final int PAGE = 4096;

    private final Arena arena;
    private final MemorySegment segment;
    private final boolean writable;

    /**
     * Creates the mapping.
     *
     * @param arena shared, of nothing else
     * @param segment the memory, which ends with the arena
     */
    SegmentMapping(Arena arena, MemorySegment segment, boolean writable) {
        this.arena = arena;
        this.segment = segment;
        this.writable = writable;
    }

    @Override
    public long size() {
        return segment.byteSize();
    }

    @Override
    public boolean get(long position, byte[] dst, int at, int count) {
        try {
            MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, position, dst, at, count);
            MappedFaults.report();
            return true;
        } catch (IllegalStateException | InternalError closedOrPageNotThere) {
            return false;
        }
    }

    @Override
    public boolean get(long position, ByteBuffer dst) {
        if (dst.hasArray()) {
            return get(position, dst.array(), dst.arrayOffset() + dst.position(), dst.remaining());
        }
        try {
            MemorySegment to = MemorySegment.ofBuffer(dst);
            MemorySegment.copy(segment, position, to, 0, to.byteSize());
            MappedFaults.report();
            return true;
        } catch (IllegalStateException closed) {
            return falseUnlessOfBuffer(closed);
        } catch (InternalError pageNotThere) {
            return false;
        }
    }

    @Override
    public boolean put(long position, ByteBuffer src) {
        if (!writable) {
            throw new UnsupportedOperationException("mapped for reading only");
        }
        try {
            copy(MemorySegment.ofBuffer(src), position);
            MappedFaults.report();
            return true;
        } catch (IllegalStateException closed) {
            return falseUnlessOfBuffer(closed);
        } catch (InternalError pageNotThere) {
            return false;
        }
    }

    private void copy(MemorySegment src, long position) {
        long count = src.byteSize();
        for (long done = 0; done < count; ) {
            long at = position + done;
            long part = Math.min(count - done, PAGE - at % PAGE);
            MemorySegment.copy(src, done, segment, at, part);
            done += part;
        }
    }

    private boolean falseUnlessOfBuffer(IllegalStateException closed) {
        if (arena.scope().isAlive()) {
            throw closed; // it is the caller's buffer
        }
        return false;
    }

    @Override
    public void close() {
        try {
            arena.close();
        } catch (IllegalStateException e) {
            if (arena.scope().isAlive()) {
                throw e;
            }
        }
    }
}
