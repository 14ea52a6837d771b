package bstack.core;

import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stack that becomes garbage without having been closed gives its file back. */
final class ForgottenStackTest {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    private Path folder;

    @Test
    void its_lock_is_given_back_and_what_it_has_committed_is_there() throws Exception {
        Path file = folder.resolve("forgotten.bstack");
        forget(file);
        long start = System.nanoTime();
        while (true) {
            try (BStack again = BStack.open(file)) {
                assertArrayEquals(of(1, 2, 3), again.peek(0));
                return;
            } catch (BStackLockedException held) {
                assertTrue(System.nanoTime() - start < PATIENCE, "it is held for ever");
                System.gc();
                Thread.sleep(10);
            }
        }
    }

    private static void forget(Path file) throws IOException {
        BStack stack = BStack.open(file);
        stack.push(of(1, 2, 3));
        assertThrows(BStackLockedException.class, () -> BStack.open(file));
    }
}
