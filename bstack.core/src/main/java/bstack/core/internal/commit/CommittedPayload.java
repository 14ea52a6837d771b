package bstack.core.internal.commit;

import bstack.core.Storage;
import bstack.core.internal.edits.ByteSource;
import bstack.core.internal.edits.Ranges;
import bstack.core.internal.edits.WriteSet;
import bstack.core.internal.format.Header;
import bstack.core.internal.storage.Mappings;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The payload as readers see it: everything that is durable and applied, nothing else. Thread-safe.
 *
 * <p>Reads do not wait for a flush, and mostly for nothing at all. They follow a sequence lock: read the number, copy,
 * check that no apply came between, and only after a few failures take a monitor. Others hold it no longer than an
 * apply, a truncation, or a read takes. A short read up to the end takes it always, and a {@link LongRead} for moments.
 * Where the storage can be mapped, a short read is a copy from the mapping.
 *
 * <p>The sequence number is even while nobody changes what is visible. One thread at a time does, so it needs no atomic
 * operation; and it becomes even again by a write to a field, so that no reader waits for ever for a change that was
 * broken off by an error.
 *
 * <p>A mapping may be larger than the file, but is touched only below the committed length, and the file does not shrink
 * below that but in {@link #fence}. There the mapping is closed first, which throws every reader out that is still
 * copying from it; it then tries again.
 */
public final class CommittedPayload implements ByteSource, PayloadView {
    private static final int OPTIMISTIC_ATTEMPTS = 4;
    private static final long LEAST_MAPPING = 1L << 20;
    /** How often a thread looks that waits for a view, or for a change before its view. */
    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    private final Storage storage;
    private final Health health;
    /** Held by who changes what is visible, and by readers that have lost the race too often. */
    private final Object gate = new Object();
    /** Even, or odd while the visible bytes change. Written under {@link #gate}. */
    private volatile long sequence;

    /** Stands for the array where bytes go into a buffer. */
    final byte[] none = new byte[0];

    private final LongAdder retries = new LongAdder();
    private final ViewHold.List holds = new ViewHold.List();
    private final Mappings mappings = new Mappings();
    private boolean mappable = true;
    /** What is visible; null once reads fail. */
    private volatile @Nullable View view;
    /** How many frames have become visible. Guarded by the gate; written by the thread that uses the journal. */
    private long published;
    /** The running long reads. Guarded by the gate. */
    private @Nullable LongRead longReads;
    /** Bytes before this offset never change any more, so that reading them needs no lock. */
    private volatile long immutablePrefix;

    /** What is visible. */
    record View(Storage.@Nullable Mapping map, long length) {}

    /** Signals that reads fail; the caller knows why. */
    static final class ClosedException extends IOException {
        private static final long serialVersionUID = 1L;

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    /**
     * Creates the view of a payload at rest.
     *
     * @param storage the file
     * @param health whether reads fail
     * @param length the payload's length
     */
    CommittedPayload(Storage storage, Health health, long length) {
        this.storage = storage;
        this.health = health;
        this.view = new View(null, length);
    }

    /** Maps the storage, where that is possible. */
    public void open() throws IOException {
        synchronized (gate) {
            View v = opened();
            view = new View(map(v.length), v.length);
        }
    }

    /** {@return the visible length, or −1 if reads fail} */
    long visibleLength() {
        View v = view;
        return v == null || health.failure != null ? -1 : v.length;
    }

    @Override
    public long length() throws IOException {
        long length = visibleLength();
        if (length < 0) {
            throw health.refusal();
        }
        return length;
    }

    @Override
    public void read(long start, long end, byte[] dst) throws IOException {
        try {
            long length = tryRead(start, end, dst, 0);
            if (length >= 0) {
                throw Ranges.outside(storage.name(), start, end, length);
            }
        } catch (ClosedException e) {
            throw health.refusal();
        }
    }

    @Override
    public void read(long start, ByteBuffer dst) throws IOException {
        long end = start + dst.remaining();
        try {
            long length = tryRead(start, end, dst);
            if (length >= 0) {
                throw Ranges.outside(storage.name(), start, end, length);
            }
        } catch (ClosedException e) {
            throw health.refusal();
        }
    }

    /** Declares that the bytes before an offset will never change again. */
    public void freezePrefix(long end) {
        immutablePrefix = end;
    }

    /**
     * Reads a range, if it is within the visible length.
     *
     * @return the visible length if the range is not within it, and nothing was read; −1 if it was read
     * @throws ClosedException if reads fail
     * @throws IOException if the medium fails
     */
    long tryRead(long start, long end, byte[] dst, int at) throws IOException {
        return tryRead(start, end, dst, at, null);
    }

    /** The same into a buffer, from its position on, which stays. */
    long tryRead(long start, long end, ByteBuffer dst) throws IOException {
        return tryRead(start, end, none, 0, dst);
    }

    private long tryRead(long start, long end, byte[] array, int at, @Nullable ByteBuffer buffer) throws IOException {
        if (end - start >= LongRead.LEAST && at == 0) {
            return LongRead.range(this, start, end, array, buffer);
        }
        for (int i = 0; i < OPTIMISTIC_ATTEMPTS; i++) {
            if (i > 0) {
                retries.increment();
            }
            long before = sequence;
            View v = opened();
            boolean inside = end <= v.length;
            // Before the copy: what is locked while it runs may have changed under it.
            boolean immutable = inside && end <= immutablePrefix;
            try {
                if (inside && !copy(v, start, end, array, at, buffer)) {
                    continue;
                }
            } catch (IOException e) {
                if (isUnchanged(before)) {
                    throw e;
                }
                continue; // overtaken, perhaps by a close: the next attempt finds out
            }
            // After a close the medium may be another's: the same storage opened again, or a reused descriptor.
            if ((immutable && view != null) || isUnchanged(before)) {
                return inside ? -1 : v.length;
            }
        }
        synchronized (gate) {
            View v = opened();
            if (end > v.length) {
                return v.length;
            }
            if (!copy(v, start, end, array, at, buffer)) {
                throw truncated(end);
            }
            opened();
            return -1;
        }
    }

    /**
     * {@return the payload as it is now, for a body that reads many places of it}
     *
     * @param hold what holds back changes until it is over, or null
     * @throws IOException if reads fail
     */
    public StateView stateView(@Nullable ViewHold hold) throws IOException {
        try {
            if (hold != null) {
                awaitAdmission(hold);
            }
            return stateView();
        } catch (ClosedException e) {
            throw health.refusal();
        }
    }

    private StateView stateView() throws ClosedException {
        for (int i = 0; i < OPTIMISTIC_ATTEMPTS; i++) {
            long now = sequence;
            View v = opened();
            if (isUnchanged(now)) {
                return new ConsistentView(this, v, now);
            }
        }
        synchronized (gate) {
            return new ConsistentView(this, opened(), sequence);
        }
    }

    private void awaitAdmission(ViewHold hold) throws ClosedException {
        synchronized (gate) {
            holds.add(hold);
        }
        boolean interrupted = false;
        try {
            while (!hold.isAdmitted()) {
                opened();
                LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Counts a read that was overtaken. */
    void overtaken() {
        retries.increment();
    }

    /** {@return how many reads were overtaken} */
    long retries() {
        return retries.sum();
    }

    /** {@return whether reads do not fail} */
    public boolean isReadable() {
        return view != null && health.failure == null;
    }

    /** Throws if reads fail. */
    public void checkReadable() throws IOException {
        if (!isReadable()) {
            throw health.refusal();
        }
    }

    /** {@return whether the visible bytes are as they were when this sequence number was read, and the stack has not failed} */
    boolean isUnchanged(long before) {
        VarHandle.acquireFence();
        return (before & 1) == 0 && sequence == before && health.failure == null;
    }

    /**
     * Reads from an offset to the end, as of one moment.
     *
     * @throws IndexOutOfBoundsException if the offset is after the end
     */
    @Override
    public byte[] readTail(long start) throws IOException {
        try {
            return tail(start);
        } catch (ClosedException e) {
            throw health.refusal();
        }
    }

    private byte[] tail(long start) throws IOException {
        long end = opened().length;
        if (end - start >= LongRead.LEAST) {
            return LongRead.tail(this, start, end);
        }
        synchronized (gate) {
            View v = opened();
            byte[] tail = new byte[Ranges.arraySize(storage.name(), start, v.length)];
            if (!copy(v, start, v.length, tail, 0, null)) {
                throw truncated(v.length);
            }
            opened();
            return tail;
        }
    }

    /** {@return the exception for bytes that are not in the file} */
    IOException truncated(long end) {
        return new IOException("%s ends before byte %d, within its own payload: another program has truncated it"
                .formatted(storage.name(), Header.SIZE + end));
    }

    /** {@return what is visible, unless reads fail} */
    View opened() throws ClosedException {
        View v = view;
        if (v == null || health.failure != null) {
            throw new ClosedException();
        }
        return v;
    }

    /** {@return whether all bytes were there; if not, the file has changed meanwhile} */
    boolean copy(View v, long start, long end, byte[] array, int at, @Nullable ByteBuffer buffer) throws IOException {
        int count = (int) (end - start);
        if (v.map != null) {
            long position = Header.SIZE + start;
            boolean copied = buffer != null ? v.map.get(position, buffer) : v.map.get(position, array, at, count);
            if (copied) {
                return true;
            }
        }
        // Where the mapping has failed a call reads it all the same, or says what the matter is.
        return readByCall(start, count, array, at, buffer);
    }

    /** The same as {@link #copy}, by a call of the storage. */
    boolean readByCall(long start, int count, byte[] array, int at, @Nullable ByteBuffer buffer) throws IOException {
        ByteBuffer dst = buffer != null ? buffer.slice(buffer.position(), count) : ByteBuffer.wrap(array, at, count);
        return storage.read(Header.SIZE + start, dst) == count;
    }

    /**
     * Reads bytes of the medium regardless of what is visible; for operations under the writer lock, which know better.
     */
    @Override
    public void read(long start, byte[] dst, int at, int count) throws IOException {
        try {
            readMedium(opened(), start, dst, at, count);
        } catch (ClosedException e) {
            throw health.refusal();
        }
    }

    private void readMedium(View v, long start, byte[] dst, int at, int count) throws IOException {
        if (v.map != null && Header.SIZE + start + count <= v.map.size() && start + count <= v.length) {
            if (copy(v, start, start + count, dst, at, null)) {
                return;
            }
        }
        int n = storage.read(Header.SIZE + start, ByteBuffer.wrap(dst, at, count));
        if (n != count) {
            throw new IOException("%s ends within the %d bytes at byte %d: another program has truncated it"
                    .formatted(storage.name(), count, Header.SIZE + start));
        }
    }

    /** A step that writes: changes visible bytes, where this class runs it. */
    @FunctionalInterface
    interface Change {
        void apply() throws IOException;
    }

    /**
     * Makes a commit visible.
     *
     * @param edits what it changes
     * @param change what changes visible bytes
     * @throws IOException if the change fails; nothing more can be read then
     */
    void publish(WriteSet edits, Change change) throws IOException {
        View next = viewOf(edits.length());
        change(() -> {
            opened(); // a failure may have come first
            for (LongRead read = longReads; read != null; read = read.next) {
                read.changed(edits);
            }
            change.apply();
            view = next;
            published++;
        });
    }

    /** {@return how many frames have become visible} By the thread that makes them so. */
    long published() {
        return published;
    }

    /**
     * What is done between two frames.
     *
     * @param <T> its result
     */
    @FunctionalInterface
    public interface AtBoundary<T> {
        /**
         * Does it, with commits held up meanwhile.
         *
         * @param number the number of the last frame that is visible
         * @param length the payload's length
         */
        T at(long number, long length);
    }

    /**
     * Runs what is to be done between two frames.
     *
     * @throws IOException if reads fail
     */
    public <T> T atBoundary(AtBoundary<T> action) throws IOException {
        try {
            synchronized (gate) {
                return action.at(published, opened().length);
            }
        } catch (ClosedException e) {
            throw health.refusal();
        }
    }

    /**
     * Runs what makes the file smaller, while no reader touches the mapping.
     *
     * @throws IOException if it fails; nothing more can be read then
     */
    void fence(Change shrink) throws IOException {
        long length = opened().length;
        View unmapped = new View(null, length);
        change(() -> {
            // Whoever reads meanwhile finds no mapping and cannot validate what it has read, so it waits for the gate.
            view = unmapped;
            mappings.close();
            shrink.apply();
            view = new View(map(length), length);
        });
    }

    /** Changes what is visible, when no view holds that back. */
    private void change(Change change) throws IOException {
        Thread me = Thread.currentThread();
        boolean interrupted = false;
        while (!tryChange(me, change)) {
            LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            me.interrupt();
        }
    }

    private boolean tryChange(Thread me, Change change) throws IOException {
        synchronized (gate) {
            if (!holds.mayChange(me)) {
                return false;
            }
            sequence++;
            try {
                VarHandle.storeStoreFence();
                change.apply();
            } catch (Throwable t) {
                view = null;
                throw t;
            } finally {
                sequence++;
            }
            holds.changed();
            return true;
        }
    }

    /** From now on reads fail, and nothing is mapped. */
    public void close() {
        synchronized (gate) {
            sequence++;
            try {
                view = null;
                mappings.close();
            } finally {
                sequence++;
            }
        }
    }

    /** {@return a name for messages} */
    String name() {
        return storage.name();
    }

    /** {@return the lock under which nothing visible changes} */
    Object gate() {
        return gate;
    }

    /** A long read begins; under the gate. */
    void addLongRead(LongRead read) {
        read.next = longReads;
        longReads = read;
    }

    /** A long read has ended; under the gate. */
    void removeLongRead(LongRead read) {
        if (longReads == read) {
            longReads = read.next;
        }
        for (LongRead other = longReads; other != null; other = other.next) {
            if (other.next == read) {
                other.next = read.next;
            }
        }
    }

    private View viewOf(long length) throws IOException {
        View v = opened();
        boolean covered = v.map == null || Header.SIZE + length <= v.map.size();
        return new View(covered ? v.map : map(length), length);
    }

    /** {@return a mapping of more than is needed now, or null} An older mapping stays for its readers. */
    private Storage.@Nullable Mapping map(long length) {
        if (!mappable) {
            return null;
        }
        long least = Header.SIZE + length;
        try {
            Storage.Mapping map = storage.map(Math.max(LEAST_MAPPING, Long.highestOneBit(least) * 4));
            mappings.add(map);
            if (map.size() >= least) {
                return map;
            }
        } catch (IOException | RuntimeException unmapped) {
            // Calls do it as well.
        }
        mappable = false;
        return null;
    }
}
