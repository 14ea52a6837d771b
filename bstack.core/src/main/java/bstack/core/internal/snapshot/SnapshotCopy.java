package bstack.core.internal.snapshot;

import bstack.core.CopyProgress;
import bstack.core.Snapshot;
import bstack.core.Storage;
import bstack.core.internal.commit.CommittedPayload;
import bstack.core.internal.commit.PayloadView;
import bstack.core.internal.edits.Extent;
import bstack.core.internal.feed.CommitFeed;
import bstack.core.internal.feed.FedFrame;
import bstack.core.internal.format.Header;
import bstack.core.internal.format.RangeKind;
import bstack.core.internal.storage.NativeBuffers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies a payload as it is between two commits, while commits go on.
 *
 * <pre>
 *  a place among the frames ── copy, piece by piece ──►  a boundary B  ── frames up to B ──►  flush, header, flush
 *                               frames so far ──►
 * </pre>
 *
 * Why the result is the state at B:
 * <ol>
 *   <li>A byte that was copied has the value of some moment after the place was taken. A frame that became visible before
 *       that moment is in it, and frames are written to the copy in their order. So after all frames up to B, a byte has
 *       the value of the last of them that changes it, or the one that was copied.
 *   <li>B is read after the last byte was copied, under the lock under which visible bytes change. So no byte of the copy
 *       is newer than B.
 *   <li>Bytes after the payload's end of the moment are not copied. A frame that makes the payload longer covers all that
 *       it adds, and it comes.
 *   <li>A frame that was given up for want of memory has marked what it changes, and that is copied again before B. If
 *       that does not end, the last of it is copied at B, under that lock.
 * </ol>
 */
final class SnapshotCopy {
    private static final int PIECE = 1 << 20;
    /** How often it is tried to end, while commits change more than the target takes meanwhile. */
    private static final int ROUNDS = 1000;
    /** After so many rounds commits are held up for the last of it. */
    private static final int PATIENCE = 10;
    /** So much is copied then, at most. */
    private static final long AT_ONCE = 1 << 20;
    /** How often the payload is copied, in sum, before it is given up. */
    private static final long ENOUGH = 100;

    private final Storage source;
    private final CommittedPayload payload;
    private final CommitFeed feed;
    private final SnapshotTarget target;
    private final CopyProgress progress;
    private final ByteBuffer buffer = NativeBuffers.allocate(PIECE);
    private long done;
    /** The payload's length at the start. */
    private long length;

    /** Where the payload was between two commits. */
    private record Boundary(long number, long length) {}

    /**
     * Creates a copy.
     *
     * @param source the file
     * @param payload its payload
     * @param feed of its frames
     */
    SnapshotCopy(
            Storage source, CommittedPayload payload, CommitFeed feed, SnapshotTarget target, CopyProgress progress) {
        this.source = source;
        this.payload = payload;
        this.feed = feed;
        this.target = target;
        this.progress = progress;
    }

    /** Copies a payload that nobody changes. */
    static Snapshot unchanging(PayloadView view, SnapshotTarget target, CopyProgress progress) throws IOException {
        long start = System.nanoTime();
        Instant time = Instant.now();
        long length = view.length();
        ByteBuffer buffer = ByteBuffer.allocate(PIECE);
        for (long at = 0; at < length; ) {
            buffer.clear().limit((int) Math.min(PIECE, length - at));
            view.read(at, buffer);
            int n = buffer.remaining();
            target.write(at, buffer);
            at += n;
            progress.copied(at, length);
        }
        target.finish(length);
        return new Snapshot(0, length, target.written(), time, Duration.ofNanos(System.nanoTime() - start));
    }

    /** Copies. */
    Snapshot run() throws IOException {
        long start = System.nanoTime();
        CommitFeed.Place place = payload.atBoundary((number, now) -> {
            length = now;
            return feed.snapshot(number, now);
        });
        try {
            target.length(length);
            copyStale(place);
            target.sync(); // most of it, so that little is left to be flushed after the last frame
            Boundary end = catchUp(place);
            Instant time = Instant.now();
            target.finish(end.length);
            return new Snapshot(
                    end.number, end.length, target.written(), time, Duration.ofNanos(System.nanoTime() - start));
        } finally {
            target.abandonFlush();
            feed.release(place);
        }
    }

    private void copyStale(CommitFeed.Place place) throws IOException {
        for (long from = feed.firstStale(place); from >= 0; from = feed.firstStale(place)) {
            long to = Math.min(feed.takeStale(place, PIECE), payload.length());
            for (long at = from; at < to; ) {
                at += copy(at, (int) Math.min(PIECE, to - at));
            }
            applyFrames(place, feed.newest());
            if (done > ENOUGH * (length + PIECE)) {
                throw tooFast();
            }
            progress.copied(done, done + feed.staleBytes(place));
        }
    }

