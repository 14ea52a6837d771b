package bstack.testkit;

import bstack.core.BStack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Several threads whose commits share a flush: the first one's flush is held until the others have followed, so that
 * those gather in one frame.
 *
 * <p>The threads start one after the other, each when the one before waits or has ended; that fixes the order of the
 * commits.
 */
final class CommitGroup {
    private static final int MOST = 5;

    private CommitGroup() {}

    /** {@return the states after each commit but the last} */
    static List<CrashState> run(BStack stack, StackModel model, CrashingStorage disk, SplittableRandom random)
            throws IOException {
        int n = 2 + random.nextInt(MOST - 1);
        List<CrashState> between = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        Throwable[] failures = new Throwable[n];
        disk.holdFlush();
        try {
            for (int i = 0; i < n; i++) {
                int index = i;
                SplittableRandom draw = random.split();
                int length = draw.nextInt(draw.nextInt(6) == 0 ? 2_500 : 400);
                Thread thread = new Thread(() -> {
                    try {
                        StackOperation.any(draw).run(stack, model, draw, length);
                    } catch (IOException | RuntimeException | AssertionError e) {
                        failures[index] = e;
                    }
                });
                threads.add(thread);
                thread.start();
                awaitStandstill(thread);
                between.add(new CrashState(model.payload(), null));
            }
        } finally {
            disk.releaseFlush();
            threads.forEach(CommitGroup::join);
        }
        for (Throwable failure : failures) {
            if (failure != null) {
                throw new AssertionError("in a group of " + n + ": " + failure, failure);
            }
        }
        between.removeLast();
        return between;
    }

    /** A thread that waits has submitted its commit, or queues for the right to do so. */
    private static void awaitStandstill(Thread thread) {
        while (true) {
            switch (thread.getState()) {
                case WAITING, TIMED_WAITING, TERMINATED -> {
                    return;
                }
                default -> Thread.onSpinWait();
            }
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
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
