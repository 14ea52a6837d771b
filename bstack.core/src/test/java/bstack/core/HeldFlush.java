package bstack.core;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A hook that holds durable writes open until the test lets them go. The journal is to be attached before it is
 * installed, so that the durable writes which it meets are those of frames.
 */
final class HeldFlush implements HookedStorage.Hook {
    private static final long PATIENCE = 60;

    private final List<Integer> sizes = new ArrayList<>();
    private CountDownLatch arrived = new CountDownLatch(1);
    private CountDownLatch released = new CountDownLatch(1);
    private IOException failure;

    @Override
    public void before(HookedStorage.Call call, long position, int count) throws IOException {
        if (call != HookedStorage.Call.WRITE_DURABLY) {
            return;
        }
        CountDownLatch gate;
        synchronized (this) {
            sizes.add(count);
            arrived.countDown();
            gate = released;
        }
        await(gate);
        synchronized (this) {
            if (failure != null) {
                throw failure;
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE, TimeUnit.SECONDS)) {
                throw new AssertionError("nothing happens");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until a durable write has begun, and is held. */
    void awaitHeld() {
        CountDownLatch latch;
        synchronized (this) {
            latch = arrived;
        }
        await(latch);
    }

    /** Lets the write that is held go on; the next one is held again. */
    synchronized void releaseOne() {
        CountDownLatch gate = released;
        arrived = new CountDownLatch(1);
        released = new CountDownLatch(1);
        gate.countDown();
    }

    /** Lets this write and all others go on. */
    synchronized void releaseAll() {
        released.countDown();
    }

    /** Makes this write and all others fail. */
    synchronized void failAll(IOException cause) {
        failure = cause;
        released.countDown();
    }

    /** {@return how many durable writes there were} */
    synchronized int count() {
        return sizes.size();
    }
}
