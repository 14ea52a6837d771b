package bstack.core.internal.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A flush in a thread of its own: when it has ended, what it tells and to whom. */
final class BackgroundFlushTest {
    private final List<IOException> told = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch gate = new CountDownLatch(1);

    private Storage.Flush start(BackgroundFlush.Body body) {
        return BackgroundFlush.start(
                "test",
                () -> {
                    awaitGate();
                    body.flush();
                },
                told::add);
    }

    private void awaitGate() throws IOException {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void it_has_ended_when_its_body_has() throws IOException {
        Storage.Flush flush = start(() -> {});
        assertFalse(flush.isDone());
        gate.countDown();
        flush.await();
        assertTrue(flush.isDone());
        assertEquals(List.of(), told);
    }

    @Test
    void who_waits_is_not_kept_from_it_by_an_interrupt_which_stays() throws IOException {
        Storage.Flush flush = start(() -> {});
        Thread.currentThread().interrupt();
        new Thread(gate::countDown).start();
        flush.await();
        assertTrue(flush.isDone());
        assertTrue(Thread.interrupted());
    }

    @Test
    void a_failure_is_told_before_the_flush_is_done_and_again_to_everyone_who_waits() {
        IOException failure = new IOException("injected");
        boolean[] doneWhenTold = {true};
        Storage.Flush[] flush = new Storage.Flush[1];
        flush[0] = BackgroundFlush.start(
                "test",
                () -> {
                    awaitGate();
                    throw failure;
                },
                e -> {
                    doneWhenTold[0] = flush[0].isDone();
                    told.add(e);
                });
        gate.countDown();
        IOException thrown = assertThrows(IOException.class, flush[0]::await);
        assertSame(failure, thrown.getCause());
        assertFalse(doneWhenTold[0]);
        assertEquals(List.of(thrown), told);
        assertThrows(IOException.class, flush[0]::await);
    }

    @Test
    void whatever_a_body_throws_is_a_failure() {
        Storage.Flush flush = start(() -> {
            throw new IllegalStateException("injected");
        });
        gate.countDown();
        assertEquals("injected", assertThrows(IOException.class, flush::await).getMessage());
        assertEquals(1, told.size());
    }
}
