package bstack.backup;

import bstack.backup.internal.chain.Chain;
import bstack.core.BStack;
import bstack.core.CommitListener;
import bstack.core.CommittedFrame;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A backup that goes on by itself: each commit of a stack goes to the chain, durably after a moment. It ends when it is
 * closed, or when the stack is. Thread-safe.
 *
 * <p>If it cannot keep up with the commits, or a write to the folder fails, it begins again with a base. If that fails as
 * well, it has failed, and says why: see {@link #failure}. No commit of the stack is concerned.
 */
public final class BackupFollowing implements Closeable {
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final BackupFolder folder;
    private final Chain chain;
    private final BStack stack;
    private final Thread flusher;
    private final long flushMillis;

    /** Guarded by the monitor. */
    private @Nullable Closeable follower;

    private volatile @Nullable Throwable failure;
    private volatile boolean ended;
    private volatile boolean closing;

    BackupFollowing(BackupFolder folder, Chain chain, BStack stack, Duration flushEvery) {
        this.folder = folder;
        this.chain = chain;
        this.stack = stack;
        this.flushMillis = Math.max(1, flushEvery.toMillis());
        this.flusher = new Thread(this::flushAlways, "bstack backup " + stack.name());
        flusher.setDaemon(true);
    }

    void start() throws IOException {
        begin();
        flusher.start();
    }

    private synchronized void begin() throws IOException {
        follower = stack.follow(chain.sequenceOf(stack), new Listener());
    }

    /** Hands frames to the chain. */
    private final class Listener implements CommitListener {
        @Override
        public void committed(CommittedFrame frame) throws IOException {
            chain.add(frame);
        }

        @Override
        public void lostPlace(long last, Throwable cause) {
            if (!closing) {
                beginAgain(cause);
            }
        }

        @Override
        public void closed(long last) {
            end();
        }
    }

    private void beginAgain(Throwable cause) {
        try {
            LoggerFactory.getLogger("bstack.backup")
                    .warn("{}: the backup begins again with a base", stack.name(), cause);
            folder.writeBase(stack, (done, total) -> {});
            begin();
        } catch (Throwable e) {
            failure = e;
            tell(e);
        }
    }

    private void tell(Throwable e) {
        LoggerFactory.getLogger("bstack.backup").error("{}: the backup has failed", stack.name(), e);
    }

    private void end() {
        try {
            chain.sealSegment();
        } catch (Throwable e) {
            failure = e;
            tell(e);
        } finally {
            ended = true;
        }
    }

    private void flushAlways() {
        while (!ended && failure == null && !closing) {
            try {
                Thread.sleep(flushMillis);
                chain.flush();
            } catch (InterruptedException e) {
                // Only a close does that.
            } catch (Throwable e) {
                closeFollower();
                beginAgain(e);
            }
        }
    }

    private void closeFollower() {
        Closeable running;
        synchronized (this) {
            running = follower;
            follower = null;
        }
        try {
            if (running != null) {
                running.close();
            }
        } catch (IOException e) {
            tell(e);
        }
    }

    /** {@return the newest state that is durable in the chain} */
    public BackupPoint last() {
        Chain.State state = chain.durable();
        return new BackupPoint(state.number(), Instant.ofEpochMilli(state.millis()), state.length());
    }

    /** {@return why it has failed, or null} */
    @SuppressWarnings("exports") // a user needs no JSpecify
    public @Nullable Throwable failure() {
        return failure;
    }

    /** {@return whether it goes on} */
    public boolean isRunning() {
        return failure == null && !ended && !closing;
    }

    /**
     * Waits until everything that is committed now is durable in the chain.
     *
     * @return the state that the chain has then
     * @throws IOException if the backup has failed
     */
    public BackupPoint catchUp() throws IOException {
        long wanted = wanted();
        while (failure == null && !ended && chain.sequenceOf(stack) < wanted) {
            pause();
        }
        check();
        chain.flush();
        return last();
    }

    /** {@return the number up to which frames are wanted; where the stack is closed, all} */
    private long wanted() {
        try {
            return stack.sequence();
        } catch (IOException | IllegalStateException closed) {
            return Long.MAX_VALUE;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN_MILLIS / 10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the backup", e);
        }
    }

    private void check() throws IOException {
        Throwable cause = failure;
        if (cause != null) {
            throw new IOException("%s: the backup has failed: %s".formatted(stack.name(), cause.getMessage()), cause);
        }
    }

    /**
     * Ends it: what was committed before is durable in the chain when this returns. The folder stays open.
     *
     * @throws IOException if the backup has failed; the chain has what was durable before
     */
    @Override
    public void close() throws IOException {
        try {
            if (!closing) {
                catchUp();
            }
        } finally {
            closing = true;
            closeFollower();
            flusher.interrupt();
            folder.ended(this);
            if (!ended) {
                end();
            }
        }
        check();
    }
}
