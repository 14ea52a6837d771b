package bstack.testkit.internal.fuzz;

import bstack.testkit.internal.process.JavaProcess;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** One run of Jazzer on one target, in a JVM of its own: starts it, follows its output, and tells how it ended. */
public final class FuzzSession {
    /** The property that says how long a run takes. */
    public static final String SECONDS = "bstack.fuzz.seconds";

    private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";
    private static final long MINUTES_TO_END = 5;
    private static final int LARGEST_TO_KEEP = 4096;
    /** Longer than any input takes, however busy the machine is: the work on the storage is counted, not timed. */
    private static final int HANGING_SECONDS = 120;

    private final Class<?> target;
    private final Class<?> program;
    private final Path corpus;
    private final Path found;
    private final long seconds = Long.getLong(SECONDS, 0);
    private final int seed = Integer.getInteger("bstack.seed", new Random().nextInt(1, Integer.MAX_VALUE));

    /**
     * @param target what is fuzzed
     * @param program what Jazzer calls, with the target's name
     * @param corpus its inputs; they are not changed
     */
    public FuzzSession(Class<?> target, Class<?> program, Path corpus) {
        this.target = target;
        this.program = program;
        this.corpus = corpus;
        this.found = Path.of("target", "fuzz", target.getSimpleName());
    }

    /**
     * Looks for inputs that fail.
     *
     * @throws AssertionError if there is one, naming it
     */
    public void fuzz() throws IOException, InterruptedException {
        run(List.of("-max_total_time=" + seconds, "-use_value_profile=1", collected(), corpus.toString()));
    }

    /** Adds to the corpus what has been collected and covers what nothing in the corpus does. */
    public void merge() throws IOException, InterruptedException {
        run(List.of("-merge=1", "-max_len=" + LARGEST_TO_KEEP, corpus.toString(), collected()));
    }

    private String collected() {
        return found.resolve("corpus").toString();
    }

    private void run(List<String> options) throws IOException, InterruptedException {
        requireJazzer();
        Files.createDirectories(found.resolve("corpus"));
        List<String> command = command();
        command.addAll(options);
        Process jazzer = new ProcessBuilder(command).redirectErrorStream(true).start();
        FuzzOutput output = new FuzzOutput(target.getSimpleName(), seconds);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(jazzer.getInputStream(), StandardCharsets.UTF_8))) {
            jazzer.getOutputStream().close();
            lines.lines().forEach(output::take);
            if (!jazzer.waitFor(MINUTES_TO_END, TimeUnit.MINUTES)) {
                throw new IllegalStateException("Jazzer does not end");
            }
        } finally {
            jazzer.destroyForcibly();
        }
        if (jazzer.exitValue() != 0) {
            throw new AssertionError(output.failure(target.getName(), seed));
        }
        System.out.println(output.summary(seed));
    }

    private static void requireJazzer() {
        try {
            Class.forName(JAZZER, false, FuzzSession.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("Jazzer is not on the class path: mvn -Pfuzz test puts it there", e);
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx1g",
                "-Xlog:disable",
                // Jazzer instruments the classes when they are loaded, by an agent and a library of its own.
                "-XX:+EnableDynamicAgentLoading",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                JavaProcess.classPath(),
                JAZZER));
        command.addAll(List.of(
                "--target_class=" + program.getName(),
                "--target_args=" + target.getName(),
                "--instrumentation_includes=" + System.getProperty("bstack.fuzz.packages", "bstack.**"),
                "--instrumentation_excludes=bstack.testkit.**" + File.pathSeparator + "bstack.crashtest.**",
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.*",
                "--reproducer_path=" + found,
                "-artifact_prefix=" + found + "/",
                "-timeout=" + HANGING_SECONDS,
                "-rss_limit_mb=0",
                "-print_final_stats=1",
                "-seed=" + seed));
        return command;
    }
}
