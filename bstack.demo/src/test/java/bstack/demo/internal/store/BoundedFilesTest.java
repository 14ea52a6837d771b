package bstack.demo.internal.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A heap that is never reopened stays in proportion to what is live in it: at each step after the first tenth of a load.
 *
 * <p>The loads have fixed seeds, so that the figures are those of docs/decisions/0092.
 */
class BoundedFilesTest {
    /** Up to this payload, more than twice the live bytes may be in use. */
    private static final long SMALL = 4L << 20;

    private static final double SMALL_BOUND = 2.5;
    private static final double BOUND = 2.2;
    /** What may be left when all is freed. */
    private static final long LEFT = 1L << 20;

    private static final int PER_TRANSACTION = 1_000;
    private static final int SLICES = 2_000;
    private static final int QUEUED = 400;
    private static final int KEYS = 2_000;

    private BStackAllocator heap;
    private long live;

    @ParameterizedTest
    @CsvSource({
        "first-fit, UNIFORM",
        "ghost-tree, UNIFORM",
        "first-fit, POWERS",
        "ghost-tree, POWERS",
        "first-fit, GROWING",
        "ghost-tree, GROWING"
    })
    void slicesComeAndGo(String allocator, Lengths lengths) throws IOException {
        comeAndGo(allocator, lengths, 100_000);
    }

    @ParameterizedTest
    @CsvSource({
        "first-fit, UNIFORM",
        "ghost-tree, UNIFORM",
        "first-fit, POWERS",
        "ghost-tree, POWERS",
        "first-fit, GROWING",
        "ghost-tree, GROWING"
    })
    @Tag("campaign")
    void slicesComeAndGoForLong(String allocator, Lengths lengths) throws IOException {
        comeAndGo(allocator, lengths, 1_000_000);
    }

    @ParameterizedTest
    @CsvSource({"first-fit", "ghost-tree"})
    void aQueueOfSlicesGrowsSlowly(String allocator) throws IOException {
        create(allocator);
        int steps = 40_000;
        Random random = new Random(1);
        ArrayDeque<BStackSlice> queue = new ArrayDeque<>();
        for (int i = 1; i <= steps; i++) {
            queue.add(alloc(64 + i / 40 + random.nextInt(64)));
            while (queue.size() > QUEUED) {
                free(queue.remove());
            }
            if (i > steps / 10) {
                bounded(i);
            }
        }
        while (!queue.isEmpty()) {
            free(queue.remove());
        }
        emptied();
    }

    @ParameterizedTest
    @CsvSource({"first-fit", "ghost-tree"})
    void objectsAreStoredAndRemoved(String allocator) throws IOException {
        churn(allocator, 20_000);
    }

    @ParameterizedTest
    @CsvSource({"first-fit", "ghost-tree"})
    @Tag("campaign")
    void objectsAreStoredAndRemovedForLong(String allocator) throws IOException {
        churn(allocator, 100_000);
    }

    /** How long a new slice is. */
    enum Lengths {
        UNIFORM {
            @Override
            long next(Random random, double share) {
                return 1 + random.nextInt(1_000);
            }
        },
        POWERS {
            @Override
            long next(Random random, double share) {
                return (long) (16 * Math.exp(random.nextDouble() * 7));
            }
        },
        GROWING {
            @Override
            long next(Random random, double share) {
                return 64 + (long) (share * 2_000) + random.nextInt(64);
            }
        };

        /** {@return the next length, after a share of the whole load} */
        abstract long next(Random random, double share);
    }

    private void comeAndGo(String allocator, Lengths lengths, int operations) throws IOException {
        create(allocator);
        Random random = new Random(5);
        List<BStackSlice> slices = new ArrayList<>();
        for (int done = 0; done < operations; done += PER_TRANSACTION) {
            double share = done / (double) operations;
            heap.stack().transact(() -> {
                for (int i = 0; i < PER_TRANSACTION; i++) {
                    boolean few = slices.size() < SLICES / 2;
                    if (few || slices.size() < SLICES * 3 / 2 && random.nextBoolean()) {
                        slices.add(alloc(lengths.next(random, share)));
                    } else {
                        free(takeAny(slices, random));
                    }
                }
            });
            if (done >= operations / 10) {
                bounded(done);
            }
        }
        Collections.shuffle(slices, random);
        for (BStackSlice slice : slices) {
            free(slice);
        }
        emptied();
    }

    private static BStackSlice takeAny(List<BStackSlice> slices, Random random) {
        int at = random.nextInt(slices.size());
        BStackSlice slice = slices.get(at);
        slices.set(at, slices.get(slices.size() - 1));
        slices.remove(slices.size() - 1);
        return slice;
    }

    private void churn(String allocator, int operations) throws IOException {
        create(allocator);
        ObjectStore store = ObjectStore.in(heap);
        Random random = new Random(9);
        Set<Key> keys = new HashSet<>();
        for (int i = 1; i <= operations; i++) {
            int number = random.nextInt(KEYS);
            Key key = Key.of("dir" + number % 97 + "/file-" + number);
            int length = random.nextInt(List.of(100, 2_000, 20_000, 500).get(random.nextInt(4)));
            if (keys.contains(key) && random.nextInt(2) == 0) {
                store.removeAll(List.of(key));
                keys.remove(key);
            } else {
                byte[] value = new byte[length];
                random.nextBytes(value);
                store.put(key, ObjectAttributes.ofValue(Instant.EPOCH), ValueSource.of(value));
                keys.add(key);
            }
            if (i >= operations / 10 && i % 1_000 == 0) {
                live = used();
                bounded(i);
            }
        }
        List<Key> all = new ArrayList<>(keys);
        Collections.shuffle(all, random);
        for (Key key : all) {
            store.removeAll(List.of(key));
        }
        emptied();
    }

    private long used() throws IOException {
        return ((InspectableAllocator) heap)
                .blocks().stream()
                        .filter(block -> !block.isFree())
                        .mapToLong(HeapBlock::length)
                        .sum();
    }

    private void create(String allocator) throws IOException {
        heap = BStackAllocators.create(BStack.open(Storage.memory()), allocator);
        live = 0;
    }

    private BStackSlice alloc(long length) throws IOException {
        BStackSlice slice = heap.alloc(length);
        live += heap.footprint(slice);
        return slice;
    }

    private void free(BStackSlice slice) throws IOException {
        live -= heap.footprint(slice);
        heap.dealloc(slice);
    }

    private void bounded(int step) throws IOException {
        long payload = heap.length();
        double bound = payload <= SMALL ? SMALL_BOUND : BOUND;
        assertTrue(
                payload <= bound * live,
                () -> "at step %d the payload has %d bytes, %.2f times the %d that are live"
                        .formatted(step, payload, payload / (double) live, live));
    }

    private void emptied() throws IOException {
        long payload = heap.length();
        heap.close();
        assertTrue(payload <= LEFT, () -> "all is freed, and the payload has %d bytes".formatted(payload));
    }
}
