package bstack.testkit.internal.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The thread that has made it, with strace attached: its system calls on one file are written down, and those chosen
 * fail. To be closed by the same thread, which goes on untraced then.
 */
public final class TracedThread implements AutoCloseable {
    private static final List<String> READING = List.of("pread64", "lseek", "mmap");
    /** A call that is in every trace, by which the thread finds out that strace is there. */
    private static final String MARK = "openat";

    private static final int PATIENCE_SECONDS = 60;

    private final Path log;
    private final Path output;
    private final Process strace;

    /**
     * Attaches strace to the current thread; when this returns, its calls count.
     *
     * @param file the file
     * @param log where the calls are written down; another file for what strace has to say lies beside it
     * @param injections which calls fail in what way, as strace's option {@code -e inject} takes it
     * @throws IOException if strace cannot be attached
     */
    public TracedThread(Path file, Path log, List<String> injections) throws IOException {
        this(file, file, log, injections);
    }

    /**
     * Attaches strace to the current thread, for its calls on all files.
     *
     * @param log where the calls are written down
     * @param injections which calls fail in what way
     */
    public static TracedThread onAllFiles(Path log, List<String> injections) throws IOException {
        return new TracedThread(null, log, log, injections);
    }

    private TracedThread(@Nullable Path file, Path marked, Path log, List<String> injections) throws IOException {
        this.log = log;
        output = log.resolveSibling(log.getFileName() + ".out");
        Files.deleteIfExists(log);
        List<String> command = new ArrayList<>(List.of(
                "strace",
                "-p",
                Path.of("/proc/thread-self").toRealPath().getFileName().toString(),
                // The JVM lets itself be told of null pointers by a signal, which is no call.
                "-e",
                "signal=none"));
        List<String> calls = new ArrayList<>(Strace.CHANGING);
        calls.addAll(READING);
        calls.add(MARK);
        command.addAll(Strace.options(file, log, calls, injections));
        strace = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean attached = false;
        try {
            awaitMark(marked);
            attached = true;
        } finally {
            if (!attached) {
                close();
            }
        }
    }

    /** {@return why strace cannot be attached here, to be said where a test is skipped; empty if it can} */
    public static Optional<String> missing(Path directory) throws IOException {
        if (Strace.missing().isPresent()) {
            return Strace.missing();
        }
        try {
            new TracedThread(directory.resolve("none"), directory.resolve("attach.log"), List.of()).close();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void awaitMark(Path marked) throws IOException {
        long start = System.nanoTime();
        while (!Files.exists(log) || Files.size(log) == 0) {
            if (!strace.isAlive() || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new IOException("strace cannot be attached here: "
                        + Files.readString(output).strip());
            }
            mark(marked);
            Thread.yield();
        }
    }

    private static void mark(Path file) throws IOException {
        try {
            Files.newInputStream(file).close();
        } catch (NoSuchFileException e) {
            return; // the attempt is a call as well
        }
    }

    /** {@return the calls so far that change, flush or reserve something, or read, one line each} */
    public List<String> calls() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(log));
        lines.removeIf(line -> line.startsWith(MARK));
        return lines;
    }

    /** Lets strace go; the calls so far can still be asked for. */
    public void detach() {
        strace.destroy();
        try {
            if (!strace.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                strace.destroyForcibly();
            }
        } catch (InterruptedException e) {
            strace.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        detach();
    }
}
