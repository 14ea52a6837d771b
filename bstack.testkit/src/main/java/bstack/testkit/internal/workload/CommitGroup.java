package bstack.testkit.internal.workload;

import bstack.core.BStack;
import bstack.testkit.internal.process.Standstill;
import bstack.testkit.model.StackModel;
import bstack.testkit.storage.CrashingStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
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
                boolean held = disk.isFlushHeld();
                byte[] acknowledged = model.payload();
                SplittableRandom draw = random.split();
                int length = 1 + draw.nextInt(draw.nextInt(6) == 0 ? 2_500 : 400);
                Thread thread = new Thread(() -> {
                    try {
                        StackOperation.any(draw).run(stack, model, draw, length);
                    } catch (IOException | RuntimeException | AssertionError e) {
                        failures[index] = e;
                    }
                });
                threads.add(thread);
                thread.start();
                // A thread that waits has submitted its commit, or queues for the right to do so.
                Standstill.await(thread);
                if (held && acknowledged.length > 0 && thread.getState() == Thread.State.TERMINATED) {
                    throw new AssertionError("answered before the commits are durable that the answer rests on");
                }
                if (!held && disk.isFlushHeld()) {
                    checkReaders(stack, acknowledged);
                }
                between.add(new CrashState(model.payload(), null));
            }
        } finally {
            disk.releaseFlush();
            threads.forEach(Standstill::join);
        }
        for (Throwable failure : failures) {
            if (failure != null) {
                throw new AssertionError("in a group of " + n + ": " + failure, failure);
            }
        }
        between.remove(between.size() - 1);
        return between;
    }

    /** While a flush is held, readers see what was acknowledged before it, and do not wait for it. */
    private static void checkReaders(BStack stack, byte[] acknowledged) {
        byte[][] seen = new byte[1][];
        Thread reader = new Thread(() -> {
            try {
                seen[0] = stack.peek(0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        reader.start();
        Standstill.await(reader);
        if (!Arrays.equals(acknowledged, seen[0])) {
            throw new AssertionError("a reader waits for a flush, or sees what is not durable");
        }
    }
}
