package bstack.core.internal.feed;

import bstack.core.Storage;
import bstack.core.internal.edits.Extent;
import bstack.core.internal.edits.WriteSet;
import bstack.core.internal.feed.FedFrame.Saved;
import bstack.core.internal.format.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The frames that somebody has not had yet, in the order of their numbers: those who follow the stack, and snapshots that
 * are being made. Thread-safe.
 *
 * <pre>
 *   leader ── committed ──►  head … … tail  ── next ──►  a Place for each follower and snapshot
 *             beforeApply ──► bytes that it overwrites
 * </pre>
 *
 * Rules:
 * <ol>
 *   <li>While nobody wants frames, a commit reads {@link #active}, and that is all.
 *   <li>A frame is kept while some place needs it. The numbers of places and of frames agree, because a place is taken
 *       between two frames, under the lock under which a frame becomes visible.
 *   <li>Frames take no more than a limit of memory. Beyond it the oldest are given up: a follower that needs one has lost
 *       its place, and a snapshot copies what the frame has changed once more.
 *   <li>Bytes of large data stay in the file. Before a later frame overwrites them, or the payload ends before them, they
 *       are saved to memory.
 *   <li>Nothing that is thrown in here concerns a commit. Who calls sets {@link #missed}, and all places are lost.
 * </ol>
 */
public final class CommitFeed {
    /** How long frames after a snapshot are kept for who follows from it. */
    private static final long RESERVED_NANOS = 60_000_000_000L;
    /** How often who waits looks whether the stack has failed. */
    private static final long LOOK_AGAIN_MILLIS = 100;

    private static final int PIECE = 1 << 18;

    private final Storage storage;
    private final long limit;

    /** Whether anybody wants frames. Written under the monitor. */
    public volatile boolean active;
    /** Whether a frame is not in here that should be. */
    public volatile boolean missed;
    /** Whether bytes of a frame are in the file. Only for the thread that uses the journal. */
    public boolean hasBytesInFile;

    private final List<Place> places = new ArrayList<>();
    private @Nullable FedFrame head;
    private @Nullable FedFrame tail;
    /** The number of the last frame. */
    private long last;
    /** How much memory the frames take. */
    private long bytes;

    private boolean closed;

    /** Where somebody is among the frames. Guarded by the feed. */
    public static final class Place {
        /** The first frame that it has not had, or null. */
        @Nullable
        private FedFrame next;
        /** The number of the last frame that it has had. */
        private long last;

        private boolean lost;
        /** What a snapshot has to copy; null for others. */
        private final @Nullable StaleBlocks stale;
        /** Whether nobody is there yet, and until when. */
        private boolean reserved;

        private long expires;

        private Place(long last, @Nullable StaleBlocks stale) {
            this.last = last;
            this.stale = stale;
        }
    }

    /**
     * Creates a feed that nobody reads.
     *
     * @param storage the file
     * @param limit how much memory the frames may take
     */
    public CommitFeed(Storage storage, long limit) {
        this.storage = storage;
        this.limit = limit;
    }

    // ---------------------------------------------------------------- for who commits

    /** Saves what a frame is about to overwrite and somebody has not had yet. Before anything is overwritten. */
    public synchronized void beforeApply(WriteSet edits) throws IOException {
        check();
        boolean any = false;
        for (FedFrame frame = head; frame != null; frame = frame.next) {
            if (frame.inFile) {
                any = true;
                saveFrom(frame, edits);
            }
        }
        hasBytesInFile = any;
    }

    private void saveFrom(FedFrame frame, WriteSet edits) throws IOException {
        for (Extent e : frame.edits.extents()) {
            if (FedFrame.isInFile(e)) {
                for (Extent over : edits.extents()) {
                    save(frame, Math.max(e.start(), over.start()), Math.min(e.end(), over.end()));
                }
                save(frame, Math.max(e.start(), edits.length()), e.end());
            }
        }
    }

    private void save(FedFrame frame, long start, long end) throws IOException {
        if (start >= end || isGone(frame) || isSaved(frame, start, end)) {
            return;
        }
        if (end - start > limit || !isNeededByFollower(frame)) {
            evictThrough(frame);
            return;
        }
        byte[] piece = new byte[(int) (end - start)];
        if (storage.read(Header.SIZE + start, ByteBuffer.wrap(piece)) != piece.length) {
            evictThrough(frame);
            return;
        }
        long before = frame.size;
        frame.save(new Saved(start, piece));
        bytes += frame.size - before;
        evictBeyondLimit();
    }

    private boolean isGone(FedFrame frame) {
        return head == null || frame.number < head.number;
    }

    private static boolean isSaved(FedFrame frame, long start, long end) {
        if (frame.saved != null) {
            for (Saved piece : frame.saved) {
                if (piece.offset() <= start && piece.end() >= end) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isNeededByFollower(FedFrame frame) {
        for (Place place : places) {
            if (place.stale == null && !place.lost && place.last < frame.number) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes a frame that has become visible. By the thread that uses the journal.
     *
     * @param number its number
     * @param edits what it has changed; does not change any more
     */
    public synchronized void committed(long number, WriteSet edits) {
        check();
        if (!active || number <= last) {
            // The first place was taken after it became visible.
            return;
        }
        FedFrame frame = new FedFrame(number, System.currentTimeMillis(), edits);
        last = number;
        if (tail == null) {
            head = frame;
        } else {
            tail.next = frame;
        }
        tail = frame;
        bytes += frame.size;
        for (Place place : places) {
            if (place.next == null) {
                place.next = frame;
            }
        }
        hasBytesInFile |= frame.inFile;
        expire();
        evictBeyondLimit();
        notifyAll();
    }

    /** The stack is closed: what is in the file goes to memory, or is given up. Frames stay for who has not had them. */
    public synchronized void close() throws IOException {
        closed = true;
        check();
        try {
            for (FedFrame frame = head; frame != null; frame = frame.next) {
                if (frame.inFile) {
                    saveFrom(frame, new WriteSet(0));
                }
            }
        } finally {
            notifyAll();
        }
    }

    // ---------------------------------------------------------------- for who follows

    /**
     * Takes a place for who follows. Under the lock under which frames become visible.
     *
     * @param from the number of the last frame that is not wanted
     * @param current the number of the last frame that is visible
     * @return the place; it is lost already if frames in between are not known any more
     */
    public synchronized Place follow(long from, long current) {
        check();
        return add(new Place(from, null), current);
    }

    /**
     * Takes the place of a snapshot. Under the lock under which frames become visible.
     *
     * @param current the number of the last frame that is visible
     * @param length the payload's length
     */
    public synchronized Place snapshot(long current, long length) {
        check();
        return add(new Place(current, new StaleBlocks(length)), current);
    }

    private Place add(Place place, long current) {
        expire();
        if (!active) {
            last = current;
        }
        FedFrame frame = head;
        while (frame != null && frame.number <= place.last) {
            frame = frame.next;
        }
        place.next = frame;
        // A frame may be visible that is not in here yet; it comes.
        long known = frame == null ? last : frame.number - 1;
        place.lost = place.last < known;
        places.add(place);
        active = true;
        return place;
    }

    /** Gives a place up. */
    public synchronized void release(Place place) {
        places.remove(place);
        trim();
    }

    /** Gives the place of a snapshot up, and keeps the frames after it for who follows from it, for a while. */
    public synchronized void reserve(Place snapshot) {
        if (!places.contains(snapshot)) {
            return;
        }
        Place reserved = new Place(snapshot.last, null);
        reserved.next = snapshot.next;
        reserved.lost = snapshot.lost;
        reserved.reserved = true;
        reserved.expires = System.nanoTime() + RESERVED_NANOS;
        places.add(reserved);
        places.remove(snapshot);
    }

    /** {@return whether frames are missing for a place} */
    public synchronized boolean isLost(Place place) {
        check();
        return place.lost;
    }

    /** {@return the number of the last frame that is in here, or was} */
    public synchronized long newest() {
        return last;
    }

    /**
     * Waits until a frame that is visible has come in here.
     *
     * @param isOver whether it may not come any more; looked at from time to time
     */
    public synchronized void awaitNewest(long number, BooleanSupplier isOver) {
        boolean interrupted = false;
        while (last < number && active && !missed && !closed && !isOver.getAsBoolean()) {
            try {
                wait(LOOK_AGAIN_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@return the number of the last frame that a place has had} */
    public synchronized long last(Place place) {
        return place.last;
    }

    /** {@return the next frame of a place; null if there is none yet, the place is lost, or its number is beyond a limit} */
    public synchronized @Nullable FedFrame next(Place place, long most) {
        check();
        FedFrame frame = place.lost ? null : place.next;
        return frame != null && frame.number <= most ? frame : null;
    }

    /** What {@link #await} has waited for. */
    public enum Event {
        /** There is a frame. */
        FRAME,
        /** Frames are missing. */
        LOST,
        /** The stack is closed. */
        CLOSED,
        /** None of these yet. */
        NOTHING
    }

    /**
     * Waits for the next frame of a place.
     *
     * @param isOver whether nobody waits any more; looked at from time to time
     */
    public synchronized Event await(Place place, BooleanSupplier isOver) throws InterruptedException {
        Event event = event(place);
        while (event == Event.NOTHING && !isOver.getAsBoolean()) {
            wait(LOOK_AGAIN_MILLIS);
            event = event(place);
        }
        return event;
    }

    private Event event(Place place) {
        check();
        if (place.lost) {
            return Event.LOST;
        }
        if (place.next != null) {
            return Event.FRAME;
        }
        return closed ? Event.CLOSED : Event.NOTHING;
    }

    /** The next frame of a place has been had. */
    public synchronized void taken(Place place, FedFrame frame) {
        if (!place.lost && place.next == frame) {
            place.last = frame.number;
            place.next = frame.next;
            trim();
        }
    }

    /** Wakes who waits. */
    public synchronized void wake() {
        notifyAll();
    }

    /**
     * Reads bytes of a frame that are in the file, or were.
     *
     * @param place whose next frame it is
     * @param frame the frame
     * @param start offset in the payload
     * @param dst where as many bytes go as remain; its position advances
     * @throws IOException if the medium fails, or the place is lost
     */
    public void read(Place place, FedFrame frame, long start, ByteBuffer dst) throws IOException {
        byte[] piece = new byte[Math.min(PIECE, dst.remaining())];
        for (long at = start; dst.hasRemaining(); ) {
            int n = Math.min(piece.length, dst.remaining());
            IOException failure = null;
            int found = 0;
            try {
                found = storage.read(Header.SIZE + at, ByteBuffer.wrap(piece, 0, n));
            } catch (IOException e) {
                failure = e;
            }
            putSaved(place, frame, at, piece, n, found, failure);
            dst.put(piece, 0, n);
            at += n;
        }
    }

    /** What was read from the file may be of a later frame; then its bytes were saved before. */
    private synchronized void putSaved(
            Place place, FedFrame frame, long at, byte[] piece, int n, int found, @Nullable IOException failure)
            throws IOException {
        check();
        if (place.lost) {
            throw new IOException("%s: bytes of frame %d have been overwritten before they were read"
                    .formatted(storage.name(), frame.number));
        }
        BitSet covered = new BitSet();
        if (failure == null && !closed) {
            covered.set(0, found);
        }
        List<Saved> saved = frame.saved == null ? List.of() : frame.saved;
        for (int i = saved.size() - 1; i >= 0; i--) {
            Saved s = saved.get(i);
            long from = Math.max(at, s.offset());
            long to = Math.min(at + n, s.end());
            if (from < to) {
                System.arraycopy(s.bytes(), (int) (from - s.offset()), piece, (int) (from - at), (int) (to - from));
                covered.set((int) (from - at), (int) (to - at));
            }
        }
        if (covered.cardinality() < n) {
            throw failure != null
                    ? failure
                    : new IOException(
                            "%s ends within the %d bytes at byte %d".formatted(storage.name(), n, Header.SIZE + at));
        }
    }

    // ---------------------------------------------------------------- for snapshots

    /**
     * Ends the place of a snapshot between two frames, under the lock under which they become visible. Whoever follows
     * from there has a place.
     *
     * @param number the number of the last frame that is visible
     * @return the frames up to there that it has not had; null if that is not possible now, and the place stays
     */
    public synchronized @Nullable List<FedFrame> end(Place snapshot, long number) {
        check();
        if (snapshot.lost || last != number) {
            return null;
        }
        List<FedFrame> rest = new ArrayList<>();
        for (FedFrame frame = snapshot.next; frame != null; frame = frame.next) {
            if (frame.inFile) {
                return null;
            }
            rest.add(frame);
        }
        snapshot.last = number;
        snapshot.next = null;
        reserve(snapshot);
        trim();
        return rest;
    }

    /** {@return the start of what a snapshot has to copy next, or −1} */
    public synchronized long firstStale(Place snapshot) {
        return blocks(snapshot).first();
    }

    /** {@return the end of what a snapshot is about to copy, from {@link #firstStale} on} */
    public synchronized long takeStale(Place snapshot, long most) {
        return blocks(snapshot).take(most);
    }

    /** Notes that a snapshot has to copy a range again. */
    public synchronized void markStale(Place snapshot, long start, long end) {
        blocks(snapshot).mark(start, end);
    }

    /** {@return whether a snapshot is going to copy all of a range} */
    public synchronized boolean isStale(Place snapshot, long start, long end) {
        return blocks(snapshot).covers(start, end);
    }

    /** {@return how many bytes a snapshot has to copy still} */
    public synchronized long staleBytes(Place snapshot) {
        return blocks(snapshot).bytes();
    }

    private static StaleBlocks blocks(Place snapshot) {
        StaleBlocks blocks = snapshot.stale;
        if (blocks == null) {
            throw new IllegalStateException("not the place of a snapshot");
        }
        return blocks;
    }

    // ---------------------------------------------------------------- under the monitor

    /** If a frame was missed, nobody knows where he is. */
    private void check() {
        if (missed) {
            missed = false;
            for (Place place : places) {
                place.lost = true;
                place.next = null;
            }
            places.clear();
            clear();
        }
    }

    private void clear() {
        head = null;
        tail = null;
        bytes = 0;
        active = false;
    }

    private void expire() {
        for (Iterator<Place> i = places.iterator(); i.hasNext(); ) {
            Place place = i.next();
            if (place.lost || place.reserved && System.nanoTime() - place.expires > 0) {
                i.remove();
            }
        }
        trim();
    }

    /** Lets go of the frames that everybody has had. */
    private void trim() {
        long needed = Long.MAX_VALUE;
        for (Place place : places) {
            needed = place.lost ? needed : Math.min(needed, place.last);
        }
        while (head != null && head.number <= needed) {
            drop();
        }
        if (places.isEmpty()) {
            clear();
        }
    }

    private void evictBeyondLimit() {
        while (head != null && bytes > limit) {
            evict(head);
        }
    }

    private void evictThrough(FedFrame frame) {
        while (head != null && head.number <= frame.number) {
            evict(head);
        }
    }

    private void evict(FedFrame oldest) {
        for (Place place : places) {
            if (place.next == oldest && place.stale != null) {
                oldest.edits.extents().forEach(e -> place.stale.mark(e.start(), e.end()));
                place.last = oldest.number;
                place.next = oldest.next;
            } else if (place.next == oldest) {
                place.lost = true;
                place.next = null;
            }
        }
        drop();
        notifyAll();
    }

    private void drop() {
        FedFrame dropped = head;
        if (dropped != null) {
            bytes -= dropped.size;
            head = dropped.next;
            tail = head == null ? null : tail;
        }
    }
}
