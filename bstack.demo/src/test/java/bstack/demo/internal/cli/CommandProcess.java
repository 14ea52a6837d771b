package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.demo.internal.tour.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The command in a process of its own, which can be paused and killed. */
final class CommandProcess implements AutoCloseable {
    /** Guards against hanging; no test asserts that anything takes less. */
    private static final long PATIENCE_SECONDS = 120;

    private final Process process;
    private final Path errors;

    private CommandProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /**
     * {@return the command, started}
     *
     * @param temporary the folder that it takes for temporary files; its standard error goes to a file beside it
     */
    static CommandProcess start(Path temporary, Object... args) throws IOException {
        Path errors = temporary.resolveSibling(temporary.getFileName() + ".err");
        ProcessBuilder builder = builder(temporary, args);
        return new CommandProcess(builder.redirectError(errors.toFile()).start(), errors);
    }

    /** {@return the command, started with options for the JVM, and its standard error where its standard output goes} */
    static CommandProcess startSayingAll(List<String> options, Path temporary, Object... args) throws IOException {
        ProcessBuilder builder = builder(temporary, args);
        builder.command().addAll(1, options);
        return new CommandProcess(builder.redirectErrorStream(true).start(), null);
    }

    private static ProcessBuilder builder(Path temporary, Object... args) throws IOException {
        Files.createDirectories(temporary);
        ProcessBuilder builder =
                ChildJvm.of(Stream.of(args).map(Object::toString).toArray(String[]::new));
        builder.command().add(1, "-Djava.io.tmpdir=" + temporary);
        return builder;
    }

    Process process() {
        return process;
    }

    String errors() throws IOException {
        return Files.readString(errors, StandardCharsets.UTF_8);
    }

    /** Waits until something is so. */
    static void until(String what, Callable<Boolean> condition) throws Exception {
        long begun = System.nanoTime();
        while (!condition.call()) {
            assertTrue(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun) < PATIENCE_SECONDS, "not: " + what);
            Thread.sleep(2);
        }
    }

    /** {@return whether the process has a file open that has no name any more} */
    boolean hasNamelessFile() throws IOException {
        return hasOpen(name -> name.matches(".*[.]bstack-.* [(]deleted[)]"));
    }

    /** {@return whether the process has the file open} */
    boolean hasOpen(Path file) throws IOException {
        return hasOpen(file.toRealPath().toString()::equals);
    }

    private boolean hasOpen(Predicate<String> name) throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "no /proc here");
        Path descriptors = Path.of("/proc", Long.toString(process.pid()), "fd");
        try (Stream<Path> open = Files.list(descriptors)) {
            return open.anyMatch(descriptor -> name.test(leadsTo(descriptor)));
        } catch (NoSuchFileException | UncheckedIOException e) {
            return false;
        }
    }

    private static String leadsTo(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** Sends a signal, by its name. */
    void signal(String name) throws Exception {
        List<String> command = List.of("kill", "-" + name, Long.toString(process.pid()));
        assertEquals(0, new ProcessBuilder(command).start().waitFor(), "kill");
    }

    /** Leaves the test if the process was started in a way that makes it ignore the signal, in the background say. */
    void assumeObeys(int signal) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        assumeTrue(Files.exists(status), "no /proc here");
        String ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring(7).strip())
                .findFirst()
                .orElseThrow();
        assumeTrue((Long.parseUnsignedLong(ignored, 16) >> signal - 1 & 1) == 0, "started with that signal ignored");
    }

    /** {@return the exit code, when it has ended} */
    int exitCode() throws Exception {
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "the command hangs");
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
