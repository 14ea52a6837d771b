package bstack.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.spi.BStackAllocators;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs outside the project, compiled against its modules and run in JVMs of their own: what is installed is found on
 * the class path as on the module path.
 */
class InstallationTest {
    private static final Path SOURCES = Path.of("src", "test", "resources", "outside");
    private static final Pattern LIBRARY = Pattern.compile("bstack\\.(core|spi|alloc\\.\\w+)|slf4j-api");

    @TempDir
    Path directory;

    @Test
    void aModuleOutsideOpensAnAllocatorDirectlyAndFindsTheOthersByTheirMagic() throws Exception {
        Path app = compile("app", library());
        String path = joined(library()) + File.pathSeparator + app;
        List<String> lines = run(List.of("--module-path", path, "--module", "outside.app/outside.app.Main"));
        assertEquals("direct first-fit hello", lines.get(0));
        assertEquals(
                List.of("installed first-fit", "installed ghost-tree", "installed linear"), lines.subList(1, 4));
        assertEquals(List.of("found first-fit true", "found ghost-tree true"), lines.subList(4, 6));
        assertRefused(lines.get(6), "first-fit");
    }

    @Test
    void aProgramOnTheClassPathFindsTheSame() throws Exception {
        Path app = compile("app", library());
        Files.delete(app.resolve("module-info.class"));
        List<String> lines =
                run(List.of("--class-path", joined(library()) + File.pathSeparator + app, "outside.app.Main"));
        assertEquals("direct first-fit hello", lines.get(0));
        assertEquals(
                List.of("installed first-fit", "installed ghost-tree", "installed linear"), lines.subList(1, 4));
        assertEquals(List.of("found first-fit false", "found ghost-tree false"), lines.subList(4, 6));
        assertRefused(lines.get(6), "first-fit");
    }

    @Test
    void aThirdPartysAllocatorIsFoundAsAModule() throws Exception {
        Path ring = compile("ring", library());
        Path app = compile("app", library());
        String path = joined(library()) + File.pathSeparator + app + File.pathSeparator + ring;
        List<String> lines = run(List.of("--module-path", path, "--module", "outside.app/outside.app.Main"));
        assertTrue(lines.contains("installed ring"), lines::toString);
        assertEquals("found ring true", lines.getLast());
    }

    @Test
    void aThirdPartysAllocatorIsFoundOnTheClassPath() throws Exception {
        Path ring = compile("ring", library());
        Path services = Files.createDirectories(ring.resolve("META-INF").resolve("services"));
        Files.writeString(services.resolve("bstack.spi.BStackAllocatorProvider"), "outside.ring.RingProvider\n");
        Path app = compile("app", library());
        String path = joined(library()) + File.pathSeparator + app + File.pathSeparator + ring;
        List<String> lines = run(List.of("--class-path", path, "outside.app.Main"));
        assertTrue(lines.contains("installed ring"), lines::toString);
        assertEquals("found ring false", lines.getLast());
    }

    private static void assertRefused(String line, String installed) {
        assertTrue(line.startsWith("refused UnknownAllocatorException "), line);
        assertTrue(line.contains("RING"), () -> "says what was found: " + line);
        assertTrue(line.contains(installed), () -> "says what is installed: " + line);
    }

    private Path compile(String module, List<Path> modulePath) throws IOException {
        Path target = Files.createDirectories(directory.resolve(module));
        List<String> arguments = new ArrayList<>(
                List.of("-d", target.toString(), "--module-path", joined(modulePath)));
        try (Stream<Path> files = Files.walk(SOURCES.resolve(module))) {
            files.filter(f -> f.toString().endsWith(".java")).forEach(f -> arguments.add(f.toString()));
        }
        int result = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(System.out, System.err, arguments.toArray(String[]::new));
        assertEquals(0, result, "javac");
        return target;
    }

    /** Runs the program on a new first-fit heap, one file of each kind, and one that nobody here knows. */
    private List<String> run(List<String> options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(options.contains("--module-path")
                ? "--enable-native-access=bstack.core"
                : "--enable-native-access=ALL-UNNAMED");
        command.add("-Dslf4j.internal.verbosity=ERROR");
        command.addAll(options);
        command.add(directory.resolve("direct.bstack").toString());
        for (String name : List.of("first-fit", "ghost-tree")) {
            Path file = directory.resolve(name + ".bstack");
            BStackAllocators.create(file, name).close();
            command.add(file.toString());
        }
        Path ring = directory.resolve("ring.bstack");
        try (BStack stack = BStack.open(ring)) {
            stack.push("0123456789abcdefRING and then some".getBytes(StandardCharsets.US_ASCII));
        }
        command.add(ring.toString());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output.lines().toList();
    }

    /** The library as this test's own JVM has it: jars, or folders of classes. */
    private static List<Path> library() {
        return Stream.of(System.getProperty("jdk.module.path", ""), System.getProperty("java.class.path", ""))
                .flatMap(path -> Stream.of(path.split(Pattern.quote(File.pathSeparator))))
                .map(Path::of)
                .filter(path -> LIBRARY.matcher(path.toString().replace(FileSystems.getDefault().getSeparator(), "/"))
                        .find())
                .filter(path -> !path.endsWith("test-classes") && !path.toString().contains("bstack.demo"))
                .distinct()
                .toList();
    }

    private static String joined(List<Path> paths) {
        return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
