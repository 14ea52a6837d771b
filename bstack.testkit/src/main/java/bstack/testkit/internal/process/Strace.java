package bstack.testkit.internal.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The command strace, which sees the system calls of a process on one file, kills the process before one of them or
 * makes some fail. It counts each kind of call by itself, and for each thread.
 */
public final class Strace {
    /** The calls that change, flush or reserve something. */
    public static final List<String> CHANGING = List.of(
            "pwrite64", "pwritev2", "pwritev", "write", "fdatasync", "fsync", "ftruncate", "fallocate", "linkat");

    private static final Pattern CALL = Pattern.compile("(?:\\d+ +)?(\\w+)\\(.*");

    private Strace() {}

    /** {@return why it cannot be used here, to be said where a test is skipped; empty if it can} */
    public static Optional<String> missing() {
        return Holder.MISSING;
    }

    /** Looked for once. */
    private static final class Holder {
        static final Optional<String> MISSING = find();

        private static Optional<String> find() {
            try {
                Process process = new ProcessBuilder("strace", "-f", "-o", "/dev/null", "true")
                        .redirectErrorStream(true)
                        .start();
                String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                return process.waitFor() == 0 ? Optional.empty() : Optional.of("strace may not trace here: " + said);
            } catch (IOException e) {
                return Optional.of("strace is not installed here");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.of("interrupted while looking for strace");
            }
        }
    }

    /**
     * {@return the command line that starts a program under strace}
     *
     * @param file the only file whose calls count; null for all
     * @param log where the calls are written down, one a line
     * @param injections what to do to which of them, as strace's option {@code -e inject} takes it
     * @param program the program's own command line
     */
    public static List<String> command(@Nullable Path file, Path log, List<String> injections, List<String> program) {
        List<String> command = new ArrayList<>(List.of("strace", "-f"));
        command.addAll(options(file, log, CHANGING, injections));
        command.addAll(program);
        return command;
    }

    /** {@return the options that are the same whether it starts something or is attached to it} */
    static List<String> options(@Nullable Path file, Path log, List<String> calls, List<String> injections) {
        List<String> options = new ArrayList<>(List.of("-qq", "-y", "-s", "0", "-o", log.toString()));
        if (file != null) {
            options.addAll(List.of("-P", file.toString()));
        }
        options.addAll(List.of("-e", "trace=" + String.join(",", calls)));
        for (String injection : injections) {
            options.addAll(List.of("-e", "inject=" + injection));
        }
        return options;
    }

    /** {@return how many calls of each kind are in a log} */
    public static Map<String, Integer> counts(List<String> log) {
        Map<String, Integer> counts = new TreeMap<>();
        for (String line : log) {
            Matcher matcher = CALL.matcher(line);
            if (matcher.matches()) {
                counts.merge(matcher.group(1), 1, Integer::sum);
            }
        }
        return counts;
    }

    /** {@return how many calls of each kind are in a log} */
    public static Map<String, Integer> counts(Path log) throws IOException {
        return counts(Files.readAllLines(log));
    }

    /** Kills strace and everything that it has started, and waits until it is gone. */
    public static void end(Process strace) {
        // First what it has started: a process whose tracer is killed lives on.
        strace.descendants().forEach(ProcessHandle::destroyForcibly);
        strace.destroyForcibly();
        try {
            strace.waitFor(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
