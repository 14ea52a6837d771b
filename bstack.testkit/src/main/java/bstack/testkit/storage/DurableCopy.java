package bstack.testkit.storage;

import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A copy of what is durable of a medium. A flush that fails brings the medium back to it, so that everything unflushed
 * is gone at once, as with file systems that drop what they could not write.
 */
final class DurableCopy implements FlushLoss {
    private static final int PIECE = 1 << 16;

    private final Storage medium;
    private final Storage copy = Storage.memory();
    private final List<Range> changed = new ArrayList<>();

    private record Range(long from, long to) {}

    /** Takes everything on the medium to be durable. */
    DurableCopy(Storage medium) throws IOException {
        this.medium = medium;
        changed(0, medium.size());
        flushed(0, Long.MAX_VALUE);
    }

    @Override
    public void changed(long from, long to) {
        if (from < to) {
            changed.add(new Range(from, to));
        }
    }

    @Override
    public void flushed(long from, long to) throws IOException {
        if (to < Long.MAX_VALUE) {
            if (to > copy.size()) {
                copy.resize(medium.size()); // a durable byte lies within a durable size
            }
            move(medium, copy, from, to);
            return;
        }
        copy.resize(medium.size());
        for (Range range : changed) {
            move(medium, copy, range.from, range.to);
        }
        changed.clear();
    }

    @Override
    public void lose(long from, long to) throws IOException {
        medium.resize(copy.size());
        for (Range range : changed) {
            move(copy, medium, range.from, range.to);
        }
        changed.clear();
    }

    private static void move(Storage source, Storage target, long from, long to) throws IOException {
        long end = Math.min(to, Math.min(source.size(), target.size()));
        for (long at = from; at < end; ) {
            ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, end - at));
            source.read(at, piece);
            target.write(at, piece.flip());
            at += piece.limit();
        }
    }
}
