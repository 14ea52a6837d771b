package bstack.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The allocator of examples/third-party-allocator, which docs/allocator-guide.md explains: compiled against the jars of
 * this build, tested on the class path and on the module path by the contracts, and used through the command.
 *
 * <p>Its own build needs an installed library and perhaps a network, so javac, jar and the launcher of JUnit take
 * Maven's place here.
 */
@Tag("campaign")
class ThirdPartyExampleTest {
    private static final Path EXAMPLE = Path.of("..", "examples", "third-party-allocator");
    private static final Path RUNNER = Path.of("src", "test", "resources", "outside", "run", "RunTests.java");
    private static final Pattern LIBRARY = Pattern.compile("(bstack\\.(core|spi)|slf4j-api)-.*\\.jar");
    private static final Pattern COMMAND = Pattern.compile(
            "(bstack\\.(core|spi|collections|backup|alloc\\.\\w+)|slf4j-api|logback-\\w+|picocli)-.*\\.jar");
    private static final Pattern TEST_KIT =
            Pattern.compile("(bstack\\.testkit|junit-.*|opentest4j|apiguardian-api|jspecify)-.*\\.jar");
    private static final Path GUIDE = Path.of("..", "docs", "allocator-guide.md");
    private static final Pattern SHOWN = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final String MODULE = "com.example.slab";
    private static final String VOLUME = "2";
    private static final int MOST_OF_ALL = 50;

    @TempDir
    static Path directory;

    /** The folder with the example's jar and nothing else, and the jar. */
    private static Path plugins;

    private static Path jar;
    private static Path testClasses;

    @BeforeAll
    static void buildTheExample() throws IOException {
        PackedJars.assume();
        Path classes = directory.resolve("classes");
        Path main = EXAMPLE.resolve(Path.of("src", "main"));
        PackedJars.compile(classes, "--module-path", PackedJars.path(List.of(), LIBRARY), sources(main));
        plugins = Files.createDirectory(directory.resolve("plugins"));
        jar = plugins.resolve("slab.jar");
        PackedJars.tool(
                "jar",
                List.of(
                        "-cf",
                        jar.toString(),
                        "-C",
                        classes.toString(),
                        ".",
                        "-C",
                        main.resolve("resources") + "",
                        "."));
        testClasses = directory.resolve("test-classes");
        List<Path> tests = new ArrayList<>(sources(EXAMPLE.resolve(Path.of("src", "test"))));
        PackedJars.compile(testClasses, "--class-path", PackedJars.path(List.of(jar), LIBRARY, TEST_KIT), tests);
        PackedJars.compile(
                directory.resolve("runner"), "--class-path", PackedJars.path(List.of(), TEST_KIT), List.of(RUNNER));
    }

    @Test
    void onTheClassPathItPassesTheContracts() throws Exception {
        passes(
                "unnamed module",
                "--enable-native-access=ALL-UNNAMED",
                "--class-path",
                PackedJars.path(List.of(directory.resolve("runner"), testClasses, jar), LIBRARY, TEST_KIT));
    }

    @Test
    void onTheModulePathItPassesTheContracts() throws Exception {
        passes(
                "module " + MODULE,
                "--enable-native-access=bstack.core",
                "--module-path",
                PackedJars.path(List.of(jar), LIBRARY, TEST_KIT),
                "--add-modules",
                MODULE + ",bstack.testkit,org.junit.platform.launcher,org.junit.jupiter.engine",
                "--patch-module",
                MODULE + "=" + testClasses,
                "--add-reads",
                MODULE + "=bstack.testkit,org.junit.jupiter.api",
                "--add-opens",
                MODULE + "/com.example.slab=org.junit.platform.commons",
                "--class-path",
                PackedJars.path(List.of(directory.resolve("runner"), testClasses)));
    }

