package bstack.core.internal.journal;

import bstack.core.internal.format.Frame;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Encodes write sets as frames. The layout is {@link Frame}'s. Not thread-safe.
 */
final class FrameWriter {
    private static final byte[] PADDING = new byte[Frame.ALIGNMENT];

    private final CRC32C crc = new CRC32C();
    /** {@return the size in bytes of the frame of a write set} */
    static long sizeOf(WriteSet edits) {
        long size = Frame.HEADER_SIZE;
        for (Extent e : edits.extents()) {
            size += Frame.RANGE_SIZE + (e.kind == Extent.Kind.BYTES ? Frame.alignData(e.length) : 0);
        }
        return Frame.align(size);
    }

    /** {@return an upper bound of the size, found without looking at every extent} */
    static long boundOf(WriteSet edits) {
        return bound(edits.size(), edits.heapBytes());
    }

    /** {@return an upper bound of the size after one more write, which adds an extent, and can split another} */
    static long boundOf(WriteSet edits, int more) {
        if (edits.size() == 0) {
            return Frame.align(Frame.HEADER_SIZE + Frame.RANGE_SIZE + Frame.alignData(more));
        }
        return bound(edits.size() + 2L, edits.heapBytes() + more);
    }

    private static long bound(long extents, long bytes) {
        return Frame.align(Frame.HEADER_SIZE + extents * (Frame.RANGE_SIZE + Frame.DATA_ALIGNMENT) + bytes);
    }

    /** {@return by how much at most a frame grows when its write set absorbs this one; each extent can split another} */
    static long boundOfGrowth(WriteSet edits) {
        // Aligned, for else the alignment of the sum could go beyond it.
        return Frame.align(boundOf(edits) + (long) edits.size() * (Frame.RANGE_SIZE + Frame.DATA_ALIGNMENT));
    }

    /**
     * Encodes a write set.
     *
     * @param b where, from its start on; large enough, see {@link FrameBuffers}
     */
    void encode(WriteSet edits, ByteBuffer b, long salt, long generation, long sequence) {
        long size = sizeOf(edits);
        b.clear().limit((int) size);
        b.putLong(Frame.MAGIC).putLong(size).putLong(salt).putLong(generation).putLong(sequence);
        b.putLong(edits.length()).putInt(edits.size()).putInt(0).putLong(0);
        for (Extent e : edits.extents()) {
            putRange(b, e);
        }
        while (b.hasRemaining()) {
            b.put(PADDING, 0, Math.min(PADDING.length, b.remaining()));
        }
        b.flip();
        crc.reset();
        crc.update(b);
        b.putInt(Frame.CRC_AT, (int) crc.getValue()).flip();
    }

    private static void putRange(ByteBuffer b, Extent e) {
        b.putInt(code(e.kind)).putInt(0).putLong(e.start).putLong(e.length);
        b.putLong(e.kind == Extent.Kind.ELSEWHERE ? e.source : 0);
        if (e.kind == Extent.Kind.BYTES) {
            b.put(e.bytes, e.from, (int) e.length);
            b.put(PADDING, 0, (int) (Frame.alignData(e.length) - e.length));
        }
    }

    private static int code(Extent.Kind kind) {
        if (kind == Extent.Kind.BYTES) {
            return Frame.DATA;
        }
        if (kind == Extent.Kind.ZEROS) {
            return Frame.FILL;
        }
        return kind == Extent.Kind.IN_PLACE ? Frame.DIRECT : Frame.COPY;
    }
}
