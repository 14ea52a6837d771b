package bstack.core;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The options of an open: the journal's largest size, the space kept ready after the payload, the access to the file,
 * and whether checkpoints have a thread. Immutable and thread-safe; every method returns a changed copy.
 *
 * <p>The defaults are right for almost everyone. None of the options is stored in the file.
 */
@SuppressWarnings("exports") // a user needs no JSpecify
public final class BStackOptions {
    /** The smallest journal, in bytes. */
    public static final long MIN_JOURNAL_SIZE = 16 * 1024;

    private static final long MAX_JOURNAL_SIZE = 1L << 30;
    private static final long MAX_FOLLOW_MEMORY = 1L << 30;

    private long journalSize = 16L << 20;
    private long preallocation = 1L << 20;
    private Access access = Access.AUTO;
    private boolean createsMissing = true;
    private boolean backgroundFlush = true;
    private Duration lockTimeout = Duration.ZERO;
    private Duration writerTimeout = Duration.ZERO;
    private @Nullable Executor executor;
    private int maxSubmitted = 4096;
    private long followMemory = 64L << 20;

    /** The means of access to a file. */
    public enum Access {
        /** {@link #NATIVE} where it works, else {@link #FILE_CHANNEL}. */
        AUTO,
        /** System calls through {@code java.lang.foreign}: an interrupt does no harm, and flock(2) excludes others. */
        NATIVE,
        /**
         * Portable access, through channels of the JDK: works everywhere, and an interrupt does no harm.
         *
         * <p>It excludes this library in every process, whatever its access. It does not exclude the Rust and C
         * implementations on Linux, which use flock(2): do not use them on a file that is open in this way. Except on
         * Windows, an empty file {@code .bstack-N.lock} is beside the file while it is open, where N is its inode
         * number. A writer must be allowed to create that file.
         */
        FILE_CHANNEL
    }

    private BStackOptions() {}

    private BStackOptions copy() {
        BStackOptions copy = new BStackOptions();
        copy.journalSize = journalSize;
        copy.preallocation = preallocation;
        copy.access = access;
        copy.createsMissing = createsMissing;
        copy.backgroundFlush = backgroundFlush;
        copy.lockTimeout = lockTimeout;
        copy.writerTimeout = writerTimeout;
        copy.executor = executor;
        copy.maxSubmitted = maxSubmitted;
        copy.followMemory = followMemory;
        return copy;
    }

    /** {@return the defaults: a journal of at most 16 MiB, 1 MiB kept ready, access chosen by the platform} */
    public static BStackOptions defaults() {
        return new BStackOptions();
    }

    /**
     * {@return these options with another journal size}
     *
     * <p>The journal starts smaller and grows to this size as it is used: up to 4 MiB when it is full, and beyond that
     * when it is full within about a second. A larger journal means fewer checkpoints and a longer recovery. A single
     * transaction may need, and then gets, a larger one.
     *
     * @param bytes from 16 KiB to 1 GiB
     * @throws IllegalArgumentException if out of range
     */
    public BStackOptions journalSize(long bytes) {
        if (bytes < MIN_JOURNAL_SIZE || bytes > MAX_JOURNAL_SIZE) {
            throw new IllegalArgumentException("journal size %d is not within [%d, %d] bytes"
                    .formatted(bytes, MIN_JOURNAL_SIZE, MAX_JOURNAL_SIZE));
        }
        BStackOptions changed = copy();
        changed.journalSize = bytes;
        return changed;
    }

    /**
     * {@return these options with another amount of space kept ready after the payload}
     *
     * <p>While a session writes, the payload grows into this space. When the space is used up, the journal moves, which
     * costs four flushes. {@link BStack#close} and {@link BStack#checkpoint} give the space back. Large files keep more
     * space ready than this.
     *
     * @param bytes from 0 to 1 GiB
     * @throws IllegalArgumentException if out of range
     */
    public BStackOptions preallocation(long bytes) {
        if (bytes < 0 || bytes > MAX_JOURNAL_SIZE) {
            throw new IllegalArgumentException(
                    "preallocation %d is not within [0, %d] bytes".formatted(bytes, MAX_JOURNAL_SIZE));
        }
        BStackOptions changed = copy();
        changed.preallocation = bytes;
        return changed;
    }

    /**
     * {@return these options with another means of access}
     *
     * @param newAccess the means
     */
    public BStackOptions access(Access newAccess) {
        Objects.requireNonNull(newAccess, "access");
        BStackOptions changed = copy();
        changed.access = newAccess;
        return changed;
    }

    /**
     * {@return these options, to create a missing file or not}
     *
     * @param create whether an open creates a missing file; the default is true
     */
    public BStackOptions createsMissing(boolean create) {
        BStackOptions changed = copy();
        changed.createsMissing = create;
        return changed;
    }

