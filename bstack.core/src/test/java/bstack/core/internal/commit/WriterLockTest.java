package bstack.core.internal.commit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The queue of the writer lock, and how those in it are woken. */
final class WriterLockTest {
    private static final long PATIENCE_MILLIS = TimeUnit.MINUTES.toMillis(1);

    private final WriterLock lock = new WriterLock("a stack", Duration.ZERO);
    private final Thread me = Thread.currentThread();

    @Test
    void those_that_give_up_behind_one_that_waits_do_not_pile_up() throws Exception {
        lock.acquire(me);
        Thread waiting = new Thread(() -> acquireAndRelease(Long.MAX_VALUE));
        waiting.setDaemon(true);
        waiting.start();
        while (queued() == 0) {
            Thread.onSpinWait();
        }
        Thread other = new Thread(() -> {
            for (int i = 0; i < 20 * WriterLock.MOST_GONE; i++) {
                assertFalse(acquireAndRelease(0));
            }
        });
        other.start();
        other.join();
        int queued = queued();
        assertTrue(queued <= WriterLock.MOST_GONE, queued + " are in the queue, of which one waits");
        lock.holder = null;
        lock.wakeNext();
        waiting.join(PATIENCE_MILLIS);
        assertFalse(waiting.isAlive(), "the one that waited was taken out as well");
        assertTrue(acquireAndRelease(0));
    }

    /** A lock whose wake-up lasts until the woken thread has looked in vain, and waits again. */
    private static final class SlowToWake extends WriterLock {
        private final Thread barger;
        private boolean held;

        SlowToWake(Thread barger) {
            super("a stack", Duration.ZERO);
            this.barger = barger;
        }

        @Override
        void unpark(Thread thread) {
            super.unpark(thread);
            if (!held) {
                held = true;
                // An interrupt wakes it as well, and shows when it has been noticed.
                thread.interrupt();
                while (thread.isInterrupted() || thread.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
            }
        }

        /** Gives the lock to another thread than the one that is going to be woken. */
        void handOver() {
            holder = barger;
            wakeNext();
        }
    }

    @Test
    void a_thread_that_is_woken_in_vain_is_woken_again_though_the_first_wake_up_has_not_ended() throws Exception {
        SlowToWake slow = new SlowToWake(new Thread(() -> {}));
        slow.acquire(me);
        Thread waiting = new Thread(() -> {
            slow.acquire(Thread.currentThread(), Long.MAX_VALUE);
            slow.holder = null;
        });
        waiting.setDaemon(true);
        waiting.start();
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        slow.handOver();
        slow.holder = null;
        slow.wakeNext();
        waiting.join(PATIENCE_MILLIS);
        assertFalse(waiting.isAlive(), "the second wake-up is lost");
    }

    private boolean acquireAndRelease(long nanos) {
        boolean had = lock.acquire(Thread.currentThread(), nanos);
        if (had) {
            lock.holder = null;
            lock.wakeNext();
        }
        return had;
    }

    private int queued() throws ReflectiveOperationException {
        int n = 0;
        for (Object waiter = get(lock, "first"); waiter != null; waiter = get(waiter, "next")) {
            n++;
        }
        return n;
    }

    private static Object get(Object of, String name) throws ReflectiveOperationException {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }
}
