package bstack.core.internal.journal;

import bstack.core.Storage;
import bstack.core.internal.edits.Extent;
import bstack.core.internal.edits.WriteSet;
import bstack.core.internal.format.Frame;
import bstack.core.internal.format.Header;
import bstack.core.internal.format.RangeKind;
import bstack.core.internal.storage.NativeBuffers;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Applies a committed write set to the payload, by plain writes without a flush: until the next checkpoint, a recovery
 * repeats them from the frame in the journal. Bytes are taken from the encoded frame, which is in native memory
 * already.
 */
public final class Applier {
    private static final int PIECE = 1 << 20;
    private static final int SMALL = 1 << 14;

    private Applier() {}

    /**
     * Applies what concerns the payload's offsets {@code [from, to)}.
     *
     * @param frame the write set's frame, as {@link FrameWriter#encode} made it; afterwards it is as before
     * @throws IOException if the medium fails
     */
    static void apply(Storage storage, WriteSet edits, ByteBuffer frame, long from, long to) throws IOException {
        int size = frame.limit();
        int at = Frame.HEADER_SIZE;
        for (Extent e : edits.extents()) {
            at += Frame.RANGE_SIZE;
            long start = Math.max(from, e.start());
            long end = Math.min(to, e.end());
            if (start < end) {
                apply(storage, e, start, end, frame, at);
            }
            if (e.kind() == RangeKind.DATA) {
                at += (int) Frame.alignData(e.length());
            }
        }
        frame.clear().limit(size);
    }

    /** Applies a part of one extent, whose bytes begin at {@code dataAt} in the frame. */
    private static void apply(Storage storage, Extent e, long start, long end, ByteBuffer frame, int dataAt)
            throws IOException {
        long position = Header.SIZE + start;
        if (e.kind() == RangeKind.DATA) {
            int at = dataAt + (int) (start - e.start());
            storage.write(position, frame.limit(at + (int) (end - start)).position(at));
        } else if (e.kind() == RangeKind.FILL) {
            storage.zero(position, Header.SIZE + end);
        } else if (e.kind() == RangeKind.COPY) {
            copy(storage, Header.SIZE + e.source() + (start - e.start()), position, end - start);
        }
        // Else the bytes are there already.
    }

    /**
     * Copies bytes within the file in parts, in the direction that an overlap demands.
     *
     * @throws IOException if the medium fails
     */
    public static void copy(Storage storage, long from, long to, long count) throws IOException {
        int size = (int) Math.min(PIECE, count);
        ByteBuffer piece = size <= SMALL ? ByteBuffer.allocate(size) : NativeBuffers.allocate(size);
        boolean backwards = to > from;
        for (long done = 0; done < count; ) {
            int n = (int) Math.min(piece.capacity(), count - done);
            long offset = backwards ? count - done - n : done;
            piece.clear().limit(n);
            int read = storage.read(from + offset, piece);
            if (read != n) {
                throw new IOException(
                        "%s ends within the %d bytes at byte %d".formatted(storage.name(), n, from + offset));
            }
            storage.write(to + offset, piece.flip());
            done += n;
        }
    }
}
