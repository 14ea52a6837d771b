package bstack.crashtest;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.core.Commit;
import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Many threads that submit, await, commit as usual, view, and read, all on one stack: a counter for each of them, and the
 * sum of all, at both ends. Every commit changes its thread's counter and both sums together.
 */
final class MixedThreads {
    private static final long PATIENCE_SECONDS = 120;
    private static final int SUM_AT = 0;
    private static final int COUNTERS_AT = Long.BYTES;

    private final BStack stack;
    private final int threads;
    private final AtomicLongArray acknowledged;
    private final AtomicLong actions = new AtomicLong();
    private final AtomicLong promised = new AtomicLong();
    private final AtomicLong completed = new AtomicLong();
    private final Queue<Throwable> problems = new ConcurrentLinkedQueue<>();
    private final int steps;

    private MixedThreads(BStack stack, int threads, int steps) {
        this.stack = stack;
        this.threads = threads;
        this.steps = steps;
        this.acknowledged = new AtomicLongArray(threads);
    }

    /**
     * Lets threads take steps, and compares.
     *
     * @param platform how many platform threads
     * @param virtual how many virtual ones
     * @param steps how many steps each takes
     * @throws AssertionError if something does not hold, or a thread does not end
     */
    static void run(Storage storage, int platform, int virtual, int steps, long seed) throws IOException {
        int threads = platform + virtual;
        BStack stack = BStack.open(storage, BStackOptions.defaults().maxSubmitted(40));
        stack.push(new byte[COUNTERS_AT + threads * Long.BYTES + Long.BYTES]);
        MixedThreads all = new MixedThreads(stack, threads, steps);
        CountDownLatch ended = new CountDownLatch(threads);
        List<Thread> started = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < threads; i++) {
            int number = i;
            SplittableRandom own = random.split();
            Runnable body = () -> {
                all.steps(number, own);
                ended.countDown();
            };
            // Platform threads are daemons, so that one that hangs does not keep the JVM.
            started.add(
                    i < platform
                            ? Thread.ofPlatform().daemon().name("platform " + i).start(body)
                            : Thread.ofVirtual().name("virtual " + i).start(body));
        }
        await(ended, started);
        all.end(storage);
    }

    private static void await(CountDownLatch ended, List<Thread> started) {
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                StringBuilder hanging = new StringBuilder();
                started.stream()
                        .filter(Thread::isAlive)
                        .limit(20)
                        .forEach(thread -> hanging.append(thread)
                                .append(List.of(thread.getStackTrace()))
                                .append('\n'));
                throw new AssertionError(ended.getCount() + " threads do not end, among them\n" + hanging);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void steps(int number, SplittableRandom random) {
        try {
            List<Commit<Long>> mine = new ArrayList<>();
            for (int i = 0; i < steps; i++) {
                step(number, random, mine);
            }
            for (Commit<Long> commit : mine) {
                acknowledge(number, commit.await());
            }
        } catch (Throwable t) {
            problems.add(t);
        }
    }

    private void step(int number, SplittableRandom random, List<Commit<Long>> mine) throws IOException {
        switch (random.nextInt(6)) {
            case 0 -> acknowledge(number, stack.transact(() -> increment(number)));
            case 1 -> acknowledge(number, stack.submit(() -> increment(number)).await());
            case 2 -> {
                Commit<Long> commit = stack.submit(() -> increment(number));
                promised.incrementAndGet();
                commit.toFuture().thenRun(completed::incrementAndGet);
                mine.add(commit);
            }
            case 3 -> {
                Commit<Long> commit = stack.submit(() -> increment(number));
                mine.add(commit);
                acknowledge(number, mine.remove(random.nextInt(mine.size())).await());
            }
            case 4 -> view(number);
            default -> {
                long floor = acknowledged.get(number);
                require(stack.getLong(counterAt(number)) >= floor, "a read sees less than was acknowledged");
            }
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private static int counterAt(int number) {
        return COUNTERS_AT + number * Long.BYTES;
    }

    private int secondSumAt() {
        return counterAt(threads);
    }

    private void acknowledge(int number, long count) {
        acknowledged.accumulateAndGet(number, count, Math::max);
    }

    private long increment(int number) throws IOException {
        long count = stack.getLong(counterAt(number)) + 1;
        long sum = stack.getLong(SUM_AT) + 1;
        stack.set(counterAt(number), bytes(count));
        stack.set(SUM_AT, bytes(sum));
        stack.set(secondSumAt(), bytes(sum));
        stack.onCommit(actions::incrementAndGet);
        return count;
    }

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    private void view(int number) throws IOException {
        long floor = acknowledged.get(number);
        long[] seen = stack.view(() ->
                new long[] {stack.getLong(SUM_AT), stack.getLong(counterAt(number)), stack.getLong(secondSumAt())});
        require(seen[0] == seen[2], "the sums of a view are %d and %d".formatted(seen[0], seen[2]));
        require(seen[1] >= floor, "a view sees less than was acknowledged");
    }

    /** Closes the stack, and compares: everything was awaited, so all is there, and all has been told. */
    private void end(Storage storage) throws IOException {
        stack.close();
        if (!problems.isEmpty()) {
            throw new AssertionError(problems.size() + " threads failed, one with " + problems.peek(), problems.peek());
        }
        long all = 0;
        try (BStack again = BStack.open(storage)) {
            for (int i = 0; i < threads; i++) {
                long count = again.getLong(counterAt(i));
                require(
                        count == acknowledged.get(i),
                        "counter %d is %d, acknowledged were %d".formatted(i, count, acknowledged.get(i)));
                all += count;
            }
            require(again.getLong(SUM_AT) == all, "the sum is not that of the counters");
        }
        require(actions.get() == all, "of %d commits %d were told".formatted(all, actions.get()));
        require(
                completed.get() == promised.get(),
                "of %d futures %d are complete".formatted(promised.get(), completed.get()));
    }
}
