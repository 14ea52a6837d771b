package bstack.core.internal.transaction;

import bstack.core.TransactionBody;
import bstack.core.TransactionRunnable;
import bstack.core.internal.commit.PayloadView;
import bstack.core.internal.edits.ByteSource;
import bstack.core.internal.edits.Ranges;
import bstack.core.internal.edits.WriteSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A running transaction: its write set so far, and the payload as it sees it. Single operations are transactions of
 * their own. Used by its thread only, which holds the writer lock.
 *
 * <p>The methods that change something check everything and reserve what they need first, so an operation that throws
 * leaves the transaction as it was.
 */
public final class Transaction implements PayloadView, ByteSource {
    private final WriteSet edits;
    private final ByteSource below;
    private final ByteSource medium;
    private final StagedData staged;
    private final boolean writable;
    /** What undoes something in memory, the latest first; or null. */
    private @Nullable Undo undo;
    /** What is to be run after the commit, the latest first; or null. */
    private @Nullable CommitAction actions;
    /** What is to be run before the commit, the earliest first; or null. */
    private @Nullable List<TransactionRunnable> deferred;
    /** How many changes were deferred. */
    private int deferrals;
    /** Within how many views a body runs, which change nothing. */
    private int reading;

    private final long lockedLength;
    /** What an action threw that undoes something in memory, which is not known since then; or null. */
    private @Nullable Throwable failedUndo;

    private boolean doomed;
    private boolean inCallback;

    /**
     * Creates a transaction.
     *
     * @param length the payload's length when everything in flight is committed
     * @param below the payload at that moment
     * @param medium the payload as it is in the file
     * @param staged where data goes that is too large for memory
     * @param lockedLength the prefix that must not change
     * @param writable whether changes are allowed
     */
    Transaction(
            long length, ByteSource below, ByteSource medium, StagedData staged, long lockedLength, boolean writable) {
        this.edits = new WriteSet(length);
        this.below = below;
        this.medium = medium;
        this.staged = staged;
        this.lockedLength = lockedLength;
        this.writable = writable;
    }

    /** Something registered by {@link #onRollback}, and what was registered before it. */
    private record Undo(Runnable action, @Nullable Undo before) {}

    WriteSet edits() {
        return edits;
    }

    /** {@return a name for messages} */
    public String name() {
        return staged.name();
    }

    @Override
    public long length() {
        return edits.length();
    }

    /** Reads what is within the length. */
    @Override
    public void read(long start, byte[] dst, int at, int count) throws IOException {
        if (edits.size() == 0) {
            below.read(start, dst, at, count);
        } else {
            edits.read(start, dst, at, count, below, medium);
        }
    }

    @Override
    public void read(long start, long end, byte[] dst) throws IOException {
        Ranges.check(name(), start, end, length());
        read(start, dst, 0, dst.length);
    }

    @Override
    public void read(long start, ByteBuffer dst) throws IOException {
        Ranges.check(name(), start, start + dst.remaining(), length());
        if (dst.hasArray()) {
            read(start, dst.array(), dst.arrayOffset() + dst.position(), dst.remaining());
        } else {
            readInPieces(start, dst);
        }
    }

    @Override
    public byte[] readTail(long start) throws IOException {
        return bytes(start, length());
    }

    // ---------------------------------------------------------------- what operations are made of; checks come first

    /** Appends bytes; returns the offset where they begin. */
    public long append(ByteBuffer data) throws IOException {
        long offset = length();
        checkWritable(offset);
        reserve(sum(offset, data.remaining()));
        write(offset, data);
        return offset;
    }

    /** Appends zeros; returns the offset where they begin. */
    public long extend(long n) throws IOException {
        long offset = length();
        checkWritable(offset);
        reserve(sum(offset, n));
        zero(offset, n);
        return offset;
    }

    /** {@return the length that is left when {@code n} bytes are cut off, which is allowed} */
    public long lengthWithout(long n) {
        if (n > length()) {
            throw Ranges.outside(name(), length() - n, length(), length());
        }
        checkWritable(length() - n);
        return length() - n;
    }

    /** Replaces what is after an offset. */
    public void replaceTail(long offset, ByteBuffer data) throws IOException {
        reserve(sum(offset, data.remaining()));
        int count = data.remaining();
        // The write first: it may fail for want of space, and then nothing must have changed.
        if (count > 0) {
            write(offset, data);
        }
        if (offset + count < length()) {
            truncate(offset + count);
        }
    }

    /** Throws for an overwrite that is not within the payload, or touches what must not change. */
    public void checkOverwrite(long offset, long n) {
        if (offset < 0 || offset > length() - n) {
            throw Ranges.outside(name(), offset, offset + n, length());
        }
        checkWritable(offset);
    }

    /** {@return a range's bytes} */
    public byte[] bytes(long start, long end) throws IOException {
        byte[] bytes = new byte[Ranges.arraySize(name(), start, end)];
        read(start, bytes, 0, bytes.length);
        return bytes;
    }

    private static long sum(long offset, long n) {
        long end = offset + n;
        if (end < 0) {
            throw new IllegalArgumentException(
                    "a payload of %d and %d bytes would be larger than any file".formatted(offset, n));
        }
        return end;
    }

    // ---------------------------------------------------------------- changes

    /** Throws for a change where none is allowed, or of the locked prefix. */
    public void checkWritable(long from) {
        if (reading > 0) {
            throw new IllegalStateException("%s: nothing can be changed inside a view".formatted(staged.name()));
        }
        if (!writable) {
            throw new IllegalStateException(
                    "%s is open for reading only: nothing can be changed".formatted(staged.name()));
        }
        if (from < lockedLength) {
            throw new IllegalStateException("%s: the first %d bytes are locked, offset %d cannot be changed"
                    .formatted(staged.name(), lockedLength, from));
        }
    }

