package bstack.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link BStack#view} promises: one state, no waiting, and an end. */
final class ViewTest {
    private static final int RECORD = 64;

    private final Storage storage = Storage.memory();

    private BStack twoRecords() throws IOException {
        BStack stack = BStack.open(storage);
        stack.push(new byte[2 * RECORD]);
        return stack;
    }

    private static void setBoth(BStack stack, int value) throws IOException {
        byte[] record = new byte[RECORD];
        Arrays.fill(record, (byte) value);
        stack.transact(() -> {
            stack.set(0, record);
            stack.set(RECORD, record);
        });
    }

    private static void setBothElsewhere(BStack stack, int value) {
        Tasks.call(() -> {
            setBoth(stack, value);
            return null;
        });
    }

    @Test
    void a_commit_between_two_reads_runs_the_body_again() throws IOException {
        try (BStack stack = twoRecords()) {
            AtomicInteger runs = new AtomicInteger();
            byte[] second = stack.view(() -> {
                byte first = stack.get(0, 1)[0];
                if (runs.incrementAndGet() == 1) {
                    setBothElsewhere(stack, 7);
                }
                byte[] read = stack.get(RECORD, 2 * RECORD);
                assertEquals(first, read[0], "the bytes of another commit were handed out");
                return read;
            });
            assertEquals(2, runs.get());
            assertEquals(7, second[0]);
        }
    }

    @Test
    void what_an_overtaken_run_returns_or_throws_is_discarded() throws IOException {
        try (BStack stack = twoRecords()) {
            AtomicInteger runs = new AtomicInteger();
            String result = stack.view(() -> {
                stack.length();
                if (runs.incrementAndGet() <= 2) {
                    setBothElsewhere(stack, runs.get());
                    try {
                        stack.get(0, 1);
                    } catch (RuntimeException overtaken) {
                        if (runs.get() == 1) {
                            return "of the first run";
                        }
                        throw new IOException("of the second run", overtaken);
                    }
                }
                return "of the third run";
            });
            assertEquals("of the third run", result);
            assertEquals(3, runs.get());
        }
    }

    @Test
    void a_fifth_run_holds_commits_back_until_it_ends() throws IOException {
        try (BStack stack = twoRecords()) {
            AtomicInteger runs = new AtomicInteger();
            List<Tasks.Started<Void>> late = new ArrayList<>();
            int seen = stack.view(() -> {
                byte first = stack.get(0, 1)[0];
                if (runs.incrementAndGet() <= 4) {
                    setBothElsewhere(stack, runs.get());
                } else {
                    // It is durable, and waits to be applied.
                    late.add(Tasks.<Void>start(() -> {
                                setBoth(stack, 99);
                                return null;
                            })
                            .awaitBlocked());
                }
                for (int i = 0; i < 1000; i++) {
                    assertEquals(first, stack.get(RECORD, RECORD + 1)[0]);
                }
                return (int) first;
            });
            assertEquals(5, runs.get());
            assertEquals(4, seen);
            late.get(0).await();
            assertEquals(99, stack.get(0, 1)[0]);
        }
    }

    @Test
    void readers_end_beside_any_number_of_commits_and_these_beside_readers() throws IOException {
        try (BStack stack = twoRecords()) {
            AtomicBoolean over = new AtomicBoolean();
            Tasks.Started<List<Throwable>> readers = Tasks.start(() -> Tasks.inParallel(3, number -> {
                while (!over.get()) {
                    stack.view(() -> {
                        byte first = stack.get(0, 1)[0];
                        for (int k = 0; k < 200; k++) {
                            assertEquals(first, stack.get(RECORD, RECORD + 1)[0]);
                        }
                        return null;
                    });
                }
            }));
            try {
                for (int i = 0; i < 2_000; i++) {
                    setBoth(stack, i);
                }
            } finally {
                over.set(true);
            }
            assertEquals(List.of(), readers.await());
        }
    }

    @Test
    void a_view_waits_for_no_flush_and_no_transaction() throws IOException {
        HookedStorage hooked = new HookedStorage();
        HeldFlush flush = new HeldFlush();
        try (BStack stack = BStack.open(hooked)) {
            stack.push(new byte[RECORD]);
            hooked.hook(flush);
            CountDownLatch mayEnd = new CountDownLatch(1);
            Tasks.Started<Void> body = Tasks.start(() -> stack.transact(() -> {
                stack.set(0, new byte[] {5});
                hold(mayEnd);
                return null;
            }));
            body.awaitBlocked();
            assertEquals(0, (int) stack.view(() -> first(stack)));
            mayEnd.countDown();
            flush.awaitHeld();
            assertEquals(0, (int) stack.view(() -> first(stack)));
            flush.releaseAll();
            body.await();
            assertEquals(5, (int) stack.view(() -> first(stack)));
        }
    }

