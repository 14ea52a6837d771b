package bstack.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The jars of this build, which this test's own JVM runs on, and tools that work with them. The jars exist where Maven was
 * told to {@code verify}; a build that stops earlier has folders of classes.
 */
final class PackedJars {
    private PackedJars() {}

    /** Skips the test if there are no jars. */
    static void assume() {
        assumeTrue(
                entries()
                        .noneMatch(entry ->
                                Files.isDirectory(entry) && entry.toString().contains("bstack.spi")),
                "no jars of the library here: run this by mvn verify");
    }

    /** {@return the jars whose file names match} */
    static List<Path> named(Pattern names) {
        return entries()
                .filter(entry -> names.matcher(entry.getFileName().toString()).matches())
                .toList();
    }

    /** {@return a path of some files, and after them the jars whose names match} */
    static String path(List<Path> files, Pattern... names) {
        return Stream.concat(files.stream(), Stream.of(names).flatMap(each -> named(each).stream()))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Compiles for Java 17, without a warning. */
    static void compile(Path target, String option, String path, Collection<Path> sources) {
        List<String> arguments = new ArrayList<>(List.of("-Xlint:all", "-Werror", "--release", "17"));
        arguments.addAll(List.of("-d", target.toString(), option, path));
        sources.forEach(source -> arguments.add(source.toString()));
        tool("javac", arguments);
    }

    /** Runs a tool of the JDK that this test runs on. */
    static void tool(String name, List<String> arguments) {
        int result = ToolProvider.findFirst(name)
                .orElseThrow()
                .run(System.out, System.err, arguments.toArray(String[]::new));
        assertEquals(0, result, name);
    }

    private static Stream<Path> entries() {
        return Stream.of(System.getProperty("jdk.module.path", ""), System.getProperty("java.class.path", ""))
                .flatMap(path -> Stream.of(path.split(Pattern.quote(File.pathSeparator))))
                .filter(path -> !path.isEmpty())
                .map(Path::of)
                .distinct();
    }
}
