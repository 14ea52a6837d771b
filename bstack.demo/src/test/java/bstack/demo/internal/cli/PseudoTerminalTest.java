package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.demo.internal.tour.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the command draws on a terminal: one that {@code script} of util-linux makes. */
@Tag("campaign")
class PseudoTerminalTest extends CommandTest {
    private static final long PATIENCE_SECONDS = 120;
    private static final int WIDTH = 100;

    private Path command;

    @BeforeEach
    void makeCommand() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "there is no script of util-linux here");
        List<String> words = ChildJvm.of().command();
        String quoted = words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        // As the start scripts do it, which find out by "test -t" what the JDK cannot.
        String script = """
                #!/bin/sh
                options=
                [ ! -t 1 ] || options="$options -Dbstack.stdout.terminal=true"
                [ ! -t 2 ] || options="$options -Dbstack.stderr.terminal=true"
                java=%s
                shift_words() { shift; exec "$java" $options "$@"; }
                shift_words %s "$@"
                """.formatted(words.get(0), quoted);
        command = Files.writeString(folder.resolve("bstack"), script);
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** {@return what the terminal gets of a line of the shell; a line's end is two characters there} */
    private String onTerminal(String line) throws Exception {
        Path out = folder.resolve("typescript");
        Process process = new ProcessBuilder(
                        "script", "-qec", "stty cols " + WIDTH + "; unset COLUMNS NO_COLOR; " + line, "/dev/null")
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectErrorStream(true)
                .start();
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "hangs");
        assertEquals(0, process.exitValue(), Files.readString(out));
        return Files.readString(out);
    }

    @Test
    void theMapHasColoursAndTheWidthOfTheTerminal() throws Exception {
        Path file = folder.resolve("sample.bstack");
        SampleHeap.make(file, "first-fit", 200);
        String drawn = onTerminal(command + " map " + file);
        assertTrue(drawn.contains("\033[32m"), drawn);
        String first = drawn.lines().findFirst().orElseThrow().replaceAll("\033\\[[0-9]*m", "");
        assertEquals(WIDTH, first.length(), first);
        assertFalse(onTerminal("NO_COLOR=1 " + command + " map " + file).contains("\033["));
        assertFalse(onTerminal("TERM=dumb " + command + " map " + file).contains("\033["));
        assertFalse(onTerminal(command + " map " + file + " | cat").contains("\033["));
    }

    @Test
    void progressIsALineThatGoesAwayAndIsNeverInAPipe() throws Exception {
        Path source = Files.createDirectory(folder.resolve("source"));
        for (int i = 0; i < 3000; i++) {
            Files.writeString(source.resolve("file-" + i), "content " + i);
        }
        Path file = newStore();
        String said = onTerminal(command + " import " + file + " " + source + " > /dev/null");
        assertTrue(said.contains("\r\033[K") && said.contains(" of 3,000 files, "), said);
        String last = said.substring(said.lastIndexOf("\033[K") + 3);
        assertTrue(last.startsWith("stored 3,000 files, "), last);
        assertFalse(onTerminal(command + " import " + file + " " + source + " 2>&1 > /dev/null | cat")
                .contains("\033["));
        assertEquals("", onTerminal(command + " import --quiet " + file + " " + source));
    }
}