    @Test
    void nothing_but_reading_is_possible_inside() throws IOException {
        try (BStack stack = twoRecords()) {
            Commit<Object> earlier = stack.submit(() -> null);
            stack.view(() -> {
                assertThrows(IllegalStateException.class, () -> stack.push(new byte[1]));
                assertThrows(IllegalStateException.class, () -> stack.transact(() -> null));
                assertThrows(IllegalStateException.class, () -> stack.submit(() -> null));
                assertThrows(IllegalStateException.class, stack::checkpoint);
                assertThrows(IllegalStateException.class, stack::close);
                assertThrows(IllegalStateException.class, () -> stack.lockUpTo(1));
                assertThrows(IllegalStateException.class, () -> stack.onCommit(() -> {}));
                assertThrows(IllegalStateException.class, earlier::await);
                assertThrows(IndexOutOfBoundsException.class, () -> stack.get(0, 1_000));
                return null;
            });
            assertEquals(2 * RECORD, stack.length());
            assertEquals(2 * RECORD, stack.push(new byte[1]));
        }
    }

    @Test
    void a_view_inside_a_view_is_a_part_of_it() throws IOException {
        try (BStack stack = twoRecords()) {
            assertEquals(3, (int) stack.view(() -> stack.view(() -> 1) + stack.view(() -> 2)));
        }
    }

    @Test
    void inside_a_transaction_it_reads_what_that_has_made() throws IOException {
        try (BStack stack = twoRecords()) {
            stack.transact(() -> {
                stack.set(0, new byte[] {9});
                assertEquals(9, (int) stack.view(() -> first(stack)));
                IllegalStateException refused =
                        assertThrows(IllegalStateException.class, () -> stack.view(() -> stack.push(new byte[1])));
                assertTrue(refused.getMessage().contains("inside a view"), refused.getMessage());
                stack.set(1, new byte[] {8});
            });
            assertArrayEquals(new byte[] {9, 8}, stack.get(0, 2));
        }
    }

    @Test
    void what_the_body_throws_is_passed_on() throws IOException {
        try (BStack stack = twoRecords()) {
            IOException mine = new IOException("mine");
            assertSame(
                    mine,
                    assertThrows(
                            IOException.class,
                            () -> stack.view(() -> {
                                stack.get(0, 1);
                                throw mine;
                            })));
            assertEquals(0, stack.get(0, 1)[0]);
        }
    }

    @Test
    void an_interrupt_does_nothing() throws IOException {
        try (BStack stack = twoRecords()) {
            Thread.currentThread().interrupt();
            assertEquals(0, (int) stack.view(() -> first(stack)));
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void every_kind_of_read_is_of_the_same_state(@TempDir Path folder) throws IOException {
        try (BStack stack = BStack.open(folder.resolve("x.bstack"))) {
            stack.push(new byte[6 << 20]);
            stack.set(8, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
            stack.view(() -> {
                assertEquals(0x0807060504030201L, stack.getLong(8));
                assertEquals(0x04030201, stack.getInt(8));
                ByteBuffer direct = ByteBuffer.allocateDirect(16);
                stack.getInto(8, direct);
                assertFalse(direct.hasRemaining());
                assertEquals(1, direct.get(0));
                assertEquals((6 << 20) - 8, stack.peek(8).length);
                assertEquals(6 << 20, stack.get(0, 6 << 20).length);
                assertEquals(2, stack.inputStream(9).read());
                return null;
            });
        }
    }

    @Test
    void a_stack_that_is_open_for_reading_only_has_views(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("x.bstack");
        try (BStack stack = BStack.open(path)) {
            stack.push(new byte[] {1, 2, 3});
        }
        try (BStack stack = BStack.openReadOnly(path)) {
            assertEquals(2, (int) stack.view(() -> second(stack)));
            stack.mend(() -> stack.set(1, new byte[] {9}));
            assertEquals(9, (int) stack.view(() -> second(stack)));
            stack.view(() -> {
                assertThrows(IllegalStateException.class, () -> stack.mend(() -> {}));
                return null;
            });
        }
    }

    @Test
    void a_closed_stack_has_none() throws IOException {
        BStack stack = twoRecords();
        stack.close();
        assertThrows(IllegalStateException.class, () -> stack.view(() -> 1));
    }

    private static int first(BStack stack) throws IOException {
        return stack.get(0, 1)[0];
    }

    private static int second(BStack stack) throws IOException {
        return stack.get(1, 2)[0];
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