    /**
     * {@return these options, with or without a thread for the flush of a checkpoint}
     *
     * <p>A checkpoint begins when half of the journal is used, once the journal has grown to its full size.
     * Without that thread, the commit that finds the checkpoint due flushes all changes since the last one, and other
     * commits wait.
     *
     * @param inBackground whether a checkpoint starts a thread for its flush; the default is true
     */
    public BStackOptions backgroundFlush(boolean inBackground) {
        BStackOptions changed = copy();
        changed.backgroundFlush = inBackground;
        return changed;
    }

    /**
     * Sets how long an open waits for a file that another stack has open, in this JVM or elsewhere. The open tries
     * again until that time is over. Waiting opens get the file in any order. An interrupt ends the wait with the same
     * exception, and the thread's flag stays set. The default is zero: {@link BStackLockedException} at once.
     *
     * @param timeout how long; zero: not at all
     * @return options with this time
     * @throws IllegalArgumentException if it is negative
     */
    public BStackOptions lockTimeout(Duration timeout) {
        BStackOptions changed = copy();
        changed.lockTimeout = checked(timeout, "lockTimeout");
        return changed;
    }

    /**
     * Sets how long an operation or a transaction waits for its turn to write, while that of another thread runs. The
     * default is zero: no limit. It does not limit the wait for a flush, nor {@link BStack#close()}.
     *
     * @param timeout how long, before {@link WriterTimeoutException}; zero: for ever
     * @return options with this time
     * @throws IllegalArgumentException if it is negative
     */
    public BStackOptions writerTimeout(Duration timeout) {
        BStackOptions changed = copy();
        changed.writerTimeout = checked(timeout, "writerTimeout");
        return changed;
    }

    /**
     * Sets what makes commits durable that were {@link BStack#submit submitted}, and runs what follows them, where no
     * thread waits for them. The default is a daemon thread of the stack, which exists only while something submitted
     * is outstanding. A task runs as long, and then ends. If the executor refuses it, {@code submit} waits for its
     * commit instead.
     *
     * @param newExecutor runs the task in another thread
     * @return options with this executor
     */
    public BStackOptions executor(Executor newExecutor) {
        Objects.requireNonNull(newExecutor, "executor");
        BStackOptions changed = copy();
        changed.executor = newExecutor;
        return changed;
    }

    /**
     * Sets how many commits may be outstanding, {@link BStack#submit submitted} and not durable yet, before the next
     * {@code submit} waits for some of them. The default is 4,096.
     *
     * @param commits how many, at least 1
     * @return options with this limit
     * @throws IllegalArgumentException if it is less than 1
     */
    public BStackOptions maxSubmitted(int commits) {
        if (commits < 1) {
            throw new IllegalArgumentException("maxSubmitted %d is less than 1".formatted(commits));
        }
        BStackOptions changed = copy();
        changed.maxSubmitted = commits;
        return changed;
    }

    /**
     * Sets how much memory frames may take, about, that a listener of {@link BStack#follow}, or a running snapshot, has
     * not had yet. Beyond it a listener loses its place, and a snapshot copies again what was changed. Large data take
     * none until they are overwritten. The default is 64 MiB. A quarter of the heap is the most in any case.
     *
     * @param bytes from 0 to 1 GiB
     * @return options with this limit
     * @throws IllegalArgumentException if out of range
     */
    public BStackOptions followMemory(long bytes) {
        if (bytes < 0 || bytes > MAX_FOLLOW_MEMORY) {
            throw new IllegalArgumentException(
                    "followMemory %d is not within [0, %d] bytes".formatted(bytes, MAX_FOLLOW_MEMORY));
        }
        BStackOptions changed = copy();
        changed.followMemory = bytes;
        return changed;
    }

    private static Duration checked(Duration timeout, String what) {
        Objects.requireNonNull(timeout, what);
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("%s %s is negative".formatted(what, timeout));
        }
        return timeout;
    }

    /** {@return what makes submitted commits durable; null: a thread of the stack} */
    public @Nullable Executor executor() {
        return executor;
    }

    /** {@return how many submitted commits may be outstanding} */
    public int maxSubmitted() {
        return maxSubmitted;
    }

    /** {@return how much memory frames may take that somebody who follows has not had yet, in bytes} */
    public long followMemory() {
        return followMemory;
    }

    /** {@return how long an open waits for a lock; zero: not at all} */
    public Duration lockTimeout() {
        return lockTimeout;
    }

    /** {@return how long a write waits for its turn; zero: for ever} */
    public Duration writerTimeout() {
        return writerTimeout;
    }

    /** {@return whether a checkpoint's flush runs in a thread of its own} */
    public boolean backgroundFlush() {
        return backgroundFlush;
    }

    /** {@return whether an open creates a file that does not exist} */
    public boolean createsMissing() {
        return createsMissing;
    }

    /** {@return the size in bytes up to which the journal grows} */
    public long journalSize() {
        return journalSize;
    }

    /** {@return the least space in bytes kept ready after the payload} */
    public long preallocation() {
        return preallocation;
    }

    /** {@return the means of access} */
    public Access access() {
        return access;
    }
}
