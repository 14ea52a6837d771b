package bstack.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link BStack#stats()} counts. */
final class StatsTest {
    @Test
    void a_stack_that_has_done_nothing_has_counted_nothing() throws IOException {
        try (BStack stack = BStack.open(Storage.memory())) {
            assertEquals(new BStackStats(0, 0, 0, 0, 0, 0, 0, 0, 16), stack.stats());
            assertEquals(0, stack.stats().commitsPerFrame());
            assertEquals(0, stack.stats().commitsPerFlush());
        }
    }

    @Test
    void each_commit_and_each_flush_counts_once() throws IOException {
        HookedStorage storage = new HookedStorage();
        int[] flushes = new int[1];
        try (BStack stack = BStack.open(storage)) {
            storage.hook((call, position, count) -> {
                if (call == HookedStorage.Call.SYNC || call == HookedStorage.Call.WRITE_DURABLY) {
                    flushes[0]++;
                }
            });
            stack.push(new byte[10]);
            stack.set(0, new byte[5]);
            stack.transact(() -> {
                stack.push(new byte[10]);
                stack.push(new byte[10]);
            });
            stack.length();
            stack.transact(() -> stack.get(0, 1));
            BStackStats stats = stack.stats();
            assertEquals(3, stats.commits());
            assertEquals(3, stats.frames());
            assertEquals(3 * 512, stats.journalBytes());
            assertEquals(flushes[0], stats.flushes());
            assertEquals(30, stats.payloadLength());
            stack.push(new byte[3 << 20]);
            assertEquals(4, stack.stats().commits());
            assertEquals(1, stack.stats().moves());
            assertEquals(flushes[0], stack.stats().flushes());
        }
    }

    @Test
    void commits_that_share_a_frame_count_as_many() throws IOException {
        HookedStorage storage = new HookedStorage();
        HeldFlush flush = new HeldFlush();
        try (BStack stack = BStack.open(storage)) {
            stack.push(new byte[1]);
            storage.hook(flush);
            List<Commit<Long>> all = new ArrayList<>();
            all.add(stack.submit(() -> stack.push(new byte[1])));
            flush.awaitHeld();
            for (int i = 0; i < 9; i++) {
                all.add(stack.submit(() -> stack.push(new byte[1])));
            }
            flush.releaseAll();
            all.get(9).await();
            assertEquals(11, stack.stats().commits());
            assertEquals(3, stack.stats().frames());
            assertEquals(11.0 / 3, stack.stats().commitsPerFrame());
        }
    }

    @Test
    void checkpoints_and_moves_count(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("x.bstack");
        try (BStack stack = BStack.open(path, BStackOptions.defaults().journalSize(BStackOptions.MIN_JOURNAL_SIZE))) {
            for (int i = 0; i < 100; i++) {
                stack.push(new byte[100]);
            }
            BStackStats stats = stack.stats();
            assertTrue(stats.checkpoints() > 0, stats.toString());
            assertEquals(Files.size(path), stats.fileLength());
            assertEquals(10_000, stats.payloadLength());
            stack.checkpoint();
            assertEquals(Files.size(path), stack.stats().fileLength());
        }
    }

    @Test
    void a_view_that_runs_again_is_a_retry() throws IOException {
        try (BStack stack = BStack.open(Storage.memory())) {
            stack.push(new byte[10]);
            int[] runs = new int[1];
            stack.view(() -> {
                if (runs[0]++ == 0) {
                    Tasks.call(() -> stack.push(new byte[1]));
                }
                return stack.length();
            });
            assertEquals(1, stack.stats().retries());
        }
    }

    @Test
    void a_failed_stack_still_tells_what_it_has_done_and_a_closed_one_is_refused() throws IOException {
        HookedStorage storage = new HookedStorage();
        BStack stack = BStack.open(storage);
        stack.push(new byte[10]);
        storage.hook((call, position, count) -> {
            if (call == HookedStorage.Call.WRITE_DURABLY) {
                throw new IOException("on purpose");
            }
        });
        assertThrows(BStackFailedException.class, () -> stack.push(new byte[1]));
        BStackStats stats = stack.stats();
        assertEquals(1, stats.commits());
        assertEquals(-1, stats.payloadLength());
        assertEquals(-1, stats.fileLength());
        stack.close();
        assertThrows(IllegalStateException.class, stack::stats);
    }
}
