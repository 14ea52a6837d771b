package bstack.core.internal.feed;

import bstack.core.CommitListener;
import java.io.Closeable;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Hands frames to a listener, in a thread of its own. It does not refer to the stack, which may become garbage, and be
 * closed, while it is followed.
 */
public final class Follower implements Closeable, Runnable {
    private final String name;
    private final CommitFeed feed;
    private final CommitFeed.Place place;
    private final CommitListener listener;
    private final Supplier<@Nullable IOException> failure;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Creates a follower.
     *
     * @param name of the stack
     * @param place where it begins
     * @param failure says why the stack has failed, or null
     */
    public Follower(
            String name,
            CommitFeed feed,
            CommitFeed.Place place,
            CommitListener listener,
            Supplier<@Nullable IOException> failure) {
        this.name = name;
        this.feed = feed;
        this.place = place;
        this.listener = listener;
        this.failure = failure;
        this.thread = new Thread(this, "bstack follow " + name);
        thread.setDaemon(true);
    }

    /** Begins. */
    public void start() {
        thread.start();
    }

    @Override
    public void run() {
        try {
            follow();
        } catch (Throwable e) {
            tellLost(e);
        } finally {
            feed.release(place);
        }
    }

    private void follow() throws IOException {
        while (!closed) {
            CommitFeed.Event event;
            try {
                event = feed.await(place, () -> closed || failure.get() != null);
            } catch (InterruptedException e) {
                // Nobody has the thread but the listener, which may interrupt itself.
                continue;
            }
            IOException failed = event == CommitFeed.Event.NOTHING ? failure.get() : null;
            if (event == CommitFeed.Event.FRAME) {
                hand();
            } else if (event == CommitFeed.Event.CLOSED) {
                listener.closed(feed.last(place));
                return;
            } else if (event == CommitFeed.Event.LOST) {
                throw new IOException(
                        "%s: the frames after %d are not known any more: the listener was too slow, or began too late; begin again with a snapshot"
                                .formatted(name, feed.last(place)));
            } else if (failed != null) {
                throw failed;
            }
        }
    }

    private void hand() throws IOException {
        FedFrame frame = feed.next(place, Long.MAX_VALUE);
        if (frame != null && !closed) {
            listener.committed(new FrameView(name, feed, place, frame));
            feed.taken(place, frame);
        }
    }

    private void tellLost(Throwable cause) {
        if (closed) {
            return;
        }
        try {
            LoggerFactory.getLogger("bstack.core")
                    .warn("{}: a listener has lost its place after frame {}", name, feed.last(place), cause);
            listener.lostPlace(feed.last(place), cause);
        } catch (Throwable e) {
            tell(e);
        }
    }

    private void tell(Throwable e) {
        try {
            LoggerFactory.getLogger("bstack.core").error("{}: a listener threw in lostPlace", name, e);
        } catch (Throwable unsaid) {
            // No commit is concerned.
        }
    }

    /** Ends it. When this returns, the listener is not called any more, unless it is the listener that calls this. */
    @Override
    public void close() {
        closed = true;
        feed.wake();
        boolean interrupted = false;
        while (thread.isAlive() && thread != Thread.currentThread()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
