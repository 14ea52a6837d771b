package bstack.alloc.ghosttree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bstack.alloc.ghosttree.internal.heap.GrowthRule;
import bstack.core.BStack;
import bstack.core.Storage;
import bstack.core.TransactionRunnable;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Random operations on a heap, beside a model of what is live and one of where it goes. */
public final class HeapModel {
    private static final class Rolled extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private Random random;
    private Storage file;
    private GrowthRule rule;
    private GhostTreeBStackAllocator heap;
    private PlacementModel places;
    private Map<BStackSlice, byte[]> live = new HashMap<>();

    private HeapModel() {}

    /**
     * Runs operations on a new heap.
     *
     * @return how many times neighbours were merged, and how many times the tail was cut off
     */
    static int[] run(long seed, int operations, GrowthRule rule) throws IOException {
        HeapModel model = new HeapModel();
        model.rule = rule;
        model.operate(seed, operations);
        return new int[] {model.places.merges(), model.places.cuts()};
    }

    /** Runs operations under a rule that merges and cuts in small heaps. */
    public static void run(long seed, int operations) throws IOException {
        run(seed, operations, Heaps.SMALL);
    }

    private void operate(long seed, int operations) throws IOException {
        random = new Random(seed);
        live = new HashMap<>();
        file = Stacks.storage(new byte[0]);
        heap = GhostTreeBStackAllocator.open(BStack.open(file), rule);
        places = new PlacementModel(rule);
        for (int i = 0; i < operations; i++) {
            int dice = random.nextInt(200);
            if (dice == 0) {
                heap.close();
                heap = GhostTreeBStackAllocator.open(BStack.open(file), rule);
                places.reopen();
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
        places.deallocBulk(live.keySet());
        live.clear();
        check();
        trim();
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
        PlacementModel placesBefore = new PlacementModel(places);
        byte[] payload = heap.stack().peek(0);
        assertThrows(
                Rolled.class,
                () -> heap.stack().transact((TransactionRunnable) () -> {
                    several(1 + random.nextInt(12));
                    throw new Rolled();
                }));
        live = before;
        places = placesBefore;
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
            long length = length();
            add(heap.alloc(length), places.alloc(length));
        } else if (dice < 60) {
            free(any());
        } else if (dice < 80) {
            resize(any(), random.nextInt(12) == 0 ? 0 : length());
        } else if (dice < 85) {
            moveDown(any());
        } else if (dice < 90) {
            long[] lengths = random.longs(random.nextInt(6), 0, 200).toArray();
            long at = places.allocBulk(lengths);
            for (BStackSlice slice : heap.allocBulk(lengths)) {
                add(slice, at);
                at += (slice.length() + 31) / 32 * 32;
            }
        } else if (dice < 95) {
            List<BStackSlice> some = new ArrayList<>(live.keySet());
            Collections.shuffle(some, random);
            some = some.subList(0, random.nextInt(Math.min(8, some.size()) + 1));
            heap.deallocBulk(some);
            places.deallocBulk(some);
            some.forEach(live::remove);
        } else if (dice < 96) {
            trim();
        } else {
            refused();
        }
    }

    private void free(BStackSlice slice) throws IOException {
        heap.dealloc(slice);
        places.dealloc(slice);
        live.remove(slice);
    }

    private void trim() throws IOException {
        long before = heap.length();
        long trimmed = heap.trim();
        places.trim();
        assertEquals(places.end(), heap.length());
        assertEquals(before - trimmed, heap.length());
    }

    private void moveDown(BStackSlice slice) throws IOException {
        Optional<BStackSlice> lower = heap.allocBelow(slice.length(), slice.start());
        long expected = places.allocBelow(slice.length(), slice.start());
        assertEquals(expected, lower.isPresent() ? lower.get().start() : -1);
        if (lower.isPresent()) {
            byte[] bytes = live.get(slice);
            add(lower.get(), expected);
            lower.get().write(bytes);
            live.put(lower.get(), bytes);
            free(slice);
        }
    }

    private void refused() throws IOException {
        BStackSlice slice = any();
        free(slice);
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

    private void add(BStackSlice slice, long place) throws IOException {
        byte[] bytes = slice.read();
        assertArrayEquals(new byte[bytes.length], bytes, "new bytes are zero");
        if (bytes.length > 0) {
            assertEquals(place, slice.start(), "it was placed elsewhere");
            random.nextBytes(bytes);
            slice.write(bytes);
            live.put(slice, bytes);
        }
    }

    private void resize(BStackSlice slice, long newLength) throws IOException {
        byte[] bytes = live.remove(slice);
        BStackSlice resized = heap.realloc(slice, newLength);
        assertEquals(places.realloc(slice, newLength), resized.start(), "it was moved elsewhere");
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
        assertEquals(places.end(), heap.length());
        Heaps.check(heap, live.keySet());
        for (Map.Entry<BStackSlice, byte[]> entry : live.entrySet()) {
            assertArrayEquals(entry.getValue(), entry.getKey().read(), () -> "contents of " + entry.getKey());
        }
    }
}
