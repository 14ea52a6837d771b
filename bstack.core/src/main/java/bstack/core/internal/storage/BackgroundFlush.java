package bstack.core.internal.storage;

import bstack.core.Storage;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A flush in a thread of its own. Thread-safe. */
public final class BackgroundFlush implements Storage.Flush {
    /** A flush that has ended well. */
    public static final Storage.Flush DONE = new Storage.Flush() {
        @Override
        public boolean isDone() {
            return true;
        }

        @Override
        public void await() {
            // Nothing is running.
        }
    };

    /** What flushes. */
    @FunctionalInterface
    interface Body {
        void flush() throws IOException;
    }

    private final Body body;
    private final Consumer<IOException> whenFailed;
    private final Thread thread;
    private volatile boolean done;
    /** Written before {@link #done}. */
    private @Nullable Throwable failure;

    private BackgroundFlush(String name, Body body, Consumer<IOException> whenFailed) {
        this.body = body;
        this.whenFailed = whenFailed;
        thread = new Thread(this::run, "bstack flush " + name);
        thread.setDaemon(true);
    }

    /**
     * Begins a flush; where no thread can be had, it has ended when this returns.
     *
     * @param name of the medium
     * @param body what flushes
     * @param whenFailed called if it fails
     */
    static Storage.Flush start(String name, Body body, Consumer<IOException> whenFailed) {
        BackgroundFlush flush = new BackgroundFlush(name, body, whenFailed);
        try {
            flush.thread.start();
        } catch (Throwable noThread) {
            flush.run();
        }
        return flush;
    }

    /** Flushes, unless that has been done: a thread may have been started although its start has thrown. */
    private synchronized void run() {
        if (done) {
            return;
        }
        try {
            body.flush();
        } catch (Throwable e) {
            failure = e;
            tell(e);
        } finally {
            done = true;
        }
    }

    private void tell(Throwable cause) {
        try {
            IOException told = new IOException(cause.getMessage(), cause);
            failure = told;
            whenFailed.accept(told);
        } catch (Throwable untold) {
            // Whoever waits for the flush gets the failure.
        }
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public void await() throws IOException {
        boolean interrupted = false;
        while (!done) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure instanceof IOException e ? e : new IOException(failure.getMessage(), failure);
        }
    }
}
