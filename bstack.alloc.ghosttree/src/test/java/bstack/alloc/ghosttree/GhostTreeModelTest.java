package bstack.alloc.ghosttree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.core.TransactionRunnable;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random operations beside a model of what is live; {@code -Dbstack.seed=N} repeats a run. */
class GhostTreeModelTest {
    private static final class Rolled extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private Random random;
    private Storage file;
    private GhostTreeBStackAllocator heap;
    private Map<BStackSlice, byte[]> live = new HashMap<>();

    @Test
    void treeAndIndexAgreeAndEveryByteIsFreeOrLive() throws IOException {
        for (int round = 0; round < 6; round++) {
            long seed = Long.getLong("bstack.seed", System.nanoTime());
            try {
                run(seed, 1500);
            } catch (Throwable failure) {
                throw new AssertionError("repeat this run with -Dbstack.seed=" + seed, failure);
            }
        }
    }

    private void run(long seed, int operations) throws IOException {
        random = new Random(seed);
        live = new HashMap<>();
        file = Stacks.storage(new byte[0]);
        heap = GhostTreeBStackAllocator.open(BStack.open(file));
        for (int i = 0; i < operations; i++) {
            int dice = random.nextInt(200);
            if (dice == 0) {
                heap.close();
                heap = GhostTreeBStackAllocator.open(BStack.open(file));
                live = reattached();
            } else if (dice < 12) {
                rolledBack();
            } else if (dice < 20) {
                heap.stack().transact((TransactionRunnable) () -> several(random.nextInt(8)));
            } else {
                step();
            }
            if (i % 40 == 0) {
                check();
            }
        }
        check();
        heap.deallocBulk(live.keySet());
        live.clear();
        check();
        heap.trim();
        assertEquals(Stacks.ARENA, heap.length(), "everything was freed, but the heap is not empty");
        heap.close();
    }

    private Map<BStackSlice, byte[]> reattached() throws IOException {
        Map<BStackSlice, byte[]> again = new HashMap<>();
        for (Map.Entry<BStackSlice, byte[]> entry : live.entrySet()) {
            again.put(heap.slice(entry.getKey().start(), entry.getKey().length()), entry.getValue());
        }
        return again;
    }

    private void rolledBack() throws IOException {
        Map<BStackSlice, byte[]> before = new HashMap<>(live);
        byte[] payload = heap.stack().peek(0);
        assertThrows(
                Rolled.class,
                () -> heap.stack().transact((TransactionRunnable) () -> {
                    several(1 + random.nextInt(12));
                    throw new Rolled();
                }));
        live = before;
        assertArrayEquals(payload, heap.stack().peek(0));
    }

    private void several(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            step();
        }
    }

    private void step() throws IOException {
        // Fewer live slices: rather allocate; many: rather free.
        int dice = random.nextInt(100);
        if (live.isEmpty() || dice < (live.size() < 60 ? 40 : 20)) {
            add(heap.alloc(length()));
        } else if (dice < 60) {
            BStackSlice slice = any();
            heap.dealloc(slice);
            live.remove(slice);
        } else if (dice < 85) {
            resize(any(), random.nextInt(12) == 0 ? 0 : length());
        } else if (dice < 90) {
            long[] lengths = random.longs(random.nextInt(6), 0, 200).toArray();
            heap.allocBulk(lengths).forEach(this::add);
        } else if (dice < 95) {
            List<BStackSlice> some = new ArrayList<>(live.keySet());
            Collections.shuffle(some, random);
            some = some.subList(0, random.nextInt(Math.min(8, some.size()) + 1));
            heap.deallocBulk(some);
            some.forEach(live::remove);
        } else if (dice < 96) {
            heap.trim();
        } else {
            refused();
        }
    }

    private void refused() throws IOException {
        BStackSlice slice = any();
        heap.dealloc(slice);
        live.remove(slice);
        assertThrows(IllegalArgumentException.class, () -> heap.dealloc(slice), "a double free");
        assertThrows(IllegalArgumentException.class, () -> heap.realloc(slice, 5), "a free slice resized");
    }

    private long length() {
        return switch (random.nextInt(10)) {
            case 0 -> 1 + random.nextInt(4000);
            case 1, 2 -> 32L * (1 + random.nextInt(8));
            default -> 1 + random.nextInt(150);
        };
    }

    private BStackSlice any() {
        List<BStackSlice> slices = new ArrayList<>(live.keySet());
        slices.sort(null);
        return slices.get(random.nextInt(slices.size()));
    }

    private void add(BStackSlice slice) {
        try {
            byte[] bytes = slice.read();
            assertArrayEquals(new byte[bytes.length], bytes, "new bytes are zero");
            if (bytes.length > 0) {
                random.nextBytes(bytes);
                slice.write(bytes);
                live.put(slice, bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void resize(BStackSlice slice, long newLength) throws IOException {
        byte[] bytes = live.remove(slice);
        BStackSlice resized = heap.realloc(slice, newLength);
        assertEquals(newLength, resized.length());
        byte[] expected = Arrays.copyOf(bytes, (int) newLength);
        assertArrayEquals(expected, resized.read());
        if (newLength > 0) {
            random.nextBytes(expected);
            resized.write(expected);
            live.put(resized, expected);
        }
    }

    private void check() throws IOException {
        Heaps.check(heap, live.keySet());
        for (Map.Entry<BStackSlice, byte[]> entry : live.entrySet()) {
            assertArrayEquals(entry.getValue(), entry.getKey().read(), () -> "contents of " + entry.getKey());
        }
    }
}
