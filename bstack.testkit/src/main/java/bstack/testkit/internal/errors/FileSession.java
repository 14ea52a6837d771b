package bstack.testkit.internal.errors;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sessions on real files, with errors in every thread, that of the flush in the background too. Afterwards the process
 * holds no descriptor and no mapping of the file, and it can be opened again.
 *
 * @param name what is done
 * @param directory where the files lie
 * @param found the payload of the file at first, null: there is none
 * @param left whether the file is as a killed process leaves it
 * @param calls what is done with the stack after its opening, each a call
 */
record FileSession(String name, Path directory, byte @Nullable [] found, boolean left, List<StackCall> calls)
        implements ErrorScenario {
    private static final BStackOptions OPTIONS =
            BStackOptions.defaults().journalSize(16 * 1024).preallocation(4096);
    private static final byte[] PAYLOAD = Bytes.of(21, 5_000);
    private static final byte[] SMALL = Bytes.of(22, 500);
    private static final byte[] LARGE = Bytes.of(23, 270_000);
    private static final int OVERWRITES = 40;

    static List<ErrorScenario> all() throws IOException {
        Path directory = Files.createTempDirectory("errors");
        StackCall push = new StackCall("push", s -> s.push(SMALL), p -> Bytes.tail(p, 0, SMALL));
        StackCall large = new StackCall("large push", s -> s.push(LARGE), p -> Bytes.tail(p, 0, LARGE));
        StackCall read = new StackCall("read", s -> s.peek(0), p -> p);
        StackCall checkpoint = new StackCall("checkpoint", BStack::checkpoint, p -> p);
        List<StackCall> overwrites = new ArrayList<>();
        for (int i = 0; i < OVERWRITES; i++) {
            overwrites.add(new StackCall("set", s -> s.set(0, SMALL), p -> Bytes.with(p, 0, SMALL)));
        }
        return new ArrayList<>(List.of(
                new FileSession("file, creation", directory, null, false, List.of()),
                new FileSession("file, creation and push", directory, null, false, List.of(push)),
                new FileSession("file, opening", directory, PAYLOAD, false, List.of(read)),
                new FileSession("file, recovery", directory, PAYLOAD, true, List.of(read)),
                new FileSession("file, pushes", directory, PAYLOAD, false, List.of(push, read, large, read, push)),
                new FileSession("file, checkpoint", directory, PAYLOAD, false, List.of(push, checkpoint, push)),
                new FileSession("file, checkpoints in the background", directory, PAYLOAD, false, overwrites)));
    }

    @Override
    public Trial begin() throws IOException {
        Path file = Files.createTempDirectory(directory, "case").resolve("a.bstack");
        if (found != null) {
            Files.write(file, left ? killed(found) : Bytes.file(found));
        }
        return new Session(file);
    }

    /** {@return a file as a killed process leaves it} */
    private static byte[] killed(byte[] found) throws IOException {
        ErrorMedium medium = new ErrorMedium(Bytes.file(found));
        BStack stack = BStack.open(medium, OPTIONS);
        stack.set(1, stack.get(1, 3));
        return medium.killed().bytes();
    }

    @Override
    public int weight() {
        return 3;
    }

    @Override
    public boolean runsOnCaller() {
        return false;
    }

    /** One case. */
    private final class Session implements Trial {
        private final Path file;
        private @Nullable BStack stack;
        private byte[] before;
        private byte[] after;

        Session(Path file) {
            this.file = file;
            before = found == null ? new byte[0] : found;
            after = before;
        }

        @Override
        public Thread @Nullable [] victims() {
            return null;
        }

        @Override
        public void act() throws IOException {
            BStack opened = BStack.open(file, OPTIONS);
            stack = opened;
            for (StackCall call : calls) {
                after = call.effect().apply(before);
                call.action().run(opened);
                before = after;
            }
            opened.close();
        }

        @Override
        public void check(@Nullable Throwable thrown) throws IOException {
            if (stack != null) {
                stack.close();
                stack.close();
            }
            OpenFiles.refuse(file);
            if (stack != null || found != null || Files.exists(file)) { // creation is all or nothing
                reopen();
                Files.delete(file);
            }
            Files.delete(file.resolveSibling("")); // and leaves nothing else
        }

        private void reopen() throws IOException {
            try (BStack again = BStack.open(file, OPTIONS)) {
                StackState.expect(again.peek(0), List.of(before, after), "opened again, the file");
                again.push(SMALL);
                again.discard(SMALL.length);
            }
            OpenFiles.refuse(file);
        }
    }
}