    /** Makes sure that the payload can become so long, before anything is changed. */
    public void reserve(long length) throws IOException {
        staged.reserve(edits, length);
    }

    /** Writes bytes within the length, or directly after it; space has been reserved. The buffer's position stays. */
    public void write(long start, ByteBuffer src) throws IOException {
        int n = src.remaining();
        if (staged.isLarge(n) && staged.write(edits, start, src)) {
            return;
        }
        staged.makeRoom(edits, n);
        if (src.hasArray()) {
            edits.write(start, src.array(), src.arrayOffset() + src.position(), n);
        } else {
            byte[] copy = new byte[n];
            src.get(src.position(), copy);
            if (src.isDirect()) {
                // The JVM reports memory that cannot be read some time later; a call of a native method makes it do so
                // here.
                Thread.holdsLock(this);
            }
            edits.write(start, copy, 0, n);
        }
    }

    /** Writes zeros within the length, or directly after it; space has been reserved. */
    public void zero(long start, long count) throws IOException {
        if (start >= length() && staged.isLargeZero(count)) {
            staged.zero(edits, start, count);
        } else {
            edits.zero(start, count);
        }
    }

    /** Cuts the payload. */
    public void truncate(long length) {
        edits.truncate(length);
    }

    /** Runs a body; if it throws, this transaction can no longer commit. */
    <T extends @Nullable Object> T body(TransactionBody<T> body) throws IOException {
        boolean normally = false;
        try {
            T result = body.run();
            normally = true;
            return result;
        } finally {
            doomed |= !normally;
        }
    }

    /** Runs a body that changes nothing. */
    <T extends @Nullable Object> T reading(TransactionBody<T> body) throws IOException {
        reading++;
        try {
            return body.run();
        } finally {
            reading--;
        }
    }

    /**
     * Runs a single operation; if it throws, this transaction can commit all the same, unless it changed something.
     * What such an operation has registered by {@link #onRollback} is undone at once.
     */
    <T extends @Nullable Object> T part(Operation<T> operation) throws IOException {
        int before = changes();
        Undo registered = undo;
        CommitAction wanted = actions;
        boolean normally = false;
        try {
            T result = operation.run(this);
            normally = true;
            return result;
        } finally {
            if (!normally) {
                actions = wanted;
                doomed |= changes() != before;
                if (!doomed) {
                    doomed = true; // in case this is broken off
                    undoBackTo(registered);
                    doomed = failedUndo != null;
                }
            }
        }
    }

    /** {@return a number that differs after every change, in the write set or deferred} */
    private int changes() {
        return edits.changes() + deferrals;
    }

    /** Undoes what was registered after something else, the latest first; needs no memory. */
    private void undoBackTo(@Nullable Undo registered) {
        inCallback = true;
        for (Undo last = undo; last != null && last != registered; last = last.before) {
            try {
                last.action.run();
            } catch (Throwable e) {
                failedUndo = e;
            }
            undo = last.before;
        }
        inCallback = false;
    }

    /** Throws, before an operation that others have to rely on, if all of this will be rolled back anyway. */
    public void checkUsable() {
        if (doomed) {
            throw new IllegalStateException(
                    "%s: a body or an operation inside this transaction threw after a change, so".formatted(name())
                            + " all of it will be rolled back: let the exception through");
        }
    }

    /** Throws instead of committing if a body threw. */
    void checkCommit() {
        if (doomed) {
            throw new IllegalStateException(
                    "a body inside this transaction threw, so all of it was rolled back: let the"
                            + " exception through, or do what may fail before");
        }
    }

    /** Counts a change that is in memory only, and registers what writes it before the commit, unless it is registered. */
    void beforeCommit(TransactionRunnable write) {
        checkWritable(Long.MAX_VALUE);
        deferrals++;
        List<TransactionRunnable> all = deferred;
        if (all == null) {
            all = new ArrayList<>(1);
            deferred = all;
        }
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i) == write) {
                return;
            }
        }
        all.add(write);
    }

    /** Runs what was registered by {@link #beforeCommit}, and what that registers. */
    void writeDeferred() throws IOException {
        List<TransactionRunnable> all = deferred;
        while (all != null && !all.isEmpty()) {
            all.remove(0).run();
        }
    }

    /** Registers what is run after the commit. */
    void onCommit(Runnable action) {
        actions = new CommitAction(action, actions);
    }

    /** {@return what is to be run after the commit, the latest first; or null} */
    @Nullable
    CommitAction actions() {
        return actions;
    }

    /** Registers what undoes something in memory. */
    void onRollback(Runnable action) {
        undo = new Undo(action, undo);
    }

    /**
     * Undoes what was registered, the latest first; needs no memory. What an action throws does not keep the others
     * from being run.
     *
     * @return what an action threw, so that what is in memory is not known; or null
     */
    @Nullable
    Throwable rollback() {
        undoBackTo(null);
        inCallback = true;
        staged.forget();
        return failedUndo;
    }

    /** {@return whether a user's function runs that must not use the stack} */
    boolean isInCallback() {
        return inCallback;
    }

    /** A user's function that gets bytes of the payload. */
    @FunctionalInterface
    public interface Callback<T extends @Nullable Object> {
        /** {@return its result} */
        T call();
    }

    /** Runs a user's function, during which its calls of the stack throw. */
    public <T extends @Nullable Object> T callback(Callback<T> function) {
        inCallback = true;
        try {
            return function.call();
        } finally {
            inCallback = false;
        }
    }
}
