package bstack.crashtest;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.spi.BStackSlice;
import bstack.spi.LinearBStackAllocator;
import bstack.testkit.model.GeneratedBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The program that {@link SystemCallTest} traces: operations of each kind, with marks between them. */
final class TracedProcess {
    /** How often each operation is done. */
    static final int TIMES = 10;

    /** How the names of the missing files begin whose opening marks a place in the trace. */
    static final String MARK = "bstack-mark-";

    private TracedProcess() {}

    /**
     * Runs everything once.
     *
     * @param arguments the file, and the access
     */
    public static void main(String[] arguments) throws IOException {
        BStackOptions options = BStackOptions.defaults().access(BStackOptions.Access.valueOf(arguments[1]));
        byte[] data = GeneratedBytes.of(1, 64);
        try (LinearBStackAllocator heap = LinearBStackAllocator.open(BStack.open(Path.of(arguments[0]), options))) {
            BStack stack = heap.stack();
            stack.push(GeneratedBytes.of(2, 1_000));
            times("push", i -> stack.push(data));
            times("pop", i -> stack.pop(10));
            times("set", i -> stack.set(10L * i, data));
            times(
                    "transaction",
                    i -> stack.transact(() -> {
                        for (int n = 0; n < 10; n++) {
                            stack.push(data);
                        }
                    }));
            times("read", i -> stack.get(10L * i, 500));
            BStackSlice[] slices = new BStackSlice[TIMES];
            times("alloc", i -> slices[i] = heap.alloc(100));
            int last = TIMES - 1;
            times("realloc", i -> slices[last] = heap.realloc(slices[last], 200 + i));
            times(
                    "replace",
                    i -> stack.transact(() -> {
                        heap.dealloc(slices[last]);
                        slices[last] = heap.alloc(150);
                        slices[last].write(data);
                    }));
            times("dealloc", i -> heap.dealloc(slices[last - i]));
            mark("end");
        }
    }

    @FunctionalInterface
    private interface Operation {
        void run(int i) throws IOException;
    }

    private static void times(String name, Operation operation) throws IOException {
        mark(name);
        for (int i = 0; i < TIMES; i++) {
            operation.run(i);
        }
    }

    private static void mark(String name) throws IOException {
        try {
            Files.newInputStream(Path.of(MARK + name)).close();
        } catch (NoSuchFileException expected) {
            return;
        }
        throw new IOException("a file " + MARK + name + " is in the way");
    }
}
