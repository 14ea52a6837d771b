package bstack.alloc.firstfit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Random operations, single, in bulk, in transactions that commit or roll back, across reopening: always the placement
 * of the plain model, the right contents, and a sound heap.
 *
 * <p>The seed is printed; {@code -Dbstack.seed=N} runs it again.
 */
class FirstFitModelTest {
    private static final int RUNS = 60;
    private static final int STEPS = 400;

    private Storage medium;
    private BStack stack;
    private FirstFitBStackAllocator heap;
    private ReferenceHeap model;
    private Map<BStackSlice, byte[]> live;
    private Random random;

    @Test
    void randomOperationsPlaceEverythingWhereThePlainModelDoes() throws IOException {
        Long given = Long.getLong("bstack.seed");
        long first = given != null ? given : System.nanoTime();
        System.out.println("FirstFitModelTest: -Dbstack.seed=%d and the %d after it".formatted(first, RUNS - 1));
        for (long seed = first; seed < first + (given != null ? 1 : RUNS); seed++) {
            try {
                run(seed);
            } catch (AssertionError | RuntimeException | IOException e) {
                throw new AssertionError("run it again with -Dbstack.seed=" + seed, e);
            }
        }
    }

    private void run(long seed) throws IOException {
        random = new Random(seed);
        medium = Storage.memory();
        live = null;
        open();
        model = new ReferenceHeap();
        live = new LinkedHashMap<>();
        for (int step = 0; step < STEPS; step++) {
            int kind = random.nextInt(100);
            if (kind < 3) {
                heap.close();
                open();
            } else if (kind < 12) {
                transaction();
            } else {
                change();
            }
            check();
        }
        for (BStackSlice slice : List.copyOf(live.keySet())) {
            dealloc(slice);
        }
        assertEquals(48, stack.length(), "everything was freed");
        heap.close();
    }

    private void open() throws IOException {
        stack = Stacks.stack(medium);
        heap = FirstFitBStackAllocator.open(stack);
        if (live != null) {
            Map<BStackSlice, byte[]> again = new LinkedHashMap<>();
            for (Map.Entry<BStackSlice, byte[]> slice : live.entrySet()) {
                again.put(heap.slice(slice.getKey().start(), slice.getKey().length()), slice.getValue());
            }
            live = again;
        }
    }

    private void transaction() throws IOException {
        ReferenceHeap modelBefore = new ReferenceHeap(model);
        Map<BStackSlice, byte[]> liveBefore = new LinkedHashMap<>(live);
        byte[] before = Stacks.payload(stack);
        boolean fails = random.nextBoolean();
        int steps = 1 + random.nextInt(random.nextInt(10) == 0 ? 150 : 12);
        try {
            stack.transact(() -> {
                for (int i = 0; i < steps; i++) {
                    change();
                }
                if (fails) {
                    throw new IOException("on purpose");
                }
            });
        } catch (IOException onPurpose) {
            assertEquals("on purpose", onPurpose.getMessage());
            model = modelBefore;
            live = liveBefore;
            assertArrayEquals(before, Stacks.payload(stack));
        }
    }

    private void change() throws IOException {
        int kind = random.nextInt(100);
        if (live.isEmpty() || kind < 35) {
            alloc(length());
        } else if (kind < 60) {
            dealloc(any());
        } else if (kind < 85) {
            realloc(any(), random.nextInt(12) == 0 ? 0 : length());
        } else if (kind < 90) {
            allocBulk();
        } else if (kind < 95) {
            deallocBulk();
        } else {
            refused();
        }
    }

    private void alloc(long length) throws IOException {
        assertPlaced(heap.alloc(length), length);
    }

    private void allocBulk() throws IOException {
        long[] lengths =
                LongStream.generate(this::length).limit(random.nextInt(6)).toArray();
        List<BStackSlice> slices = heap.allocBulk(lengths);
        assertEquals(lengths.length, slices.size());
        for (int i = 0; i < lengths.length; i++) {
            assertPlaced(slices.get(i), lengths[i]);
        }
    }

