package bstack.testkit.internal.errors;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/** Runs cases in a thread that is given up, with a dump of all threads, if one of them hangs. */
final class WatchedCases {
    private static final long STACK_SIZE = 1 << 20;

    private final int patienceMillis;
    private Worker worker;
    private int hung;

    WatchedCases(int patienceMillis) {
        this.patienceMillis = patienceMillis;
    }

    /** {@return null, or what did not hold} */
    Throwable run(ErrorCase next) {
        if (worker == null) {
            worker = new Worker();
            worker.start();
        }
        Worker mine = worker;
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
        private final SynchronousQueue<ErrorCase> cases = new SynchronousQueue<>();
        private final SynchronousQueue<Object> results = new SynchronousQueue<>();

        Worker() {
            super(null, null, "case", STACK_SIZE);
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                while (true) {
                    ErrorCase next = cases.take();
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
