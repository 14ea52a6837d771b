package bstack.core.internal.feed;

import bstack.core.internal.edits.Extent;
import bstack.core.internal.edits.WriteSet;
import bstack.core.internal.format.RangeKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A frame that somebody has not had yet. Its bytes are in its write set, which does not change any more; large data are in
 * the file, for as long as no later frame overwrites them, and then in {@link #saved}. Guarded by the feed, but for what
 * is final.
 */
public final class FedFrame {
    /** What a node and an extent take, beside the bytes. */
    private static final long NODE_SIZE = 128;

    private static final long EXTENT_SIZE = 96;

    final long number;
    final long millis;
    final WriteSet edits;
    /** Whether bytes of it are in the file. */
    final boolean inFile;

    /** Bytes that a later frame has overwritten in the file, from the oldest to the newest; null as long as there are none. */
    @Nullable
    List<Saved> saved;

    @Nullable
    FedFrame next;
    /** How much memory it takes. */
    long size;

    /** Bytes of the file as they were before a later frame. Where two have the same byte, the older counts. */
    record Saved(long offset, byte[] bytes) {
        long end() {
            return offset + bytes.length;
        }
    }

    FedFrame(long number, long millis, WriteSet edits) {
        this.number = number;
        this.millis = millis;
        this.edits = edits;
        this.inFile = edits.hasBytesInFile();
        this.size = NODE_SIZE + edits.size() * EXTENT_SIZE + edits.heapBytes();
    }

    /** {@return the frame's number} */
    public long number() {
        return number;
    }

    /** {@return when it became visible, in milliseconds since the epoch} */
    public long millis() {
        return millis;
    }

    /** {@return what it changes} */
    public WriteSet edits() {
        return edits;
    }

    /** {@return whether the bytes of an extent are in the file} */
    static boolean isInFile(Extent e) {
        return e.kind() == RangeKind.DIRECT || e.kind() == RangeKind.COPY;
    }

    void save(Saved piece) {
        List<Saved> all = saved;
        if (all == null) {
            all = new ArrayList<>();
        }
        all.add(piece);
        saved = all;
        size += NODE_SIZE + piece.bytes.length;
    }
}