    private void assertPlaced(BStackSlice slice, long length) throws IOException {
        assertEquals(length, slice.length());
        if (length == 0) {
            assertEquals(0, slice.start());
            return;
        }
        assertEquals(model.alloc(length), slice.start());
        assertArrayEquals(new byte[(int) length], slice.read(), "new bytes are zero");
        fill(slice);
    }

    private void dealloc(BStackSlice slice) throws IOException {
        heap.dealloc(slice);
        model.dealloc(slice.start());
        live.remove(slice);
    }

    private void deallocBulk() throws IOException {
        List<BStackSlice> slices = new ArrayList<>();
        for (BStackSlice slice : live.keySet()) {
            if (random.nextInt(4) == 0) {
                slices.add(random.nextInt(slices.size() + 1), slice);
            }
        }
        heap.deallocBulk(slices);
        for (BStackSlice slice : slices) {
            model.dealloc(slice.start());
            live.remove(slice);
        }
    }

    private void realloc(BStackSlice slice, long newLength) throws IOException {
        byte[] content = live.remove(slice);
        BStackSlice changed = heap.realloc(slice, newLength);
        assertEquals(newLength, changed.length());
        if (newLength == 0) {
            model.dealloc(slice.start());
            assertEquals(0, changed.start());
            return;
        }
        assertEquals(model.realloc(slice.start(), slice.length(), newLength), changed.start());
        assertArrayEquals(Arrays.copyOf(content, (int) newLength), changed.read(), "old bytes stay, new ones are zero");
        fill(changed);
    }

    /** Calls that must be refused, in a transaction too, without any effect. */
    private void refused() throws IOException {
        BStackSlice slice = any();
        byte[] before = Stacks.payload(stack);
        assertThrows(IllegalArgumentException.class, () -> heap.alloc(-1));
        assertThrows(IllegalArgumentException.class, () -> heap.allocBulk(5, Long.MAX_VALUE - 100, 5));
        assertThrows(IllegalArgumentException.class, () -> heap.dealloc(BStackSlice.of(heap, slice.start() + 8, 8)));
        assertThrows(
                IllegalArgumentException.class, () -> heap.realloc(BStackSlice.of(heap, slice.start(), 1 << 20), 5));
        assertThrows(IllegalArgumentException.class, () -> heap.deallocBulk(List.of(slice, slice)));
        model.all().keySet().stream()
                .filter(model::isFree)
                .forEach(address -> assertThrows(
                        IllegalArgumentException.class, () -> heap.dealloc(BStackSlice.of(heap, address, 1))));
        assertArrayEquals(before, Stacks.payload(stack));
    }

    private void fill(BStackSlice slice) throws IOException {
        byte[] content = new byte[(int) slice.length()];
        random.nextBytes(content);
        slice.write(content);
        live.put(slice, content);
    }

    private BStackSlice any() {
        return List.copyOf(live.keySet()).get(random.nextInt(live.size()));
    }

    private long length() {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt(3);
            case 1 -> 200 + random.nextInt(2000);
            case 2 -> random.nextInt(400);
            default -> 1 + random.nextInt(80);
        };
    }

    private void check() throws IOException {
        assertEquals(model.length(), stack.length());
        assertEquals(model.freeBlocks(), Heaps.free(heap));
        assertEquals(List.of(), heap.verify());
        List<HeapBlock> expected = new ArrayList<>();
        model.all()
                .forEach((address, size) -> expected.add(new HeapBlock(
                        address - 16, size + 24, model.isFree(address) ? HeapBlock.State.FREE : HeapBlock.State.USED)));
        assertEquals(expected, heap.blocks());
        for (Map.Entry<BStackSlice, byte[]> slice : live.entrySet()) {
            assertArrayEquals(slice.getValue(), slice.getKey().read());
        }
    }
}
