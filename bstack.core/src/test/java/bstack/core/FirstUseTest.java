package bstack.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The first use of the library by a JVM that is short of something. What an initialiser of a class fails at stays so for
 * the life of the JVM, so that nothing worked any more when there was plenty again.
 */
@Tag("campaign")
final class FirstUseTest {
    @TempDir
    Path directory;

    private void run(List<String> options, Class<?> program, String... arguments) throws Exception {
        Path errors = directory.resolve("errors");
        List<String> all = new ArrayList<>(JavaProgram.QUICK);
        all.addAll(options);
        Process process = new ProcessBuilder(JavaProgram.command(all, program, arguments))
                .redirectError(errors.toFile())
                .start();
        String said;
        try (var output = process.inputReader()) {
            said = String.join("\n", output.lines().toList());
        }
        process.waitFor();
        assertEquals("sound", said, () -> text(errors));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @ParameterizedTest
    @CsvSource({"NATIVE, 1", "NATIVE, 5", "FILE_CHANNEL, 1", "FILE_CHANNEL, 5"})
    void an_open_that_ends_in_a_stack_overflow_works_with_more_stack(String access, int step) throws Exception {
        Accesses.assume(BStackOptions.Access.valueOf(access));
        run(List.of("-Xss600k"), DeepProgram.class, directory.resolve("x").toString(), access, Integer.toString(step));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NATIVE", "FILE_CHANNEL"})
    void a_write_that_finds_no_direct_memory_works_when_there_is_some(String access) throws Exception {
        Accesses.assume(BStackOptions.Access.valueOf(access));
        run(
                List.of("-XX:MaxDirectMemorySize=4m"),
                DirectMemoryProgram.class,
                directory.resolve("x").toString(),
                access);
    }
}
