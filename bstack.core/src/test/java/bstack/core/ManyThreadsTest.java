package bstack.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Many writers at a time, platform threads and virtual ones. */
@ParameterizedClass
@MethodSource("bstack.core.Medium#available")
final class ManyThreadsTest {
    private final Medium medium;

    @TempDir
    Path directory;

    ManyThreadsTest(Medium medium) {
        this.medium = medium;
    }

    @Test
    void no_push_of_many_platform_threads_is_lost_or_torn() throws IOException {
        Medium.Place place = medium.place(directory, Medium.TIGHT);
        try (BStack stack = place.open()) {
            assertEquals(List.of(), Tasks.inParallel(16, thread -> {
                for (int i = 0; i < 40; i++) {
                    byte[] record = record(thread, i);
                    long at = stack.push(record);
                    assertArrayEquals(record, stack.get(at, at + record.length));
                }
            }));
        }
        assertRecords(place, 640);
    }

    @Test
    void no_push_of_many_virtual_threads_is_lost_or_torn() throws IOException {
        Medium.Place place = medium.place(directory, BStackOptions.defaults());
        try (BStack stack = place.open()) {
            List<Tasks.Started<Long>> all = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                int number = i;
                all.add(Tasks.startVirtual(() -> stack.push(record(number, 7))));
            }
            for (int i = 0; i < 1000; i++) {
                long at = all.get(i).await();
                assertArrayEquals(record(i, 7), stack.get(at, at + 16));
            }
        }
        assertRecords(place, 1000);
    }

    @Test
    void a_counter_that_many_threads_compare_and_set_counts_each_success_once() throws IOException {
        Medium.Place place = medium.place(directory, Medium.TIGHT);
        try (BStack stack = place.open()) {
            stack.extend(8);
            AtomicInteger successes = new AtomicInteger();
            assertEquals(List.of(), Tasks.inParallel(8, thread -> {
                for (int i = 0; i < 50; i++) {
                    byte[] now = stack.get(0, 8);
                    byte[] next = number(ByteBuffer.wrap(now).getLong() + 1);
                    if (stack.compareAndSet(0, now, next)) {
                        successes.incrementAndGet();
                    }
                }
            }));
            assertEquals(successes.get(), ByteBuffer.wrap(stack.get(0, 8)).getLong());
            assertTrue(successes.get() >= 50);
        }
    }

    private static byte[] number(long n) {
        return ByteBuffer.allocate(8).putLong(n).array();
    }

    private static byte[] record(int thread, int i) {
        return ByteBuffer.allocate(16)
                .putInt(thread)
                .putInt(i)
                .putInt(~thread)
                .putInt(~i)
                .array();
    }

    private static void assertRecords(Medium.Place place, int count) throws IOException {
        try (BStack stack = place.open()) {
            assertEquals(count * 16L, stack.length());
            ByteBuffer all = ByteBuffer.wrap(stack.peek(0));
            Set<Long> seen = new HashSet<>();
            while (all.hasRemaining()) {
                long name = all.getLong();
                assertEquals(~name, all.getLong());
                assertTrue(seen.add(name));
            }
        }
    }
}
