package bstack.testkit;

/** Waiting for threads: until they wait themselves, or have ended. */
final class Standstill {
    private Standstill() {}

    /** {@return once a thread waits for another, or has ended: whether it has ended} */
    static boolean await(Thread thread) {
        while (true) {
            switch (thread.getState()) {
                case WAITING, TIMED_WAITING -> {
                    return false;
                }
                case TERMINATED -> {
                    return true;
                }
                default -> Thread.yield(); // it may be waiting for this processor
            }
        }
    }

    /** Waits until a thread has ended; an interrupt has no effect but that the flag stays set. */
    static void join(Thread thread) {
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
