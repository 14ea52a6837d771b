package bstack.bench.medium;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.Storage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MediumTest {
    private static final byte[] DATA = {1, 2, 3};

    @Test
    void theCountingStorageCountsOneDurableWriteForAPushAndNoOtherFlush() throws Exception {
        CountingStorage storage = new CountingStorage(Storage.memory());
        try (BStack stack = BStack.open(storage)) {
            stack.push(DATA);
            long writes = storage.durableWrites();
            long syncs = storage.syncs();
            stack.push(DATA);
            assertEquals(writes + 1, storage.durableWrites());
            assertEquals(syncs, storage.syncs());
            stack.checkpoint();
            assertTrue(storage.syncs() > syncs, "a checkpoint flushes");
        }
    }

    @Test
    void aSlowFlushLastsAsLongAsToldAndReachesTheMedium(@TempDir Path folder) throws Exception {
        int micros = 2_000;
        Path path = folder.resolve("stack.bstack");
        Storage slow = Media.open(path, medium -> new SlowFlushStorage(medium, new FlushTime(micros)));
        try (BStack stack = BStack.open(slow)) {
            long start = System.nanoTime();
            stack.push(DATA);
            assertTrue(System.nanoTime() - start >= micros * 1_000L);
        }
        try (BStack stack = BStack.open(path)) {
            assertArrayEquals(DATA, stack.peek(0));
        }
    }
}
