package bstack.testkit.internal.errors;

import bstack.core.BStackFailedException;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackSlice;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A program that uses a heap while its JVM has no memory: each call returns, throws an OutOfMemoryError and has changed
 * nothing, or the stack has failed and reopens sound. It is given a small heap by whoever starts it.
 *
 * <p>Every third operation without memory is a transaction whose body runs out of it at its end.
 */
public final class HeapWithoutMemory {
    private static final int MOST_SLICES = 60;

    private final String name;
    private final Path file;
    private final Random random;
    private final @Nullable Object[] hog = new @Nullable Object[1 << 16];
    private final List<BStackSlice> live = new ArrayList<>(4 * MOST_SLICES);

    private BStackAllocator heap;
    private int errors;
    private int reopened;

    private HeapWithoutMemory(String name, Path file, long seed) throws IOException {
        this.name = name;
        this.file = file;
        this.random = new Random(seed);
        this.heap = BStackAllocators.create(file, name);
    }

    /**
     * Runs; the last line says {@code sound}, or what was found.
     *
     * @param arguments the allocator's name, a file that does not exist, a seed, how many rounds
     */
    public static void main(String[] arguments) throws IOException {
        HeapWithoutMemory program =
                new HeapWithoutMemory(arguments[0], Path.of(arguments[1]), Long.parseLong(arguments[2]));
        program.run(Integer.parseInt(arguments[3]));
        System.out.printf("sound after %d errors, %d times reopened%n", program.errors, program.reopened);
    }

    private void run(int rounds) throws IOException {
        for (int i = 0; i < 4 * MOST_SLICES; i++) {
            step(0);
        }
        for (int i = 0; i < rounds; i++) {
            try {
                int rest = 512 * (1 + random.nextInt(12));
                if (i % 3 == 0) {
                    bodyWithoutMemory(rest);
                } else {
                    step(rest);
                }
                for (int j = 0; j < 4; j++) {
                    step(0);
                }
                check();
            } catch (BStackFailedException e) {
                giveBack();
                reopen();
            }
        }
        heap.close();
    }

    /** After a failure the last operation may have happened or not; so only soundness is asked for, and all begins anew. */
    private void reopen() throws IOException {
        reopened++;
        heap.close();
        try (BStackAllocator again = BStackAllocators.open(file)) {
            heap = again;
            checkVerified();
        }
        Files.delete(file);
        live.clear();
        heap = BStackAllocators.create(file, name);
        for (int j = 0; j < MOST_SLICES; j++) {
            step(0);
        }
    }

    private void step(int rest) throws IOException {
        int kind = live.isEmpty() ? 0 : live.size() > MOST_SLICES ? 1 + random.nextInt(2) : random.nextInt(3);
        int length = 1 + random.nextInt(400);
        BStackSlice old = kind == 0 ? null : live.get(random.nextInt(live.size()));
        BStackSlice result = null;
        boolean done = false;
        if (rest > 0) {
            fill(rest);
        }
        try {
            if (old == null) {
                result = heap.alloc(length);
            } else if (kind == 1) {
                result = heap.realloc(old, length);
            } else {
                heap.dealloc(old);
            }
            done = true;
        } catch (OutOfMemoryError e) {
            errors++;
        } finally {
            giveBack();
        }
        if (done) {
            if (old != null) {
                live.remove(old);
            }
            if (result != null) {
                live.add(result);
            }
        }
    }

    /** Frees and allocates in one transaction that then runs out of memory. */
    private void bodyWithoutMemory(int rest) throws IOException {
        try {
            heap.stack().transact(() -> {
                for (int i = 0; i < live.size(); i += 2) {
                    heap.dealloc(live.get(i));
                }
                heap.alloc(1 + random.nextInt(400));
                fill(rest);
                while (true) {
                    heap.alloc(40);
                }
            });
        } catch (OutOfMemoryError e) {
            errors++;
        } finally {
            giveBack();
        }
    }

    /** Takes all memory, and gives back so many bytes of it. */
    private void fill(int rest) {
        int count = 0;
        try {
            while (count < hog.length) {
                hog[count++] = new byte[512];
            }
        } catch (OutOfMemoryError e) {
            for (int given = 0; given < rest && count > 0; given += 512) {
                hog[--count] = null;
            }
        }
    }

    private void giveBack() {
        Arrays.fill(hog, null);
    }

    private void check() throws IOException {
        checkVerified();
        List<BStackSlice> sorted = new ArrayList<>(live);
        sorted.removeIf(BStackSlice::isEmpty);
        sorted.sort(null);
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i - 1).end() > sorted.get(i).start()) {
                throw new AssertionError(sorted.get(i - 1) + " overlaps " + sorted.get(i));
            }
        }
    }

    private void checkVerified() throws IOException {
        if (heap instanceof InspectableAllocator inspectable
                && !inspectable.verify().isEmpty()) {
            throw new AssertionError("not sound: " + inspectable.verify());
        }
    }
}
