package bstack.crashtest;

import bstack.testkit.internal.process.Standstill;
import java.io.IOException;
import java.util.concurrent.Callable;

/**
 * Something that another thread does while the test looks on.
 *
 * @param <T> its result
 */
final class OtherThread<T> {
    private final Thread thread;
    private T result;
    private Throwable failure;

    private OtherThread(Callable<T> work) {
        thread = Thread.ofPlatform().daemon().unstarted(() -> {
            try {
                result = work.call();
            } catch (Exception | AssertionError e) {
                failure = e;
            }
        });
    }

    /** Something that has no result. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    static <T> OtherThread<T> start(Callable<T> work) {
        OtherThread<T> other = new OtherThread<>(work);
        other.thread.start();
        return other;
    }

    static OtherThread<Void> run(Action action) {
        return start(() -> {
            action.run();
            return null;
        });
    }

    Thread thread() {
        return thread;
    }

    /** {@return whether it waits for somebody; once it does, or has ended} */
    boolean waits() {
        return !Standstill.await(thread);
    }

    /** {@return its result, once it has ended} */
    T get() {
        Standstill.join(thread);
        if (failure != null) {
            throw new AssertionError(failure.toString(), failure);
        }
        return result;
    }

    /** {@return what it has thrown, once it has ended, or null} */
    Throwable failure() {
        Standstill.join(thread);
        return failure;
    }
}
