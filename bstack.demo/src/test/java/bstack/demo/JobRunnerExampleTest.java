package bstack.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The program of examples/job-runner: compiled against the jars of this build, and killed while it runs jobs. Each job that
 * it has said to have ended has ended, once.
 */
@Tag("campaign")
@EnabledOnOs({OS.LINUX, OS.MAC})
class JobRunnerExampleTest {
    private static final Path SOURCES = Path.of("..", "examples", "job-runner", "src", "main", "java");
    private static final Pattern COMPILED = Pattern.compile("(bstack\\.(core|spi|collections)|slf4j-api)-.*\\.jar");
    private static final Pattern RUN =
            Pattern.compile("(bstack\\.(core|spi|collections|alloc\\.firstfit)|slf4j-api)-.*\\.jar");
    private static final int JOBS = 40;
    private static final int KILLS = 4;

    @TempDir
    static Path program;

    private static Path classes;

    @TempDir
    Path folder;

    @BeforeAll
    static void build() throws IOException {
        PackedJars.assume();
        classes = program.resolve("classes");
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            PackedJars.compile(classes, "--module-path", PackedJars.path(List.of(), COMPILED), sources);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatHasEndedIsNotRunAgainAndWhatHasNotIs(boolean modules) throws Exception {
        List<String> commands = IntStream.rangeClosed(1, JOBS)
                .mapToObj(i -> i == 7
                        ? "echo 7 > once-7; echo is wrong; exit 3"
                        : "echo %1$d >> once-%1$d; echo %1$d".formatted(i))
                .toList();
        Path input = Files.write(folder.resolve("commands"), commands);
        assertEquals(List.of(), call(modules, input, "add"));
        assertEquals(JOBS, call(modules, null, "list").size());

        Set<String> said = new TreeSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = start(modules, null, "run", "3");
            try (BufferedReader reader = process.inputReader()) {
                int before = said.size();
                String line = reader.readLine();
                while (line != null && said.size() < before + 3) {
                    assertTrue(said.add(line), () -> "ended twice: " + said);
                    line = reader.readLine();
                }
                // By its handle: the process would close its stream, and what it has said would be lost.
                process.toHandle().destroyForcibly();
                for (; line != null; line = reader.readLine()) {
                    assertTrue(said.add(line), () -> "ended twice: " + said);
                }
            }
        }
        for (String line : call(modules, null, "run", "3")) {
            assertTrue(said.add(line), () -> "ended twice: " + said);
        }
        List<String> listed = call(modules, null, "list");
        assertEquals(JOBS, listed.size());
        // A process that was killed may have recorded an end, and not said so.
        assertTrue(listed.containsAll(said), () -> listed + " and " + said);
        assertTrue(listed.contains("7 FAILED 3 " + commands.get(6)), listed::toString);
        assertEquals(
                JOBS - 1,
                listed.stream().filter(line -> line.contains(" DONE 0 ")).count());
        for (int i = 1; i <= JOBS; i++) {
            assertTrue(Files.exists(folder.resolve("once-" + i)), "job " + i);
        }
        assertEquals(List.of("7 FAILED 3 " + commands.get(6), "is wrong"), call(modules, null, "show", "7"));

        assertEquals(List.of(), call(modules, null, "retry"));
        assertEquals(List.of("7 FAILED 3 " + commands.get(6)), call(modules, null, "run"));
        assertEquals(List.of(), call(modules, null, "run"));
    }

    private List<String> call(boolean modules, Path input, String... arguments) throws Exception {
        Process process = start(modules, input, arguments);
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), printed);
        return printed.lines().toList();
    }

    private Process start(boolean modules, Path input, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dslf4j.internal.verbosity=ERROR"));
        String path = PackedJars.path(List.of(classes), RUN);
        command.addAll(
                modules
                        ? List.of(
                                "--enable-native-access=bstack.core",
                                "--module-path",
                                path,
                                "--module",
                                "com.example.jobs/com.example.jobs.Main")
                        : List.of("--enable-native-access=ALL-UNNAMED", "--class-path", path, "com.example.jobs.Main"));
        command.add("jobs.bstack");
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(input == null ? new File("/dev/null") : input.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
