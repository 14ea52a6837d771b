package bstack.collections.internal.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PendingPagesTest {
    private static final long SEED = Long.getLong("bstack.seed", System.nanoTime());

    private static PendingPages pages() throws IOException {
        return PendingPages.of(BStack.open(Storage.memory()));
    }

    private static Page page(long start) {
        return Page.empty(start, 0, 1);
    }

    @Test
    void itHasWhatAMapHas() throws IOException {
        Random random = new Random(SEED);
        PendingPages pages = pages();
        for (int round = 0; round < 20; round++) {
            TreeMap<Long, Page> model = new TreeMap<>();
            pages.begin();
            int range = 1 + random.nextInt(1 << 1 + random.nextInt(11));
            for (int i = 0; i < 3_000; i++) {
                long start = 32L * random.nextInt(range);
                if (random.nextInt(3) == 0) {
                    pages.remove(start);
                    model.remove(start);
                } else {
                    Page page = page(start);
                    pages.put(page);
                    model.put(start, page);
                }
                long asked = 32L * random.nextInt(range);
                assertSame(model.get(asked), pages.get(asked), () -> "seed " + SEED);
                assertEquals(model.size(), pages.count(), () -> "seed " + SEED);
            }
            assertEquals(List.copyOf(model.values()), List.of(pages.sorted()), () -> "seed " + SEED);
            if (random.nextBoolean()) {
                pages.written();
                assertTrue(pages.isMine());
            }
            pages.end();
            assertFalse(pages.isMine());
            assertEquals(0, pages.count());
            for (long start : model.keySet()) {
                assertNull(pages.get(start), () -> "seed " + SEED);
            }
        }
    }

    @Test
    void theyAreThoseOfOneThreadAndOneStack() throws Exception {
        BStack stack = BStack.open(Storage.memory());
        PendingPages pages = PendingPages.of(stack);
        assertSame(pages, PendingPages.of(stack));
        assertFalse(pages.isMine());
        pages.begin();
        assertTrue(pages.isMine());
        assertFalse(CompletableFuture.supplyAsync(pages::isMine).get());
        assertFalse(pages().isMine());
    }
}
