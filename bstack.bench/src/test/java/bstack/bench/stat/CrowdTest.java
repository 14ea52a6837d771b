package bstack.bench.stat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.bench.Task;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrowdTest {

    private static class Counting implements Task {
        final AtomicLong runs = new AtomicLong();
        final Set<Thread> threads = ConcurrentHashMap.newKeySet();

        @Override
        public void run() throws IOException {
            runs.incrementAndGet();
            threads.add(Thread.currentThread());
        }

        @Override
        public void verify() {}

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachThreadRunsTheTaskAtLeastOnce(boolean virtual) throws Exception {
        Counting task = new Counting();
        double perSecond = new Crowd(7, virtual).perSecond(task, 2);
        assertEquals(7, task.threads.size());
        assertTrue(task.threads.stream().allMatch(thread -> thread.isVirtual() == virtual));
        assertTrue(task.runs.get() >= 7, () -> "runs: " + task.runs);
        assertTrue(perSecond > 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFailureOfOneThreadFailsTheMeasurement(boolean virtual) {
        Task failing = new Counting() {
            @Override
            public void run() throws IOException {
                super.run();
                if (threads.size() == 3) {
                    throw new IOException("the disk is gone");
                }
            }
        };
        assertThrows(IOException.class, () -> new Crowd(3, virtual).perSecond(failing, 1));
    }
}
