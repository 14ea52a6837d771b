package bstack.testkit.internal.errors;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs cases in a thread that is given up, with a dump of all threads, if one of them hangs. */
final class WatchedCases {
    private static final long STACK_SIZE = 1 << 20;

    /** Something that is tried. */
    @FunctionalInterface
    interface Attempt {
        /** Tries it, and throws what does not hold. */
        void attempt();
    }

    private final int patienceMillis;
    private final long stackSize;
    private @Nullable Worker worker;
    private int hung;

    WatchedCases(int patienceMillis) {
        this(patienceMillis, STACK_SIZE);
    }

    /**
     * Creates what runs cases.
     *
     * @param patienceMillis after how many milliseconds a case is taken to hang
     * @param stackSize how much stack there is for it, in bytes
     */
    WatchedCases(int patienceMillis, long stackSize) {
        this.patienceMillis = patienceMillis;
        this.stackSize = stackSize;
    }

    /** {@return null, or what did not hold} */
    @Nullable
    Throwable run(Attempt next) {
        Worker mine = worker;
        if (mine == null) {
            mine = new Worker(stackSize);
            worker = mine;
            mine.start();
        }
        try {
            mine.cases.put(next);
            Object result = mine.results.poll(patienceMillis, TimeUnit.MILLISECONDS);
            if (result == null) {
                hung++;
                worker = null;
                ErrorSites.disarm();
                return new AssertionError("hangs after " + patienceMillis + " ms\n" + ThreadDump.text());
            }
            return result instanceof Throwable failure ? failure : null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        }
    }

    int hung() {
        return hung;
    }

    void end() {
        if (worker != null) {
            worker.interrupt();
            worker = null;
        }
    }

    /** The thread in which cases run. */
    private static final class Worker extends Thread {
        private final SynchronousQueue<Attempt> cases = new SynchronousQueue<>();
        private final SynchronousQueue<Object> results = new SynchronousQueue<>();

        Worker(long stackSize) {
            super(null, null, "case", stackSize);
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                while (true) {
                    Attempt next = cases.take();
                    Object result = "fine";
                    try {
                        next.attempt();
                    } catch (Throwable t) {
                        result = t;
                    }
                    results.put(result);
                }
            } catch (InterruptedException e) {
                // There are no more.
            }
        }
    }
}
