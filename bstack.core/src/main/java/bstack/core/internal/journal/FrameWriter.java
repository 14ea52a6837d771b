package bstack.core.internal.journal;

import bstack.core.internal.edits.Extent;
import bstack.core.internal.edits.WriteSet;
import bstack.core.internal.format.Frame;
import bstack.core.internal.format.FrameEncoder;
import bstack.core.internal.format.RangeKind;
import java.nio.ByteBuffer;

/** Turns write sets into frames, and knows how large these are. Not thread-safe. */
public final class FrameWriter {
    private final FrameEncoder encoder = new FrameEncoder();

    /** {@return the size in bytes of the frame of a write set} */
    public static long sizeOf(WriteSet edits) {
        long size = Frame.HEADER_SIZE;
        for (Extent e : edits.extents()) {
            size += Frame.RANGE_SIZE + (e.kind() == RangeKind.DATA ? Frame.alignData(e.length()) : 0);
        }
        return Frame.align(size);
    }

    /** {@return an upper bound of the size, found without looking at every extent} */
    public static long boundOf(WriteSet edits) {
        return bound(edits.size(), edits.heapBytes());
    }

    /** {@return an upper bound of the size after one more write, which adds an extent, and can split another} */
    public static long boundOf(WriteSet edits, int more) {
        if (edits.size() == 0) {
            return Frame.align(Frame.HEADER_SIZE + Frame.RANGE_SIZE + Frame.alignData(more));
        }
        return bound(edits.size() + 2L, edits.heapBytes() + more);
    }

    private static long bound(long extents, long bytes) {
        return Frame.align(Frame.HEADER_SIZE + extents * (Frame.RANGE_SIZE + Frame.DATA_ALIGNMENT) + bytes);
    }

    /** {@return by how much at most a frame grows when its write set absorbs this one; each extent can split another} */
    public static long boundOfGrowth(WriteSet edits) {
        // Aligned, for else the alignment of the sum could go beyond it.
        return Frame.align(boundOf(edits) + (long) edits.size() * (Frame.RANGE_SIZE + Frame.DATA_ALIGNMENT));
    }

    /**
     * Encodes a write set.
     *
     * @param b where, from its start on; large enough, see {@link FrameBuffers}
     */
    void encode(WriteSet edits, ByteBuffer b, long salt, long generation, long sequence) {
        encoder.begin(b, sizeOf(edits), salt, generation, sequence);
        encoder.content(edits.length(), edits.size());
        for (Extent e : edits.extents()) {
            encoder.range(e.kind(), e.start(), e.length(), e.source());
            if (e.kind() == RangeKind.DATA) {
                e.putDataInto(encoder.data());
                encoder.endData(e.length());
            }
        }
        encoder.end();
    }
}
