package bstack.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run of the program {@code outside.worker}, from its start to its end.
 *
 * @param lines what it has printed
 * @param errors what it has printed to standard error
 * @param code its exit code
 */
record WorkerRun(List<String> lines, List<String> errors, int code) {
    private static final Pattern COMMITTED = Pattern.compile("committed (\\d+) (\\d+)( interrupted)?");
    private static final Pattern FOUND = Pattern.compile("found (\\d+) (\\d+)");
    private static final Pattern LOGGED = Pattern.compile("(INFO|WARN) bstack\\..*");
    private static final Set<String> OPTIONS = Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");
    private static final int FEWEST = 20;
    private static final int MOST = 220;
    private static final int LONGEST_PAUSE_NANOS = 3_000_000;

    /** {@return a run that is killed at a random moment, after some commits} */
    static WorkerRun killed(List<String> command, Path folder, Random random) throws Exception {
        int enough = FEWEST + random.nextInt(MOST - FEWEST);
        long pause = random.nextInt(LONGEST_PAUSE_NANOS);
        WorkerRun run = run(command, folder, enough, pause);
        assertTrue(run.commits() >= enough, () -> "it commits until it is killed: " + run);
        assertTrue(run.code != 0 && !run.lines.contains("closed"), () -> "it does not end by itself: " + run);
        return run;
    }

    /** {@return a run that ends by itself} */
    static WorkerRun ended(List<String> command, Path folder) throws Exception {
        WorkerRun run = run(command, folder, Integer.MAX_VALUE, 0);
        assertEquals(0, run.code, run::toString);
        return run;
    }

    private static WorkerRun run(List<String> command, Path folder, int enough, long pause) throws Exception {
        Path errors = folder.resolve("stderr");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        // The JVM would say that it has picked them up.
        builder.environment().keySet().removeAll(OPTIONS);
        Process process = builder.start();
        List<String> lines = new ArrayList<>();
        int commits = 0;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                if (COMMITTED.matcher(line).matches() && ++commits == enough) {
                    LockSupport.parkNanos(pause);
                    // By the handle: what has been printed until then can be read still.
                    process.toHandle().destroyForcibly();
                }
            }
            return new WorkerRun(lines, Files.readAllLines(errors), process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }

    private long commits() {
        return lines.stream().filter(line -> COMMITTED.matcher(line).matches()).count();
    }

    /** {@return what this line begins with a word, and goes on with} */
    String said(String word) {
        return lines.stream()
                .filter(line -> line.startsWith(word + " "))
                .map(line -> line.substring(word.length() + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing about " + word + ": " + this));
    }

    /** {@return the number of each thread's value when the file was opened} */
    Map<Integer, Integer> found() {
        return numbers(
                lines.stream().takeWhile(line -> !line.startsWith("unsound")).toList(), FOUND);
    }

    /** {@return the number of each thread's value when the work was done} */
    Map<Integer, Integer> foundAtTheEnd() {
        return numbers(lines, FOUND);
    }

    /**
     * {@return the number of each thread's last commit that the program has printed; where it has printed none, what it
     * found} Each thread's numbers follow one another, and the interrupts of the first thread are not lost.
     */
    Map<Integer, Integer> acknowledged() {
        Map<Integer, Integer> last = found();
        for (String line : lines) {
            Matcher committed = COMMITTED.matcher(line);
            if (committed.matches()) {
                int thread = Integer.parseInt(committed.group(1));
                int number = Integer.parseInt(committed.group(2));
                assertEquals(last.get(thread) + 1, number, () -> line + " in " + this);
                assertEquals(thread == 0, committed.group(3) != null, () -> line + " in " + this);
                last.put(thread, number);
            }
        }
        return last;
    }

    /** {@return what the log says about the storage} Nothing but the library's log is on standard error. */
    List<String> loggedStorages() {
        for (String line : errors) {
            assertTrue(LOGGED.matcher(line).matches(), () -> line + " in " + this);
        }
        return errors.stream().filter(line -> line.contains("portable storage")).toList();
    }

    private static Map<Integer, Integer> numbers(List<String> lines, Pattern pattern) {
        Map<Integer, Integer> numbers = new TreeMap<>();
        for (String line : lines) {
            Matcher found = pattern.matcher(line);
            if (found.matches()) {
                numbers.put(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)));
            }
        }
        return numbers;
    }

    @Override
    public String toString() {
        return "exit code %d%n%s%n%s".formatted(code, String.join("\n", errors), String.join("\n", lines));
    }
}
