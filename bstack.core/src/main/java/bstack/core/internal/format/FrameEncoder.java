package bstack.core.internal.format;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Encodes frames: {@link #begin}, {@link #content}, each range, {@link #end}. The layout is {@link Frame}'s. Needs no
 * memory once it has been made. Not thread-safe.
 */
public final class FrameEncoder {
    private static final byte[] PADDING = new byte[Frame.ALIGNMENT];

    private final CRC32C crc = new CRC32C();
    private final ByteBuffer none = ByteBuffer.allocate(0);
    /** The frame that is being encoded; else none, so that its memory is not held. */
    private ByteBuffer frame = none;

    /**
     * Begins a frame; {@link #content} comes next.
     *
     * @param b where, from its start on; little-endian, and large enough
     * @param size the frame's size, aligned
     * @param salt the journal's
     * @param generation its base record's
     * @param sequence the frame's number
     */
    public void begin(ByteBuffer b, long size, long salt, long generation, long sequence) {
        frame = b;
        b.clear().limit((int) size);
        b.putLong(Frame.MAGIC).putLong(size).putLong(salt).putLong(generation).putLong(sequence);
    }

    /**
     * Says what the frame does; its ranges come next.
     *
     * @param length the payload's length after it
     * @param ranges how many follow
     */
    public void content(long length, int ranges) {
        frame.putLong(length).putInt(ranges).putInt(0).putLong(0);
    }

    /**
     * Adds a range. The bytes of one of kind DATA are put into the {@linkplain #data() buffer} next.
     *
     * @param source where the bytes of one of kind COPY are, in the payload; else of no importance
     */
    public void range(RangeKind kind, long target, long count, long source) {
        frame.putInt(kind.code()).putInt(0).putLong(target).putLong(count);
        frame.putLong(kind == RangeKind.COPY ? source : 0);
    }

    /** {@return where the bytes of a range of kind DATA go} */
    public ByteBuffer data() {
        return frame;
    }

    /** Ends the bytes of a range of kind DATA. */
    public void endData(long count) {
        frame.put(PADDING, 0, (int) (Frame.alignData(count) - count));
    }

    /** Ends the frame; its buffer is ready to be written. */
    public void end() {
        while (frame.hasRemaining()) {
            frame.put(PADDING, 0, Math.min(PADDING.length, frame.remaining()));
        }
        frame.flip();
        crc.reset();
        crc.update(frame);
        frame.putInt(Frame.CRC_AT, (int) crc.getValue()).flip();
        frame = none;
    }
}
