package bstack.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;

/** A class of the tests that runs in a JVM of its own, with options of its own. */
final class JavaProgram {
    /** Options by which a JVM starts soon. */
    static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private JavaProgram() {}

    /** {@return the lines that the program has printed} It must end well. */
    static List<String> run(List<String> options, Class<?> program, String... arguments)
            throws IOException, InterruptedException {
        Process java = new ProcessBuilder(command(options, program, arguments))
                .redirectErrorStream(true)
                .start();
        try (var out = java.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = out.lines().toList();
            assertEquals(0, java.waitFor(), () -> String.join("\n", lines));
            return lines;
        } finally {
            java.destroyForcibly();
        }
    }

    /** {@return the command line of a program that runs on what these tests run on} */
    static List<String> command(List<String> options, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dslf4j.internal.verbosity=ERROR",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                String.join(File.pathSeparator, location(BStack.class), location(Logger.class), testClasses()),
                program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String location(Class<?> member) {
        try {
            return Path.of(member.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static String testClasses() {
        try {
            Path file =
                    Path.of(JavaProgram.class.getResource("JavaProgram.class").toURI());
            return file.getParent().getParent().getParent().toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
