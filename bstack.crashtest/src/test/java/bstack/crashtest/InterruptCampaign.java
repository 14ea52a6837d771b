package bstack.crashtest;

import bstack.core.BStack;
import bstack.core.BStackLockedException;
import bstack.core.BStackOptions;
import bstack.testkit.internal.campaign.CampaignProgress;
import bstack.testkit.internal.campaign.CampaignReport;
import bstack.testkit.internal.campaign.Volume;
import bstack.testkit.internal.kill.KillCampaign;
import bstack.testkit.internal.process.JavaProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads, platform and virtual ones, that work on one file and are interrupted before, during, inside and between their
 * operations: each operation completes with the right answer, the flag stays set until the thread itself clears it, and
 * the file stays locked.
 */
final class InterruptCampaign {
    private static final int PLATFORM_THREADS = 6;
    private static final int VIRTUAL_THREADS = 10;
    private static final int THREADS = PLATFORM_THREADS + VIRTUAL_THREADS;
    /** After how many interrupts of one thread it tries to open the file, which is locked. */
    private static final int LOOKS = 500;

    private final BStackOptions options;
    private final Path file;
    private final long interrupts;
    private final long seed;
    private final CampaignProgress progress = new CampaignProgress();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong operations = new AtomicLong();

    InterruptCampaign(BStackOptions.Access access, Path file, long interrupts, long seed) {
        this.options = KillCampaign.OPTIONS.access(access);
        this.file = file;
        this.interrupts = interrupts;
        this.seed = seed;
    }

    /** {@return a campaign with what the properties {@code bstack.crash.interrupts} and {@code bstack.seed} say} */
    static InterruptCampaign fromProperties(BStackOptions.Access access, Path file, long defaultInterrupts) {
        return new InterruptCampaign(
                access,
                file,
                Long.getLong("bstack.crash.interrupts", Volume.of(defaultInterrupts)),
                Long.getLong("bstack.seed", 1));
    }

    /**
     * Runs until there were enough interrupts.
     *
     * @return what was done
     * @throws AssertionError if something does not hold
     * @throws IOException if an operation fails, which no interrupt may make it do
     */
    CampaignReport<String> run() throws IOException {
        long start = System.nanoTime();
        long[] last = new long[THREADS];
        try (BStack stack = BStack.open(file, options);
                Interrupter interrupter = new Interrupter(seed)) {
            stack.extend(THREADS * InterruptedWorker.RECORD);
            List<FutureTask<Long>> tasks = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                FutureTask<Long> task = new FutureTask<>(() -> work(stack, interrupter, number));
                tasks.add(task);
                (i < PLATFORM_THREADS ? Thread.ofPlatform().daemon() : Thread.ofVirtual()).start(task);
            }
            for (int i = 0; i < THREADS; i++) {
                last[i] = result(tasks.get(i));
            }
            checkLockedForOthers();
            Thread.currentThread().interrupt(); // the close is interrupted as well
        }
        checkInterrupted("close");
        check(last);
        checkInterrupted("open");
        Thread.interrupted();
        String done = CampaignReport.done(
                "%,d interrupts in %,d operations of %d platform and %d virtual threads",
                sent.get(), operations.get(), PLATFORM_THREADS, VIRTUAL_THREADS);
        return CampaignReport.since(start, done, sent.get(), seed, List.of());
    }

    /** {@return the number that the worker has written last} */
    private long work(BStack stack, Interrupter interrupter, int number) throws IOException {
        InterruptedWorker worker =
                new InterruptedWorker(stack, number, interrupter.current(), new SplittableRandom(seed + number));
        long mine = 0;
        while (sent.get() < interrupts) {
            int n = worker.step();
            sent.addAndGet(n);
            operations.incrementAndGet();
            if (mine / LOOKS != (mine + n) / LOOKS) {
                checkLocked();
            }
            mine += n;
            progress.show(sent.get(), "interrupts", 0);
        }
        return worker.last();
    }

    private static long result(FutureTask<Long> task) throws IOException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new AssertionError("an interrupted thread: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while others work", e);
        }
    }

    private void checkLocked() throws IOException {
        try {
            BStack.open(file, options).close();
        } catch (BStackLockedException expected) {
            return;
        }
        throw new AssertionError("after interrupts the file is not locked");
    }

    /** The lock that other processes see is another than the one that this JVM keeps among its own stacks. */
    private void checkLockedForOthers() throws IOException {
        Process process = new ProcessBuilder(JavaProcess.command(LockProbe.class, file.toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes()).strip();
        if (!said.equals(LockProbe.LOCKED)) {
            throw new AssertionError("after interrupts another process finds: " + said);
        }
    }

    private static void checkInterrupted(String call) {
        if (!Thread.currentThread().isInterrupted()) {
            throw new AssertionError("the flag is lost in " + call);
        }
    }

    private void check(long[] last) throws IOException {
        try (BStack stack = BStack.open(file, options)) {
            if (stack.length() != (long) THREADS * InterruptedWorker.RECORD) {
                throw new AssertionError("the payload has %d bytes in the end".formatted(stack.length()));
            }
            ByteBuffer all = ByteBuffer.wrap(stack.peek(0));
            for (int i = 0; i < THREADS; i++) {
                InterruptedWorker.check(all, i, last[i]);
            }
        }
    }
}
