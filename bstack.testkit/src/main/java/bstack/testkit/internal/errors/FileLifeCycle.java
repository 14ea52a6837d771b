package bstack.testkit.internal.errors;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.core.BStackOptions.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Opening and closing a real file, by either access. Whatever fails, descriptors and locks are given back, so that the file
 * can be opened again at once, and nothing of it is lost.
 */
final class FileLifeCycle {
    private static final byte[] PAYLOAD = Bytes.of(3, 700);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private FileLifeCycle() {}

    static List<ErrorScenario> all() {
        List<ErrorScenario> scenarios = new ArrayList<>();
        for (Access access : List.of(Access.NATIVE, Access.FILE_CHANNEL)) {
            BStackOptions options = StackState.OPTIONS.access(access);
            scenarios.add(new Opening("file opened, " + access, PAYLOAD, file -> BStack.open(file, options)));
            scenarios.add(new Opening("file created, " + access, null, file -> BStack.open(file, options)));
            scenarios.add(new Opening(
                    "file opened for reading, " + access, PAYLOAD, file -> BStack.openReadOnly(file, options)));
            scenarios.add(new Closing("file closed, " + access, options));
        }
        return scenarios;
    }

    /** What opens a stack. */
    @FunctionalInterface
    private interface Opener {
        BStack open(Path file) throws IOException;
    }

    /** An opening; without a payload the file is missing. */
    private record Opening(String name, byte @Nullable [] payload, Opener opener) implements ErrorScenario {
        @Override
        public Trial begin() throws IOException {
            Path file = place();
            if (payload != null) {
                fill(file);
            }
            BStack[] opened = new BStack[1];
            return new Trial() {
                @Override
                public void act() throws IOException {
                    opened[0] = opener.open(file);
                }

                @Override
                public void check(@Nullable Throwable thrown) throws IOException {
                    byte[] expected = payload == null ? new byte[0] : payload;
                    if (opened[0] != null) {
                        StackState.expect(opened[0].peek(0), List.of(expected), "the stack");
                        opened[0].close();
                        opened[0].close();
                    }
                    checkFree(file, expected);
                }
            };
        }
    }

    /** A close of a stack that has been written to. */
    private record Closing(String name, BStackOptions options) implements ErrorScenario {
        @Override
        public Trial begin() throws IOException {
            Path file = place();
            BStack stack = BStack.open(file, options);
            stack.push(PAYLOAD);
            return new Trial() {
                @Override
                public void act() throws IOException {
                    stack.close();
                }

                @Override
                public void check(@Nullable Throwable thrown) throws IOException {
                    stack.close();
                    checkFree(file, PAYLOAD);
                }
            };
        }
    }

    private static Path place() throws IOException {
        return Files.createTempDirectory("bstack-errors").resolve("x.bstack");
    }

    /** {@return the folder that a case has made for its file} */
    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    private static void fill(Path file) throws IOException {
        try (BStack stack = BStack.open(file)) {
            stack.push(PAYLOAD);
        }
    }

    /** Nobody holds the file any more; it opens by either access, and then nothing else lies in its folder. */
    private static void checkFree(Path file, byte[] payload) throws IOException {
        checkDescriptors(file);
        for (Access access : List.of(Access.NATIVE, Access.FILE_CHANNEL, Access.NATIVE)) {
            try (BStack stack = BStack.open(file, StackState.OPTIONS.access(access))) {
                StackState.expect(stack.peek(0), List.of(payload), "opened again by " + access + " access, the stack");
            }
        }
        checkDescriptors(file);
        removeFolder(file);
    }

    private static void checkDescriptors(Path file) throws IOException {
        if (!Files.exists(DESCRIPTORS) || !Files.exists(file)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> listed = Files.list(DESCRIPTORS)) {
            all = listed.toList();
        }
        for (Path descriptor : all) {
            // That of the listing is gone by now.
            String target = Files.isSymbolicLink(descriptor)
                    ? Files.readSymbolicLink(descriptor).toString()
                    : "";
            if (target.startsWith(folderOf(file).toString())) {
                throw new AssertionError("a descriptor of " + target + " was not given back");
            }
        }
    }

    private static void removeFolder(Path file) throws IOException {
        List<Path> left;
        try (Stream<Path> listed = Files.list(folderOf(file))) {
            left = listed.toList();
        }
        for (Path each : left) {
            Files.delete(each);
        }
        Files.delete(folderOf(file));
        for (Path each : left) {
            if (!each.equals(file) && !each.toString().endsWith(".new")) {
                throw new AssertionError("what is left beside the file: " + each.getFileName());
            }
        }
    }
}
