package bstack.core;

import java.util.Objects;

/**
 * The options of an open: how large the journal may grow, how much space is kept ready behind the payload, by what means
 * the file is accessed, and whether checkpoints have a thread. Immutable; every method returns a changed copy.
 *
 * <p>The defaults are right for almost everyone. None of the options is stored in the file.
 */
public final class BStackOptions {
    /** The smallest journal, in bytes. */
    public static final long MIN_JOURNAL_SIZE = 16 * 1024;

    private static final long MAX_JOURNAL_SIZE = 1L << 30;
    private static final BStackOptions DEFAULTS = new BStackOptions(4L << 20, 1L << 20, Access.AUTO, true, true);

    private final long journalSize;
    private final long preallocation;
    private final Access access;
    private final boolean createsMissing;
    private final boolean backgroundFlush;

    /** By what means a file is accessed. */
    public enum Access {
        /** {@link #NATIVE} where it works, else {@link #FILE_CHANNEL}. */
        AUTO,
        /** System calls through {@code java.lang.foreign}: an interrupt does no harm, and flock(2) excludes others. */
        NATIVE,
        /** A {@link java.nio.channels.FileChannel}: works everywhere; an interrupt during an operation fails the stack. */
        FILE_CHANNEL
    }

    private BStackOptions(
            long journalSize, long preallocation, Access access, boolean createsMissing, boolean backgroundFlush) {
        this.journalSize = journalSize;
        this.preallocation = preallocation;
        this.access = access;
        this.createsMissing = createsMissing;
        this.backgroundFlush = backgroundFlush;
    }

    /** {@return the defaults: a journal of at most 4 MiB, 1 MiB kept ready, access chosen by the platform} */
    public static BStackOptions defaults() {
        return DEFAULTS;
    }

    /**
     * {@return these options with another journal size}
     *
     * <p>The journal starts smaller and grows to this size as it is used. A larger journal means fewer checkpoints and
     * a longer recovery. A single transaction may need, and then gets, a larger one.
     *
     * @param bytes from 16 KiB to 1 GiB
     * @throws IllegalArgumentException if out of range
     */
    public BStackOptions journalSize(long bytes) {
        if (bytes < MIN_JOURNAL_SIZE || bytes > MAX_JOURNAL_SIZE) {
            throw new IllegalArgumentException("journal size %d is not within [%d, %d] bytes"
                    .formatted(bytes, MIN_JOURNAL_SIZE, MAX_JOURNAL_SIZE));
        }
        return new BStackOptions(bytes, preallocation, access, createsMissing, backgroundFlush);
    }

    /**
     * {@return these options with another amount of space kept ready behind the payload}
     *
     * <p>While a session writes, the payload grows into this space; when it is used up the journal moves, which costs
     * four flushes. It is given back by {@link BStack#close} and {@link BStack#checkpoint}. For large files more is kept
     * ready than this.
     *
     * @param bytes from 0 to 1 GiB
     * @throws IllegalArgumentException if out of range
     */
    public BStackOptions preallocation(long bytes) {
        if (bytes < 0 || bytes > MAX_JOURNAL_SIZE) {
            throw new IllegalArgumentException(
                    "preallocation %d is not within [0, %d] bytes".formatted(bytes, MAX_JOURNAL_SIZE));
        }
        return new BStackOptions(journalSize, bytes, access, createsMissing, backgroundFlush);
    }

    /**
     * {@return these options with another means of access}
     *
     * @param newAccess the means
     */
    public BStackOptions access(Access newAccess) {
        Objects.requireNonNull(newAccess, "access");
        return new BStackOptions(journalSize, preallocation, newAccess, createsMissing, backgroundFlush);
    }

    /**
     * {@return these options, to create a missing file or not}
     *
     * @param create whether an open creates a file that does not exist; by default it does
     */
    public BStackOptions createsMissing(boolean create) {
        return new BStackOptions(journalSize, preallocation, access, create, backgroundFlush);
    }

    /**
     * {@return these options, with checkpoints whose flush runs in a thread of its own, or not}
     *
     * <p>A checkpoint comes when half of the journal is used; without that thread, the commit that finds it due flushes
     * all that has changed since the last one, and others wait.
     *
     * @param inBackground whether a thread is started for that flush; by default it is
     */
    public BStackOptions backgroundFlush(boolean inBackground) {
        return new BStackOptions(journalSize, preallocation, access, createsMissing, inBackground);
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

    /** {@return the least space in bytes kept ready behind the payload} */
    public long preallocation() {
        return preallocation;
    }

    /** {@return the means of access} */
    public Access access() {
        return access;
    }
}
