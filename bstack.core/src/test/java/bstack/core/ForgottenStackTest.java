package bstack.core;

import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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

    @Test
    void what_a_closed_one_has_used_is_garbage_at_once_though_the_cleaner_is_busy() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        try {
            forgetOneWhoseCloseTakesLong(busy, free);
            await("nobody closes it", () -> busy.getCount() == 0);
            WeakReference<Storage> used = storageOfClosedStack();
            await("it is kept for the cleaner", () -> used.get() == null);
        } finally {
            free.countDown();
        }
    }

    private static void forgetOneWhoseCloseTakesLong(CountDownLatch busy, CountDownLatch free) throws IOException {
        BStack.open(new HookedStorage().hook((call, position, count) -> {
            if (call == HookedStorage.Call.CLOSE) {
                busy.countDown();
                try {
                    free.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }));
    }

    private static WeakReference<Storage> storageOfClosedStack() throws IOException {
        Storage storage = new HookedStorage();
        try (BStack stack = BStack.open(storage)) {
            stack.push(of(1, 2, 3));
        }
        return new WeakReference<>(storage);
    }

    private static void await(String otherwise, BooleanSupplier happened) throws InterruptedException {
        long start = System.nanoTime();
        while (!happened.getAsBoolean()) {
            assertTrue(System.nanoTime() - start < PATIENCE, otherwise);
            System.gc();
            Thread.sleep(10);
        }
    }

    private static void forget(Path file) throws IOException {
        BStack stack = BStack.open(file);
        stack.push(of(1, 2, 3));
        assertThrows(BStackLockedException.class, () -> BStack.open(file));
    }
}