    @Test
    void theCommandFindsItByTheMagicInTheFile() throws Exception {
        Path root = installation();
        Path file = directory.resolve("store.bstack");
        Path value = Files.writeString(directory.resolve("value"), "hello");
        command(root, plugins, 0, "create", file, "--allocator", "checked-slab");
        command(root, plugins, 0, "put", file, "greeting", value);
        assertEquals("hello", command(root, plugins, 0, "get", file, "greeting"));
        String info = command(root, plugins, 0, "info", file);
        assertTrue(info.contains("checked-slab"), info);
        command(root, plugins, 0, "check", file);
        Path none = Files.createDirectory(directory.resolve("no-plugins"));
        String refusal = command(root, none, 1, "get", file, "greeting");
        assertTrue(refusal.contains("a heap of the checked-slab allocator, which is not installed"), refusal);
    }

    @Test
    void theGuideShowsTheExampleAsItIs() throws IOException {
        StringBuilder written = new StringBuilder();
        for (Path source : sources(EXAMPLE)) {
            written.append(withoutSpaces(Files.readString(source)));
        }
        Matcher shown = SHOWN.matcher(Files.readString(GUIDE));
        int lines = 0;
        while (shown.find()) {
            for (String line : shown.group(1).lines().toList()) {
                String code = withoutSpaces(line.replaceAll("//.*", ""));
                if (!line.contains("…")) {
                    assertTrue(written.indexOf(code) >= 0, () -> "not in the example: " + line);
                    lines++;
                }
            }
        }
        assertTrue(lines > 0);
    }

    private static String withoutSpaces(String text) {
        return text.replaceAll("\\s", "");
    }

    private static void passes(String module, String... options) throws Exception {
        List<String> classes = sources(EXAMPLE.resolve(Path.of("src", "test"))).stream()
                .map(source -> MODULE + "." + source.getFileName().toString().replace(".java", ""))
                .toList();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-Dslf4j.internal.verbosity=ERROR", "-Dbstack.volume=" + VOLUME));
        command.addAll(Arrays.asList(options));
        command.add("RunTests");
        command.addAll(classes);
        String printed = run(command, Map.of(), 0);
        for (String name : classes) {
            assertTrue(printed.contains(name + " in " + module), printed);
        }
        assertTrue(printed.contains("failed 0\n"), printed);
        int passed = Integer.parseInt(printed.replaceAll("(?s).*passed (\\d+)\n.*", "$1"));
        assertTrue(passed >= MOST_OF_ALL, printed);
    }

    /** Lays out what ./bstack needs, with the jar that this module does not have yet in the phase of its tests. */
    private static Path installation() throws IOException {
        Path script = Path.of("..", "bstack");
        assumeTrue(Files.isExecutable(script) && Files.isExecutable(Path.of("/bin/sh")), "no shell here");
        Path root = directory.resolve("installation");
        Path modules = Files.createDirectories(root.resolve(Path.of("bstack.demo", "target", "modules")));
        Files.copy(script, root.resolve("bstack"), StandardCopyOption.COPY_ATTRIBUTES);
        Path search = Path.of(".mvn", "find-jdk.sh");
        Files.createDirectory(root.resolve(".mvn"));
        Files.copy(Path.of("..").resolve(search), root.resolve(search));
        for (Path each : PackedJars.named(COMMAND)) {
            Files.copy(each, modules.resolve(each.getFileName()));
        }
        Path demo = modules.resolveSibling("bstack.demo-0.jar");
        PackedJars.tool(
                "jar",
                List.of(
                        "-cf",
                        demo.toString(),
                        "-C",
                        Path.of("target", "classes").toString(),
                        "."));
        return root;
    }

    private static String command(Path root, Path modules, int code, Object... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(root.resolve("bstack").toString()));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        return run(command, Map.of("BSTACK_MODULES", modules.toString()), code);
    }

    private static String run(List<String> command, Map<String, String> environment, int code) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(code, process.waitFor(), () -> command + ": " + printed);
        return printed;
    }

    private static List<Path> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }
}
