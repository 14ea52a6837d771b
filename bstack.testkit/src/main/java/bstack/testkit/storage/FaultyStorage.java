package bstack.testkit.storage;

import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A storage that passes calls on until one of them is due to fail: the {@code n}th of a kind or of several, once or
 * with all after it.
 *
 * <pre>{@code
 * FaultyStorage storage = new FaultyStorage(Storage.memory());
 * storage.failOnce(FaultyStorage.Fault.LOST_FLUSH, 3, StorageCall.DURABLE_WRITE, StorageCall.SYNC);
 * }</pre>
 *
 * <p>Nothing is left to chance: the same calls fail in the same way. What is on the medium when it is wrapped counts as
 * durable. Thread-safe: calls that change something run one after the other, and reads beside them.
 */
public final class FaultyStorage extends BasicFilterStorage {
    private final FlushLoss loss;
    private final long[] calls = new long[StorageCall.values().length];
    private Plan plan = new Plan(Fault.IO_ERROR, EnumSet.noneOf(StorageCall.class), 0, false);
    private long planned;
    private final Set<StorageCall> failed = EnumSet.noneOf(StorageCall.class);

    /** In what way a call fails. */
    public enum Fault {
        /** EIO, and nothing of the call has happened. */
        IO_ERROR("Input/output error"),
        /** ENOSPC, and nothing of the call has happened. */
        NO_SPACE("No space left on device"),
        /** A write, durable or not, puts the first half of its bytes and then fails; others fail as with EIO. */
        SHORT_WRITE("Input/output error after a part of the write"),
        /**
         * A flush fails, and drops what it should have made durable: no later flush brings it back. On a
         * {@link CrashingStorage} every other sector is lost, and goes on to be shown until the power is cut; on other
         * media everything unflushed is gone at once. A call that is no flush happens, and then fails.
         */
        LOST_FLUSH("Input/output error in a flush");

        private final String message;

        Fault(String message) {
            this.message = message;
        }
    }

    /** What a failing call throws. */
    public static final class InjectedFault extends FileSystemException {
        private static final long serialVersionUID = 1L;

        InjectedFault(String medium, String reason) {
            super(medium, null, reason);
        }
    }

    private record Plan(Fault fault, Set<StorageCall> kinds, long at, boolean forEver) {}

    /**
     * Creates the storage; nothing fails yet.
     *
     * @param medium where the calls are passed on to; it is closed with this storage
     * @throws IOException if the medium cannot be read
     */
    public FaultyStorage(Storage medium) throws IOException {
        super(medium);
        loss = medium instanceof CrashingStorage disk ? FlushLoss.on(disk) : new DurableCopy(medium);
    }

    /**
     * Makes one call fail; replaces what was planned before.
     *
     * @param fault in what way
     * @param n which of the calls from now, counted from 1
     * @param kinds which calls count; none at all means those that change something
     */
    public void failOnce(Fault fault, long n, StorageCall... kinds) {
        plan(fault, n, false, kinds);
    }

    /**
     * Makes a call fail and all after it; replaces what was planned before.
     *
     * @param fault in what way
     * @param n which of the calls from now is the first, counted from 1
     * @param kinds which calls count and fail; none at all means those that change something
     */
    public void failFrom(Fault fault, long n, StorageCall... kinds) {
        plan(fault, n, true, kinds);
    }

    /** Lets every call succeed from now on. */
    public void heal() {
        plan(Fault.IO_ERROR, 0, false);
    }

    private synchronized void plan(Fault fault, long n, boolean forEver, StorageCall... kinds) {
        Set<StorageCall> counted = EnumSet.noneOf(StorageCall.class);
        for (StorageCall kind : kinds.length > 0 ? kinds : StorageCall.values()) {
            if (kinds.length > 0 || kind.changes()) {
                counted.add(kind);
            }
        }
        plan = new Plan(fault, counted, n, forEver);
        planned = 0;
    }

