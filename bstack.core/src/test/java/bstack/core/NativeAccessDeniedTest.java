package bstack.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/**
 * A JVM that was told to deny native access: the first question whether the platform is known used to initialise the
 * class with the native calls, outside the net that catches the denial, and every open failed with an error.
 */
final class NativeAccessDeniedTest {
    private static final String PROGRAM = """
            import bstack.core.BStack;
            import bstack.core.BStackOptions;
            import java.io.IOException;
            import java.nio.file.Path;

            class Program {
                public static void main(String[] arguments) throws IOException {
                    Path file = Path.of(arguments[0]);
                    try (BStack stack = BStack.open(file)) {
                        stack.push(new byte[] {1, 2, 3});
                    }
                    try (BStack stack = BStack.openReadOnly(file)) {
                        System.out.println(stack.length());
                    }
                    try {
                        BStack.open(file, BStackOptions.defaults().access(BStackOptions.Access.NATIVE));
                    } catch (IOException refused) {
                        System.out.println("refused");
                    }
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void files_are_opened_through_a_file_channel_and_only_native_access_by_name_is_refused() throws Exception {
        Accesses.assume(BStackOptions.Access.NATIVE);
        Path source = Files.writeString(folder.resolve("Program.java"), PROGRAM);
        Path errors = folder.resolve("stderr");
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--illegal-native-access=deny",
                        "-cp",
                        location(BStack.class) + File.pathSeparator + location(Logger.class),
                        source.toString(),
                        folder.resolve("stack.bstack").toString())
                .redirectError(errors.toFile())
                .start();
        List<String> lines;
        try (var out = java.inputReader(StandardCharsets.UTF_8)) {
            lines = out.lines().toList();
        }
        assertEquals(0, java.waitFor(), () -> "standard error:\n" + text(errors));
        assertEquals(List.of("3", "refused"), lines);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Path location(Class<?> member) throws URISyntaxException {
        return Path.of(
                member.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
