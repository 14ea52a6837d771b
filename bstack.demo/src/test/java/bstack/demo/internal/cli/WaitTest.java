package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --wait}, for every command that opens a file. */
class WaitTest extends CommandTest {
    /** Longer than any test may take. */
    private static final String LONG = "86400";

    static Stream<Arguments> commands() {
        return Stream.of(
                Arguments.of("put", List.of("other")),
                Arguments.of("get", List.of("key")),
                Arguments.of("ls", List.of()),
                Arguments.of("rm", List.of("key")),
                Arguments.of("import", List.of("SOURCE")),
                Arguments.of("export", List.of("TARGET")),
                Arguments.of("push", List.of("--text", "x")),
                Arguments.of("pop", List.of("1")),
                Arguments.of("peek", List.of()),
                Arguments.of("len", List.of()),
                Arguments.of("info", List.of()),
                Arguments.of("check", List.of()),
                Arguments.of("create", List.of("--allocator", "linear")));
    }

    private Path fileFor(String command) throws IOException {
        if (command.equals("create")) {
            Path file = folder.resolve("empty.bstack");
            BStack.open(file).close();
            return file;
        }
        boolean isPlain = command.equals("push") || command.equals("pop");
        Path file = newStore(isPlain ? "linear" : "first-fit");
        run(isPlain ? new Object[] {"push", file, "--text", "x"} : new Object[] {"put", file, "key"})
                .succeeded();
        return file;
    }

    private Object[] arguments(String command, Path file, List<String> rest) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of(command, file));
        for (String each : rest) {
            switch (each) {
                case "SOURCE" -> arguments.add(Files.createDirectory(folder.resolve("source")));
                case "TARGET" -> arguments.add(folder.resolve("target"));
                default -> arguments.add(each);
            }
        }
        arguments.addAll(List.of("--wait", LONG));
        return arguments.toArray();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandWaitsUntilTheFileIsClosed(String command, List<String> rest) throws Exception {
        Path file = fileFor(command);
        Object[] arguments = arguments(command, file, rest);
        CompletableFuture<Result> result = new CompletableFuture<>();
        AtomicReference<Thread> waiting = new AtomicReference<>();
        try (BStack holder = BStack.open(file)) {
            assertTrue(holder.length() >= 0);
            Thread thread = new Thread(() -> result.complete(run(arguments)));
            waiting.set(thread);
            thread.start();
            CommandProcess.until(
                    "waiting or over", () -> thread.getState() == Thread.State.TIMED_WAITING || result.isDone());
            assertTrue(!result.isDone(), () -> "it did not wait: " + result.join());
        }
        waiting.get().join();
        assertEquals(Bstack.DONE, result.join().code(), () -> result.join().err());
    }

    @Test
    void whoWaitsInAnotherProcessGetsTheFileToo() throws Exception {
        Path store = newStore();
        try (CommandProcess process = startWhileHeld(store)) {
            assertEquals(Bstack.DONE, process.exitCode());
            assertEquals("", process.errors());
        }
        assertEquals("key\n", run("ls", store).succeeded().out());
    }

    private CommandProcess startWhileHeld(Path store) throws Exception {
        try (BStack holder = BStack.open(store)) {
            CommandProcess process =
                    CommandProcess.start(folder.resolve("temporary"), "put", store, "key", "--wait", LONG);
            process.process().getOutputStream().close();
            CommandProcess.until(
                    "it has tried",
                    () -> process.hasOpen(store) || !process.process().isAlive());
            assertTrue(process.process().isAlive() && holder.length() > 0, "it did not wait");
            return process;
        }
    }

    @Test
    void theWaitEndsWithTheUsualRefusal() throws IOException {
        Path store = newStore();
        try (BStack holder = BStack.open(store)) {
            run("ls", store, "--wait", "0.05").failed("open in this JVM");
            run("ls", store, "--wait", "0").failed("open in this JVM");
            run("ls", store).failed("open in this JVM");
            run("create", store).failed("open in this JVM");
            assertEquals(48, holder.length());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "soon", "", "1e9", "1.", ".5", "0x1", "9999999999", "\u0661", "NaN"})
    void whatIsNoTimeIsWrongUsage(String seconds) {
        run("ls", folder.resolve("missing"), "--wait=" + seconds).refused("--wait");
    }
}
