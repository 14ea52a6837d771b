package bstack.testkit.internal.process;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/** Waiting for threads: until they wait themselves, or have ended. */
public final class Standstill {
    private Standstill() {}

    /** {@return once a thread waits for another, or has ended: whether it has ended} */
    public static boolean await(Thread thread) {
        while (true) {
            switch (thread.getState()) {
                case WAITING, TIMED_WAITING -> {
                    return false;
                }
                case BLOCKED -> {
                    if (isHeldUp(thread)) {
                        return false;
                    }
                    Thread.yield();
                }
                case TERMINATED -> {
                    return true;
                }
                default -> Thread.yield(); // it may be waiting for this processor
            }
        }
    }

    /** {@return whether the one that has the monitor which a thread is blocked on waits itself; else it is had in a moment} */
    private static boolean isHeldUp(Thread thread) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        ThreadInfo blocked = threads.getThreadInfo(thread.getId());
        if (blocked == null || blocked.getLockOwnerId() < 0) {
            return false;
        }
        ThreadInfo owner = threads.getThreadInfo(blocked.getLockOwnerId());
        return owner != null
                && (owner.getThreadState() == Thread.State.WAITING
                        || owner.getThreadState() == Thread.State.TIMED_WAITING);
    }

    /** Waits until a thread has ended; an interrupt has no effect but that the flag stays set. */
    public static void join(Thread thread) {
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