    /**
     * {@return how many calls there have been}
     *
     * @param kinds which to count; none at all means those that change something
     */
    public synchronized long calls(StorageCall... kinds) {
        long sum = 0;
        for (StorageCall kind : StorageCall.values()) {
            if (kinds.length > 0 ? List.of(kinds).contains(kind) : kind.changes()) {
                sum += calls[kind.ordinal()];
            }
        }
        return sum;
    }

    /** {@return the kinds of calls of which one has been made to fail since the storage was created} */
    public synchronized Set<StorageCall> failed() {
        return Set.copyOf(failed);
    }

    /** Counts a call; {@return whether it has to fail} */
    private synchronized boolean isDue(StorageCall kind) {
        calls[kind.ordinal()]++;
        if (!plan.kinds.contains(kind)) {
            return false;
        }
        planned++;
        boolean due = plan.at > 0 && (planned == plan.at || plan.forEver && planned > plan.at);
        if (due) {
            failed.add(kind);
        }
        return due;
    }

    private InjectedFault fault() {
        return new InjectedFault(medium.name(), plan.fault.message + " (injected)");
    }

    private boolean losesFlush() {
        return plan.fault == Fault.LOST_FLUSH;
    }

    @Override
    public long size() throws IOException {
        failIfDue(StorageCall.SIZE);
        return medium.size();
    }

    @Override
    public int read(long position, ByteBuffer dst) throws IOException {
        failIfDue(StorageCall.READ);
        return medium.read(position, dst);
    }

    private void failIfDue(StorageCall kind) throws IOException {
        if (isDue(kind)) {
            throw fault();
        }
    }

    @Override
    public synchronized void write(long position, ByteBuffer src) throws IOException {
        if (isDue(StorageCall.WRITE)) {
            writePart(position, src);
            throw fault();
        }
        put(position, src);
    }

    @Override
    public synchronized void writeDurably(long position, ByteBuffer src) throws IOException {
        long end = position + src.remaining();
        if (isDue(StorageCall.DURABLE_WRITE)) {
            writePart(position, src);
            if (losesFlush()) {
                loss.lose(position, end);
            }
            throw fault();
        }
        medium.writeDurably(position, src);
        loss.flushed(position, end);
    }

    /** As much of a write as happens before it fails. */
    private void writePart(long position, ByteBuffer src) throws IOException {
        if (losesFlush()) {
            put(position, src);
        } else if (plan.fault == Fault.SHORT_WRITE) {
            put(position, src.duplicate().limit(src.position() + src.remaining() / 2));
        }
    }

    private void put(long position, ByteBuffer src) throws IOException {
        long end = position + src.remaining();
        medium.write(position, src);
        loss.changed(position, end);
    }

    @Override
    public synchronized void sync() throws IOException {
        if (isDue(StorageCall.SYNC)) {
            if (losesFlush()) {
                loss.lose(0, Long.MAX_VALUE);
            }
            throw fault();
        }
        medium.sync();
        loss.flushed(0, Long.MAX_VALUE);
    }

    @Override
    public synchronized void resize(long size) throws IOException {
        boolean due = isDue(StorageCall.RESIZE);
        if (!due || losesFlush()) {
            long before = medium.size();
            medium.resize(size);
            loss.changed(Math.min(size, before), Math.max(size, before));
        }
        if (due) {
            throw fault();
        }
    }

    /** {@inheritDoc} When it is made to fail nothing has changed, whatever the fault. */
    @Override
    public synchronized void reserve(long end) throws IOException {
        failIfDue(StorageCall.RESERVE);
        long before = medium.size();
        medium.reserve(end);
        loss.changed(before, medium.size());
    }

    @Override
    public Mapping map(long size) throws IOException {
        failIfDue(StorageCall.MAP);
        return medium.map(size);
    }

    /** Closes the medium; a close that is made to fail has closed it too. */
    @Override
    public void close() throws IOException {
        boolean due = isDue(StorageCall.CLOSE);
        medium.close();
        if (due) {
            throw fault();
        }
    }
}
