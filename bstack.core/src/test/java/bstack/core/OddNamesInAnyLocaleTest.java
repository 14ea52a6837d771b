package bstack.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A process whose locale cannot express a file's name opens that file all the same, under the path of a listing. */
@ParameterizedClass
@ValueSource(strings = {"C", "C.UTF-8"})
final class OddNamesInAnyLocaleTest {
    private final String locale;

    @TempDir
    Path directory;

    private Path folder;
    private OtherJvm other;

    OddNamesInAnyLocaleTest(String locale) {
        this.locale = locale;
    }

    @BeforeEach
    void start() throws IOException {
        folder = Files.createDirectory(directory.resolve("folder"));
        other = OtherJvm.start(Map.of("LC_ALL", locale));
    }

    @AfterEach
    void end() {
        other.close();
    }

    /** Made by the shell's printf, which writes bytes. */
    private void makeOnlyFile(String octal) throws IOException, InterruptedException {
        String script = "cd '%s' && rm -f -- * && : > \"$(printf '%s')\"".formatted(folder, octal);
        assertEquals(
                0, new ProcessBuilder("sh", "-c", script).inheritIO().start().waitFor());
    }

    @Test
    void the_file_that_is_listed_is_the_one_that_is_opened() throws Exception {
        for (String octal : new String[] {"caf\\351.bs", "caf\\303\\251.bs", "\\377\\200", "plain"}) {
            makeOnlyFile(octal);
            for (BStackOptions.Access access : Accesses.available().toList()) {
                assertEquals("done", other.say("list %s 0 %s".formatted(access, folder)), octal);
                assertEquals("done", other.say("push 1"));
                assertEquals("done", other.say("close"));
            }
            try (Stream<Path> files = Files.list(folder)) {
                Path only = files.reduce((a, b) -> folder).orElseThrow();
                assertEquals(16 + Accesses.available().count(), Files.size(only), octal);
            }
        }
    }
}
