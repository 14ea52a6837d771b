package bstack.bench.stat;

import bstack.bench.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * Threads that all run one task, as fast as they can.
 *
 * @param threads how many
 * @param virtual whether they are virtual
 */
public record Crowd(int threads, boolean virtual) {

    @Override
    public String toString() {
        return threads == 1 ? "1 thread" : "%d %s threads".formatted(threads, virtual ? "virtual" : "platform");
    }

    /**
     * Runs a task for some time.
     *
     * @param task what is run
     * @param millis for how long
     * @return runs a second, of all threads together
     * @throws Exception if a run fails
     */
    public double perSecond(Task task, int millis) throws Exception {
        Member member = new Member(task, threads);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(
                    virtual
                            ? Thread.ofVirtual().start(member)
                            : Thread.ofPlatform().start(member));
        }
        member.ready.await();
        long start = System.nanoTime();
        member.go.countDown();
        TimeUnit.MILLISECONDS.sleep(millis);
        member.stopped = true;
        for (Thread thread : all) {
            thread.join();
        }
        long nanos = System.nanoTime() - start;
        if (member.failure.get() != null) {
            throw member.failure.get();
        }
        return member.runs.sum() * (double) TimeUnit.SECONDS.toNanos(1) / nanos;
    }

    /** What each of the threads does. */
    private static final class Member implements Runnable {
        private final Task task;
        private final CountDownLatch ready;
        private final CountDownLatch go = new CountDownLatch(1);
        private final LongAdder runs = new LongAdder();
        private final AtomicReference<Exception> failure = new AtomicReference<>();
        private volatile boolean stopped;

        Member(Task task, int threads) {
            this.task = task;
            this.ready = new CountDownLatch(threads);
        }

        @Override
        public void run() {
            ready.countDown();
            long count = 0;
            try {
                go.await();
                do {
                    task.run();
                    count++;
                } while (!stopped);
            } catch (Exception e) {
                failure.compareAndSet(null, e);
            }
            runs.add(count);
        }
    }
}
