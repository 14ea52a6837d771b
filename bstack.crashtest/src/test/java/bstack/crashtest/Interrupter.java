package bstack.crashtest;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;

/** A thread that interrupts others when they ask for it, a moment later. */
final class Interrupter implements AutoCloseable {
    private static final int LONGEST_WAIT = 20_000;

    private final List<Target> targets = new CopyOnWriteArrayList<>();
    private final SplittableRandom random;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("interrupter").unstarted(this::run);
    private volatile boolean closed;

    Interrupter(long seed) {
        random = new SplittableRandom(seed);
        thread.start();
    }

    /** A thread that wants to be interrupted. */
    static final class Target {
        private final Thread thread;
        private volatile long asked;
        private volatile long sent;

        private Target(Thread thread) {
            this.thread = thread;
        }

        /** Asks for an interrupt, which comes soon, whatever the thread does meanwhile. */
        void ask() {
            asked++;
        }

        /** Waits until the interrupt that was asked for has been sent. */
        void await() {
            while (sent != asked) {
                Thread.yield();
            }
        }
    }

    /** {@return the current thread as a target} */
    Target current() {
        Target target = new Target(Thread.currentThread());
        targets.add(target);
        return target;
    }

    private void run() {
        while (!closed) {
            for (Target target : targets) {
                long asked = target.asked;
                if (target.sent != asked) {
                    for (int i = random.nextInt(LONGEST_WAIT); i > 0; i--) {
                        Thread.onSpinWait();
                    }
                    target.thread.interrupt();
                    target.sent = asked;
                }
            }
            Thread.yield();
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
