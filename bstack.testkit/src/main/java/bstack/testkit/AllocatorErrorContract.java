package bstack.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.spi.BStackSlice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an allocator must do when the process itself fails: an {@link OutOfMemoryError} or a {@link StackOverflowError} at
 * any place leaves what it keeps in memory equal to the file, or the stack failed. An allocator's module extends it
 * with one method.
 *
 * <p>The process without memory finds the allocator by its provider, on the class path or module path of the test.
 */
public abstract class AllocatorErrorContract extends AllocatorFixture {
    private static final int FRAMES = 120;
    private static final long THREAD_STACK = 512 * 1024;
    private static final int ROUNDS = 40;
    private static final int PATIENCE_SECONDS = 300;

    /** For subclasses. */
    protected AllocatorErrorContract() {}

    /** An operation of the heap. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** What came of a step that was run close to the end of the thread's stack. */
    private static final class Deep {
        private final Step step;
        private boolean begun;
        private boolean done;
        private StackOverflowError overflow;

        Deep(Step step) {
            this.step = step;
        }

        /** Goes so many frames down, and runs the step there. */
        void at(int depth) throws IOException {
            if (depth > 0) {
                at(depth - 1);
                return;
            }
            begun = true;
            step.run();
            done = true;
        }

        /** {@return how many frames fit} */
        static int frames(int sofar) {
            try {
                return frames(sofar + 1);
            } catch (StackOverflowError e) {
                return sofar;
            }
        }

        void run(int depth) throws IOException {
            try {
                at(depth);
            } catch (StackOverflowError e) {
                overflow = e;
            }
        }
    }

    @Test
    void aStackOverflowAtAnyDepthOfAnOperationLeavesTheHeapAsItWasOrTheOperationDone() throws Exception {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        Throwable[] thrown = new Throwable[1];
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        overflow(new Random(seed));
                    } catch (Throwable e) {
                        thrown[0] = e;
                    }
                },
                "close to the end of its stack",
                THREAD_STACK);
        thread.start();
        thread.join();
        if (thrown[0] != null) {
            throw new AssertionError("again with -Dbstack.seed=" + seed, thrown[0]);
        }
    }

    private void overflow(Random random) throws IOException {
        List<BStackSlice> live = new ArrayList<>();
        int overflows = 0;
        for (int left = 0; left < FRAMES; left++) {
            while (live.size() < 24) {
                live.add(filled(1 + random.nextInt(200), 1));
            }
            int holes = managesEverySlice() ? 6 : 0;
            for (int i = 0; i < holes; i++) {
                heap.dealloc(live.remove(random.nextInt(live.size())));
            }
            for (int kind = 0; kind < (managesEverySlice() ? 4 : 2); kind++) {
                overflows += overflow(kind, left, random, live) ? 1 : 0;
                sound(live);
            }
        }
        assertTrue(overflows > FRAMES / 4, overflows + " overflows");
        reopen();
        List<BStackSlice> found = new ArrayList<>();
        for (BStackSlice slice : live) {
            found.add(heap.slice(slice.start(), slice.length()));
        }
        sound(found);
    }

    /** Runs one operation in a transaction, with so many frames left to it; {@return whether that was too few} */
    private boolean overflow(int kind, int left, Random random, List<BStackSlice> live) throws IOException {
        int i = kind == 1 ? live.size() - 1 : random.nextInt(live.size());
        int length = 1 + random.nextInt(400);
        BStackSlice[] result = new BStackSlice[1];
        Deep deep = new Deep(() -> {
            if (kind == 0) {
                result[0] = heap.alloc(length);
            } else if (kind < 3) {
                result[0] = heap.realloc(live.get(i), length);
            } else {
                heap.dealloc(live.get(i));
            }
        });
        boolean committed = false;
        try {
            stack.transact(() -> deep.run(Math.max(0, Deep.frames(0) - left)));
            committed = true;
        } catch (IllegalStateException rolledBack) {
            assertTrue(deep.overflow != null, () -> "refused: " + rolledBack);
        }
        if (committed && deep.done) {
            if (kind > 0) {
                live.remove(i);
            }
            if (result[0] != null) {
                live.add(result[0]);
            }
        }
        return deep.begun && !deep.done;
    }

    @Test
    void aProcessWithoutMemoryDamagesNothing(@TempDir Path directory) throws Exception {
        String name = heap.name();
        long seed = Long.getLong("bstack.seed", 1);
        List<String> command = new ArrayList<>(List.of(
                JavaProcess.java(),
                "-Xmx12m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                JavaProcess.classPath(),
                HeapWithoutMemory.class.getName(),
                name,
                directory.resolve("heap.bstack").toString(),
                Long.toString(seed),
                Integer.toString(ROUNDS)));
        Path out = directory.resolve("out");
        Process process =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
        try {
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it hangs, with seed " + seed);
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(out);
        assertEquals(0, process.exitValue(), () -> "with seed " + seed + ": " + printed);
        assertTrue(printed.contains("sound"), printed);
    }
}
