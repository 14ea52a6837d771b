package bstack.testkit.internal.process;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads for tasks; a close waits until all tasks have ended. */
public final class Workers implements AutoCloseable {
    private final ExecutorService threads;

    private Workers(ExecutorService threads) {
        this.threads = threads;
    }

    /** {@return so many threads} */
    public static Workers of(int count) {
        return new Workers(Executors.newFixedThreadPool(count));
    }

    /** {@return a virtual thread for each task, on Java 21 and newer, else a thread} */
    public static Workers virtual() {
        try {
            return new Workers((ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException before21) {
            return new Workers(Executors.newCachedThreadPool());
        }
    }

    /** {@return what runs tasks} */
    public ExecutorService threads() {
        return threads;
    }

    /** Starts a task. */
    public <T> Future<T> submit(Callable<T> task) {
        return threads.submit(task);
    }

    @Override
    public void close() {
        threads.shutdown();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (threads.awaitTermination(1, TimeUnit.DAYS)) {
                        return;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                    threads.shutdownNow();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
