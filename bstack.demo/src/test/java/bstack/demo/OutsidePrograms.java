package bstack.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Programs of users: compiled against the library, and run in a JVM of their own. */
final class OutsidePrograms {
    private static final Pattern LIBRARY = Pattern.compile("bstack\\.(core|spi|collections|alloc\\.\\w+)|slf4j-api");

    private OutsidePrograms() {}

    /** Compiles sources into a folder, without a warning; with a module-info among them, as a module. */
    static Path compile(Path target, Collection<Path> sources) throws IOException {
        boolean module = sources.stream().anyMatch(source -> source.endsWith("module-info.java"));
        List<String> arguments = new ArrayList<>(List.of(
                "-Xlint:all",
                "-Werror",
                "-d",
                Files.createDirectories(target).toString(),
                module ? "--module-path" : "--class-path",
                joined()));
        sources.forEach(source -> arguments.add(source.toString()));
        int result = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(System.out, System.err, arguments.toArray(String[]::new));
        assertEquals(0, result, "javac");
        return target;
    }

    /** {@return the lines that a program on the class path prints} */
    static List<String> onClassPath(Path classes, String main, String... arguments) throws Exception {
        return run(List.of("--enable-native-access=ALL-UNNAMED", "--class-path", joined(classes), main), arguments);
    }

    /** {@return the lines that a program on the module path prints} */
    static List<String> onModulePath(List<Path> modules, String main, String... arguments) throws Exception {
        String path = joined(modules.toArray(Path[]::new));
        return run(List.of("--enable-native-access=bstack.core", "--module-path", path, "--module", main), arguments);
    }

    private static List<String> run(List<String> options, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dslf4j.internal.verbosity=ERROR");
        command.addAll(options);
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output.lines().toList();
    }

    /** The library as this test's own JVM has it, jars or folders of classes, and more. */
    private static String joined(Path... more) {
        Stream<Path> library = Stream.of(
                        System.getProperty("jdk.module.path", ""), System.getProperty("java.class.path", ""))
                .flatMap(path -> Stream.of(path.split(Pattern.quote(File.pathSeparator))))
                .map(Path::of)
                .filter(path -> LIBRARY.matcher(path.toString()).find())
                .filter(path ->
                        !path.endsWith("test-classes") && !path.toString().contains("bstack.demo"))
                .distinct();
        return Stream.concat(library, Stream.of(more))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }
}
