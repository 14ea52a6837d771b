package bstack.core.internal.edits;

import bstack.core.internal.format.RangeKind;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A run of payload bytes that a commit changes, and where its new bytes are. Extents belong to one {@link WriteSet},
 * which alone changes them.
 */
public final class Extent {
    final RangeKind kind;
    long start;
    long length;
    /** The bytes, of kind DATA; from {@link #from} on. */
    byte[] bytes;

    int from;
    /** Payload offset of the bytes, of kind COPY. */
    long source;
    /** Whether the array is this extent's alone, so that bytes may be appended to it. */
    boolean growable;

    @SuppressWarnings("NullAway.Init") // whoever makes one of kind DATA sets its bytes, and no other kind has any
    Extent(RangeKind kind, long start, long length) {
        this.kind = kind;
        this.start = start;
        this.length = length;
    }

    /** {@return where the new bytes are} */
    public RangeKind kind() {
        return kind;
    }

    /** {@return offset in the payload of the first byte} */
    public long start() {
        return start;
    }

    /** {@return the number of bytes} */
    public long length() {
        return length;
    }

    /** {@return offset in the payload after the last byte} */
    public long end() {
        return start + length;
    }

    /** {@return offset in the payload where the bytes of an extent of kind COPY are} */
    public long source() {
        return source;
    }

    /** {@return the bytes of an extent of kind DATA} */
    public ByteBuffer data() {
        return ByteBuffer.wrap(bytes, from, (int) length);
    }

    /** Puts the bytes of an extent of kind DATA into a buffer. */
    public void putDataInto(ByteBuffer dst) {
        dst.put(bytes, from, (int) length);
    }

    /** Cuts off the end, from {@code at} on. */
    void cutEnd(long at) {
        length = at - start;
        growable = false;
    }

    /** Cuts off the beginning, up to {@code at}. */
    void cutStart(long at) {
        long cut = at - start;
        start = at;
        length -= cut;
        from += kind == RangeKind.DATA ? (int) cut : 0;
        source += cut;
        growable = false;
    }

    /** {@return an extent of its own that says the same} */
    Extent copy() {
        Extent e = tail(start);
        if (kind == RangeKind.DATA) {
            e.bytes = Arrays.copyOfRange(bytes, from, from + (int) length);
            e.from = 0;
        }
        return e;
    }

    /** {@return the part from {@code at} on, as an extent of its own} */
    Extent tail(long at) {
        Extent e = new Extent(kind, start, length);
        e.bytes = bytes;
        e.from = from;
        e.source = source;
        e.cutStart(at);
        return e;
    }
}
