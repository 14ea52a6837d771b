package bstack.spi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bstack.core.BStack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * Random operations on a linear heap, in transactions of random length, some of which roll back; each is done on a byte
 * array too. {@code -Dbstack.seed=N} repeats a run.
 */
class LinearModelTest {

    private static final class RolledBack extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private RandomGenerator random;
    private BStack stack;
    private LinearBStackAllocator allocator;
    private byte[] model = new byte[0];
    private List<BStackSlice> live = new ArrayList<>();

    @Test
    void randomTransactionsOnALinearHeapDoWhatTheyDoToAnArray() throws IOException {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        try {
            stack = Stacks.memory();
            allocator = LinearBStackAllocator.open(stack);
            for (int i = 0; i < 1_000; i++) {
                transaction();
                assertArrayEquals(model, stack.peek(0));
            }
        } catch (IOException | RuntimeException | AssertionError failure) {
            throw new AssertionError("repeat this run with -Dbstack.seed=" + seed, failure);
        }
    }

    private void transaction() throws IOException {
        byte[] modelBefore = model.clone();
        List<BStackSlice> liveBefore = List.copyOf(live);
        boolean rollBack = random.nextInt(4) == 0;
        try {
            stack.transact(() -> {
                for (int i = random.nextInt(1, 8); i > 0; i--) {
                    step();
                }
                if (rollBack) {
                    throw new RolledBack();
                }
            });
        } catch (RolledBack onPurpose) {
            model = modelBefore;
            live = new ArrayList<>(liveBefore);
        }
    }

    private void step() throws IOException {
        BStackSlice any = live.isEmpty() ? null : live.get(random.nextInt(live.size()));
        switch (random.nextInt(any == null ? 2 : 7)) {
            case 0 -> allocated(allocator.alloc(random.nextInt(40)));
            case 1 -> {
                for (BStackSlice slice : allocator.allocBulk(random.nextInt(20), 0, random.nextInt(20))) {
                    allocated(slice);
                }
            }
            case 2 -> reallocate(any);
            case 3 -> free(List.of(any));
            case 4 -> {
                List<BStackSlice> some = new ArrayList<>(live);
                some.removeIf(slice -> slice.end() < model.length / 2 || random.nextInt(8) == 0);
                free(some);
            }
            default -> {
                byte[] data = new byte[(int) any.length()];
                random.nextBytes(data);
                any.write(data);
                System.arraycopy(data, 0, model, (int) any.start(), data.length);
            }
        }
    }

    private void allocated(BStackSlice slice) {
        assertEquals(model.length, slice.start());
        model = Arrays.copyOf(model, (int) slice.end());
        live.add(slice);
    }

    private void reallocate(BStackSlice slice) throws IOException {
        int length = random.nextInt(40);
        if (slice.end() != model.length) {
            assertThrows(UnsupportedOperationException.class, () -> allocator.realloc(slice, length));
            return;
        }
        BStackSlice now = allocator.realloc(slice, length);
        assertEquals(BStackSlice.of(allocator, slice.start(), length), now);
        model = Arrays.copyOf(model, (int) now.end());
        live.set(live.indexOf(slice), now);
        forgetWhatIsCutOff();
    }

    /** Frees, and cuts the model the slow way: as long as one of the freed slices ends where it ends. */
    private void free(List<BStackSlice> slices) throws IOException {
        if (slices.size() == 1) {
            allocator.dealloc(slices.get(0));
        } else {
            allocator.deallocBulk(slices);
        }
        live.removeAll(slices);
        for (boolean cut = true; cut; ) {
            cut = false;
            for (BStackSlice slice : slices) {
                if (!slice.isEmpty() && slice.end() == model.length) {
                    model = Arrays.copyOf(model, (int) slice.start());
                    cut = true;
                }
            }
        }
        forgetWhatIsCutOff();
    }

    /** Empty slices lie anywhere, also where the payload ends no longer. */
    private void forgetWhatIsCutOff() {
        live.removeIf(slice -> slice.end() > model.length);
    }
}
