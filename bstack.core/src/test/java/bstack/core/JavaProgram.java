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
    private JavaProgram() {}

    /** {@return the lines that the program has printed} It must end well. */
    static List<String> run(List<String> options, Class<?> program, String... arguments)
            throws IOException, InterruptedException, URISyntaxException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                location(BStack.class)
                        + File.pathSeparator
                        + location(program)
                        + File.pathSeparator
                        + location(Logger.class),
                program.getName()));
        command.addAll(List.of(arguments));
        Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines;
        try (var out = java.inputReader(StandardCharsets.UTF_8)) {
            lines = new ArrayList<>(
                    out.lines().filter(line -> !line.startsWith("SLF4J")).toList());
            assertEquals(0, java.waitFor(), () -> String.join("\n", lines));
        } finally {
            java.destroyForcibly();
        }
        return lines;
    }

    private static Path location(Class<?> member) throws URISyntaxException {
        return Path.of(
                member.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
