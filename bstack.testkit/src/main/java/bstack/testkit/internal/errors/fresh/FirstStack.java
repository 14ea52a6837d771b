package bstack.testkit.internal.errors.fresh;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.core.Storage;
import bstack.testkit.internal.errors.FirstUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first use of a stack. What comes before it in a session is done without an error. */
final class FirstStack implements FirstUse {
    private static final List<String> STEPS =
            List.of("open", "push", "transaction", "large push", "read", "close", "recovery", "read-only open");
    private static final BStackOptions OPTIONS =
            BStackOptions.defaults().journalSize(16 * 1024).preallocation(4096);
    private static final byte[] SMALL = {1, 2, 3, 4};
    private static final byte[] LARGE = new byte[300_000];

    private final int step;
    private final boolean onFile;
    private final Path directory;
    private Storage memory = Storage.memory();
    private @Nullable BStack stack;

    FirstStack(String step, String medium) throws IOException {
        this.step = STEPS.indexOf(step);
        this.onFile = medium.equals("file");
        this.directory = Files.createTempDirectory("first");
    }

    @Override
    public void begin() throws IOException {
        for (int i = 0; i < step; i++) {
            run(i);
        }
    }

    @Override
    public void act() throws IOException {
        run(step);
    }

    private void run(int i) throws IOException {
        switch (STEPS.get(i)) {
            case "open", "recovery" -> stack = open();
            case "push" -> opened().push(SMALL);
            case "transaction" ->
                opened().transact(() -> {
                    opened().onRollback(() -> {});
                    opened().set(0, SMALL);
                    opened().push(SMALL);
                });
            case "large push" -> opened().push(LARGE);
            case "read" -> opened().peek(0);
            case "close" -> opened().close();
            default -> {
                opened().close();
                stack = onFile ? BStack.openReadOnly(file("first")) : BStack.openReadOnly(memory);
            }
        }
    }

    private BStack opened() {
        BStack present = stack;
        if (present == null) {
            throw new IllegalStateException("no step has opened it");
        }
        return present;
    }

    private BStack open() throws IOException {
        return onFile ? BStack.open(file("first"), OPTIONS) : BStack.open(memory, OPTIONS);
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    @Override
    public void check(@Nullable Throwable thrown) throws IOException {
        if (stack != null) {
            stack.close();
        }
        use();
        // What the first session has left opens, if there is a file at all.
        try (BStack again = open()) {
            again.push(SMALL);
        }
        if (onFile) {
            try (BStack shown = BStack.openReadOnly(file("first"))) {
                shown.peek(0);
            }
            Files.delete(file("first"));
            Files.delete(file("second"));
        }
        Files.delete(directory);
    }

    /** A whole session on another medium. */
    private void use() throws IOException {
        Storage other = Storage.memory();
        try (BStack second = onFile ? BStack.open(file("second"), OPTIONS) : BStack.open(other, OPTIONS)) {
            second.push(SMALL);
            second.push(LARGE);
            second.transact(() -> {
                second.onRollback(() -> {});
                second.set(2, SMALL);
                second.zero(7, 2_000);
            });
            try {
                second.transact(() -> {
                    second.push(SMALL);
                    throw new IOException("rolled back");
                });
            } catch (IOException e) {
                if (!"rolled back".equals(e.getMessage())) {
                    throw e;
                }
            }
            second.checkpoint();
            if (second.length() != SMALL.length + LARGE.length || !Arrays.equals(second.get(2, 6), SMALL)) {
                throw new AssertionError("a later stack does not hold what it should");
            }
            try {
                second.get(0, Long.MAX_VALUE);
            } catch (IndexOutOfBoundsException expected) {
                return;
            }
            throw new AssertionError("a range outside is read");
        }
    }
}
