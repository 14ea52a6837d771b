package bstack.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.opentest4j.TestAbortedException;

/** Work done by other threads than the test's. */
final class Tasks {
    /** After so many seconds a test that waits for something has failed; no test depends on it otherwise. */
    private static final long PATIENCE = 60;

    private Tasks() {}

    /** Work that is told its number. */
    @FunctionalInterface
    interface Work {
        void run(int number) throws Exception;
    }

    /** A task on its way in a thread of its own. */
    record Started<T>(Thread thread, FutureTask<T> task) {
        /** {@return its result} */
        T await() {
            try {
                return task.get(PATIENCE, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw Tasks.<RuntimeException>asIs(e.getCause());
            } catch (TimeoutException e) {
                AssertionError error = new AssertionError("it does not return");
                error.setStackTrace(thread.getStackTrace());
                throw error;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /** {@return what it threw} */
        Throwable failure() {
            try {
                return new AssertionError("returned " + task.get(PATIENCE, TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                return e.getCause();
            } catch (TimeoutException | InterruptedException e) {
                return new AssertionError("it does not return", e);
            }
        }

        boolean isDone() {
            return task.isDone();
        }

        /** Waits until the thread waits for something, which it then does until somebody wakes it. */
        Started<T> awaitBlocked() {
            long start = System.nanoTime();
            while (!isDone() && !isWaiting(thread.getState())) {
                if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE)) {
                    throw new AssertionError("it never waits");
                }
                Thread.onSpinWait();
                Thread.yield();
            }
            return this;
        }

        private static boolean isWaiting(Thread.State state) {
            return state == Thread.State.WAITING
                    || state == Thread.State.TIMED_WAITING
                    || state == Thread.State.BLOCKED;
        }
    }

    static <T> Started<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return new Started<>(thread, task);
    }

    static <T> Started<T> startVirtual(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        try {
            Thread thread = (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
            return new Started<>(thread, task);
        } catch (ReflectiveOperationException before21) {
            throw new TestAbortedException("there are no virtual threads on this Java", before21);
        }
    }

    /** {@return what another thread gets} */
    static <T> T call(Callable<T> work) {
        return start(work).await();
    }

    /** {@return what went wrong in any of so many threads} */
    static List<Throwable> inParallel(int threads, Work work) {
        List<Throwable> problems = Collections.synchronizedList(new ArrayList<>());
        List<Started<Void>> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            all.add(start(() -> {
                try {
                    work.run(number);
                } catch (Throwable t) {
                    problems.add(t);
                }
                return null;
            }));
        }
        all.forEach(Started::await);
        return problems;
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E asIs(Throwable t) throws E {
        throw (E) t;
    }
}