    /** {@return how many bytes it was about; fewer are there if the payload has become shorter} */
    private int copy(long at, int count) throws IOException {
        buffer.clear().limit(count);
        try {
            source.read(Header.SIZE + at, buffer);
        } catch (IOException e) {
            payload.checkReadable(); // overtaken by a close?
            throw e;
        }
        target.write(at, buffer.flip());
        done += count;
        return count;
    }

    private Boundary catchUp(CommitFeed.Place place) throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            Boundary end = payload.atBoundary(Boundary::new);
            feed.awaitNewest(end.number, () -> !payload.isReadable());
            applyFrames(place, end.number);
            if (feed.firstStale(place) < 0 && feed.last(place) == end.number) {
                feed.reserve(place); // already now: the last flush may take its time
                return end;
            }
            Boundary held = round < PATIENCE ? null : endUnderLock(place);
            if (held != null) {
                return held;
            }
            copyStale(place);
        }
        throw tooFast();
    }

    /**
     * Where there is so little memory that frames are given up all the time, the last of it is read under the lock under
     * which frames become visible, as a long read does it. Commits wait for that moment.
     *
     * @return where the copy has ended, or null if it has not
     */
    private @Nullable Boundary endUnderLock(CommitFeed.Place place) throws IOException {
        if (feed.staleBytes(place) > AT_ONCE) {
            return null;
        }
        Ending ending = payload.atBoundary((number, now) -> read(place, number, now));
        if (ending.failure != null) {
            payload.checkReadable();
            throw ending.failure;
        }
        if (ending.rest == null) {
            return null;
        }
        for (FedFrame frame : ending.rest) {
            for (Extent e : frame.edits().extents()) {
                apply(place, frame, e);
            }
        }
        for (Piece piece : ending.pieces) {
            target.write(piece.start, ByteBuffer.wrap(piece.bytes));
        }
        return new Boundary(ending.number, ending.length);
    }

    /** Bytes of the payload. */
    private record Piece(long start, byte[] bytes) {}

    /** What was found between two frames: frames that are to be applied, and bytes that are to be written after them. */
    private record Ending(
            long number,
            long length,
            @Nullable List<FedFrame> rest,
            List<Piece> pieces,
            @Nullable IOException failure) {}

    private Ending read(CommitFeed.Place place, long number, long now) {
        List<Piece> pieces = new ArrayList<>();
        List<FedFrame> rest = null;
        try {
            if (feed.newest() == number) {
                for (long from = feed.firstStale(place); from >= 0; from = feed.firstStale(place)) {
                    long to = Math.min(feed.takeStale(place, PIECE), now);
                    byte[] bytes = new byte[(int) Math.max(0, to - from)];
                    source.read(Header.SIZE + from, ByteBuffer.wrap(bytes));
                    pieces.add(new Piece(from, bytes));
                }
                rest = feed.end(place, number);
                if (rest == null) {
                    pieces.forEach(p -> feed.markStale(place, p.start, p.start + p.bytes.length));
                }
            }
            return new Ending(number, now, rest, pieces, null);
        } catch (IOException e) {
            return new Ending(number, now, null, pieces, e);
        }
    }

    private IOException tooFast() {
        return new IOException("%s: commits change more than the snapshot can write meanwhile; it has been given up"
                .formatted(source.name()));
    }

    private void applyFrames(CommitFeed.Place place, long most) throws IOException {
        for (FedFrame frame = feed.next(place, most); frame != null; frame = feed.next(place, most)) {
            for (Extent e : frame.edits().extents()) {
                if (!feed.isStale(place, e.start(), e.end())) {
                    apply(place, frame, e);
                }
            }
            feed.taken(place, frame);
        }
        if (feed.isLost(place)) {
            throw new IOException("%s: a frame could not be kept for want of memory; the snapshot has been given up"
                    .formatted(source.name()));
        }
    }

    private void apply(CommitFeed.Place place, FedFrame frame, Extent e) throws IOException {
        if (e.kind() == RangeKind.DATA) {
            target.write(e.start(), e.data());
        } else if (e.kind() == RangeKind.FILL) {
            target.zero(e.start(), e.end());
        } else {
            for (long at = e.start(); at < e.end(); ) {
                int n = (int) Math.min(PIECE, e.end() - at);
                buffer.clear().limit(n);
                feed.read(place, frame, at, buffer);
                target.write(at, buffer.flip());
                at += n;
            }
        }
    }
}
