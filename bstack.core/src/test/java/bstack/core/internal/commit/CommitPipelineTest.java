package bstack.core.internal.commit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.internal.edits.WriteSet;
import bstack.core.internal.journal.FrameBuffers;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/**
 * How leadership goes on past waiters that have gone. The threads that are to be woken are virtual: a platform thread
 * looks again by itself after a while.
 */
final class CommitPipelineTest {
    private static final long PATIENCE_SECONDS = 60;
    private static final long MAX_FRAME = 1 << 20;

    private final CountDownLatch flushing = new CountDownLatch(1);
    private final CountDownLatch flushed = new CountDownLatch(1);
    private final Health health = new Health("a stack");
    private final CommitPipeline pipeline = new CommitPipeline(health, new FrameBuffers(), (edits, frame) -> {
        flushing.countDown();
        await(flushed);
    });

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "nothing happens");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Batch.Waiter submit(boolean waits) throws IOException {
        WriteSet edits = new WriteSet(0);
        edits.write(0, new byte[8], 0, 8);
        return pipeline.submit(edits, MAX_FRAME, waits);
    }

    private record Waiting(Thread thread, FutureTask<Throwable> task) {
        Waiting parked() {
            while (thread.getState() != Thread.State.WAITING) {
                assertFalse(task.isDone());
                Thread.yield();
            }
            return this;
        }

        Throwable failure() throws Exception {
            return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static Waiting start(Callable<Throwable> wait) {
        FutureTask<Throwable> task = new FutureTask<>(wait);
        try {
            Thread thread = (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
            return new Waiting(thread, task);
        } catch (ReflectiveOperationException before21) {
            throw new TestAbortedException("there are no virtual threads on this Java", before21);
        }
    }

    /** A leader whose flush is held, in a platform thread. */
    private FutureTask<Throwable> leader() {
        FutureTask<Throwable> leader = new FutureTask<>(() -> pipeline.await(submit(true)));
        Thread thread = new Thread(leader);
        thread.setDaemon(true);
        thread.start();
        await(flushing);
        return leader;
    }

    @Test
    void a_waiter_that_does_not_come_does_not_keep_the_next_from_leading() throws Exception {
        FutureTask<Throwable> leader = leader();
        submit(false);
        // Has joined, and never looks.
        assertNotNull(pipeline.waitForInFlight(true));
        Waiting second = start(() -> pipeline.awaitIdle()).parked();
        flushed.countDown();
        assertNull(leader.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertNull(second.failure());
    }

    @Test
    void a_waiter_that_leaves_because_the_stack_has_failed_wakes_the_others() throws Exception {
        FutureTask<Throwable> leader = leader();
        submit(false);
        Waiting first = start(() -> pipeline.awaitIdle()).parked();
        Waiting second = start(() -> pipeline.awaitIdle()).parked();
        IOException cause = new IOException("a flush in the background has failed");
        // As it does, without waking anyone.
        health.failure = cause;
        flushed.countDown();
        assertNull(leader.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertSame(cause, first.failure());
        assertSame(cause, second.failure());
    }
}
