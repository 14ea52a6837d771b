package bstack.core.internal.journal;

import java.nio.ByteBuffer;

/**
 * A run of payload bytes that a commit changes, and where its new bytes are. Extents belong to one {@link WriteSet},
 * which alone changes them.
 */
public final class Extent {
    /**
     * Where the new bytes of an extent are. Compared by {@code ==} and not by a switch, which would make a class with an
     * initialiser of its own; one that fails at that, for want of memory, is lost.
     */
    public enum Kind {
        /** In memory, to be written into the frame. */
        BYTES,
        /** Nowhere: they are zeros. */
        ZEROS,
        /** In the file already, in place, behind the committed payload. */
        IN_PLACE,
        /** In the file, elsewhere. */
        ELSEWHERE
    }

    final Kind kind;
    long start;
    long length;
    /** The bytes, of kind BYTES; from {@link #from} on. */
    byte[] bytes;

    int from;
    /** Payload offset of the bytes, of kind ELSEWHERE. */
    long source;
    /** Whether the array is this extent's alone, so that bytes may be appended to it. */
    boolean growable;

    Extent(Kind kind, long start, long length) {
        this.kind = kind;
        this.start = start;
        this.length = length;
    }

    /** {@return where the new bytes are} */
    public Kind kind() {
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

    /** {@return offset in the payload behind the last byte} */
    public long end() {
        return start + length;
    }

    /** {@return offset in the payload where the bytes of an extent of kind ELSEWHERE lie} */
    public long source() {
        return source;
    }

    /** {@return the bytes of an extent of kind BYTES} */
    public ByteBuffer data() {
        return ByteBuffer.wrap(bytes, from, (int) length);
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
        from += kind == Kind.BYTES ? (int) cut : 0;
        source += cut;
        growable = false;
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
